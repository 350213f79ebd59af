"""HTTP/1.1 directly to the server, for nearly every run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corscheck.wire.dial import broken, is_readable, left
from corscheck.wire.head import HeadParser, ParsedHead, framing_headers, parse_head_cached
from corscheck.wire.http1 import serialize, target
from corscheck.wire.pace import SAFE_METHODS
from corscheck.wire.preview import read_preview

if TYPE_CHECKING:
    from corscheck.exchange import Request, Response
    from corscheck.wire.dial import Dialer, Stream
    from corscheck.wire.http1 import Target

_KEPT = 8  # connections to different servers, for each thread
_CHUNK = 65536
_REQUEST_TIMEOUT = 408

_Key = tuple[str, str, int, bool]  # scheme, host and port of a server, and whether it saw the certificate


class _Stale(Exception):
    """The server closed a kept connection before it saw the request."""


class Direct:
    """A `Transport` of one thread; keeps one connection to each of the last few servers."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._kept: dict[_Key, Stream] = {}

    def exchange(self, request: Request, deadline: float) -> Response:
        """See `Transport`."""
        to = target(request.url)
        data = serialize(request, to)
        kept = self._kept.pop(self._key(request, to), None)
        if kept and request.method in SAFE_METHODS and not is_readable(kept):
            try:
                return self._over(kept, request, data, to, deadline, kept=True)
            except _Stale:
                pass
        elif kept:
            kept.close()
        stream = self._connect(to, deadline, certificate=request.certificate)
        return self._over(stream, request, data, to, deadline, kept=False)

    def close(self) -> None:
        """Close the kept connections."""
        for stream in self._kept.values():
            stream.close()
        self._kept.clear()

    def _connect(self, to: Target, deadline: float, *, certificate: bool) -> Stream:
        sock = self._dialer.connect(to.host, to.port, deadline)
        if to.scheme == "https":
            return self._dialer.secure(sock, to.host, deadline, certificate=certificate)
        return sock

    def _over(
        self, stream: Stream, request: Request, data: bytes, to: Target, deadline: float, *, kept: bool
    ) -> Response:
        start = time.monotonic()
        reusable = False
        try:
            stream.settimeout(left(deadline))
            stream.sendall(data)
            response, reusable = self._read_answer(stream, request, to, deadline, kept=kept)
        except OSError as error:
            if kept and isinstance(error, ConnectionError):
                raise _Stale from error
            raise broken(error, to.place) from error
        finally:
            if reusable and not framing_headers(request.headers):
                self._keep(self._key(request, to), stream)
            else:
                stream.close()
        return response if response.elapsed else response._replace(elapsed=time.monotonic() - start)

    def _read_answer(
        self, stream: Stream, request: Request, to: Target, deadline: float, *, kept: bool
    ) -> ParsedHead:
        """Read until the final header section is complete, and the start of the body where it is wanted."""
        start = time.monotonic()
        data = stream.recv(_CHUNK)
        if kept and not data:
            raise _Stale
        head = None if request.preview else parse_head_cached(request.method, data)
        rest = b""
        if head is None:
            upgrade = bool(framing_headers(request.headers))
            parser = HeadParser(request.method, to.scheme, default_port=to.has_default_port, upgrade=upgrade)
            while data and not (head := parser.feed(data)):
                stream.settimeout(left(deadline))
                data = stream.recv(_CHUNK)
            head, rest = head or parser.close(), parser.rest
        response = self._dialer.budget.take(head.response)
        if request.preview:
            response = response._replace(elapsed=time.monotonic() - start)
            body = read_preview(request.method, response, rest, stream, deadline)
            response = response._replace(body=body)
        head = head._replace(response=response)
        if kept and head.response.status == _REQUEST_TIMEOUT:
            raise _Stale  # it was sent before the request came: Chromium asks again, too
        return head

    def _key(self, request: Request, to: Target) -> _Key:
        """Where there is no certificate, preflights and requests share a connection."""
        return to.scheme, to.host, to.port, request.certificate and self._dialer.has_certificate

    def _keep(self, server: _Key, stream: Stream) -> None:
        self._kept[server] = stream
        if len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept))).close()
