"""The interface of transports, and the options of connections."""

from __future__ import annotations

import time
from math import inf
from typing import TYPE_CHECKING, Protocol, Self

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Request, Response


class Connection(NamedTuple):
    """How servers are reached; named after curl's options, all times in seconds."""

    timeout: float = 10.0  # for one request, from looking up the name to the end of the header section
    jobs: int = 6  # requests under way to one host: as many as a browser opens
    hosts: int = 32  # hosts that are asked at once: enough that hosts which are down do not delay others
    rate: float | None = None  # requests a second, at most
    retries: int = 0  # further attempts after a connection error or 502, 503, 504
    deadline: float | None = None  # for the whole run
    cacert: str | None = None  # PEM file of the authorities to trust instead of the system's
    cert: str | None = None  # PEM file of the client certificate, with its key or beside `key`
    key: str | None = None
    insecure: bool = False  # accept any certificate
    proxy: str | None = (
        None  # http://, https:// or socks5:// URL; `env`: the environment names it; see `proxies`
    )
    resolve: tuple[str, ...] = ()  # HOST:PORT:ADDR, as curl's
    unix_socket: str | None = None  # connect to this path whatever the URL says, as curl's
    http2: bool = False
    headers: Headers = ()  # `--header`: for real requests and documents, never for a preflight
    end: float = inf  # when `deadline` is over, on the clock of `time.monotonic`; see `started`

    def started(self) -> Self:
        """The same with `deadline` counted from now, unless it is counted already."""
        if self.deadline is None or self.end < inf:
            return self
        return self._replace(end=time.monotonic() + self.deadline)

    @property
    def too_late(self) -> str:
        """What to say after `end`."""
        return f"the deadline of the run, {self.deadline or 0:g} s, has passed"


class TransportError(Exception):
    """No usable HTTP answer; `kind` is one of `exchange.Failure`'s, the text a clause without full stop."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class Transport(Protocol):
    """Sends requests for one thread; it may keep connections open between exchanges."""

    def exchange(self, request: Request, deadline: float) -> Response:
        """Send a request and read the answer's header section.

        `deadline` is on the clock of `time.monotonic`; it bounds the whole exchange. Raises
        `TransportError`, and `UsageProblem` where the options cannot be used.
        """

    def close(self) -> None:
        """Close all connections."""
