"""`--proxy env`: the proxy for each server is the one that the environment names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.wire.direct import Direct
from corscheck.wire.proxies import with_proxy

if TYPE_CHECKING:
    from corscheck.exchange import Request, Response
    from corscheck.wire.dial import Dialer
    from corscheck.wire.transport import Connection, Transport


class ByEnvironment:
    """A `Transport` of one thread that asks the environment for each request."""

    def __init__(self, options: Connection, dialer: Dialer) -> None:
        self._options = options
        self._dialer = dialer
        self._transports: dict[str | None, Transport] = {}

    def exchange(self, request: Request, deadline: float) -> Response:
        """See `Transport`."""
        options = with_proxy(self._options, request.url)
        if options.proxy not in self._transports:
            self._transports[options.proxy] = self._opened(options)
        return self._transports[options.proxy].exchange(request, deadline)

    def close(self) -> None:
        """Close all connections."""
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def _opened(self, options: Connection) -> Transport:
        if not options.http2 and not options.proxy:
            return Direct(self._dialer)
        from corscheck.wire.pooled import Pooled  # noqa: PLC0415  # httpx, where a proxy is named

        return Pooled(options, self._dialer)
