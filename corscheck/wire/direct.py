"""HTTP/1.1 straight to the server: what nearly every run uses."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING

from corscheck.wire import http1
from corscheck.wire.dial import broken, left
from corscheck.wire.pace import SAFE_METHODS
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    import socket

    from corscheck.exchange import Request, Response
    from corscheck.wire.dial import Dialer
    from corscheck.wire.http1 import Heard, Target

_KEPT = 8  # connections to different servers, for each thread
_CHUNK = 65536


_Key = tuple[str, str, int, bool]  # scheme, host and port of a server, and whether it saw the certificate


class _Stale(Exception):
    """The server closed a kept connection before it saw the request."""


class Direct:
    """A `Transport` of one thread; keeps one connection to each of the last few servers."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._kept: dict[_Key, socket.socket] = {}

    def exchange(self, request: Request, deadline: float) -> Response:
        """See `Transport`."""
        to = http1.target(request.url)
        kept = self._kept.pop(self._key(request, to), None)
        if kept and request.method in SAFE_METHODS and not _readable(kept):
            try:
                return self._over(kept, request, to, deadline, kept=True)
            except _Stale:
                pass
        elif kept:
            kept.close()
        sock = self._connect(to, deadline, certificate=request.certificate)
        return self._over(sock, request, to, deadline, kept=False)

    def close(self) -> None:
        """Close what was kept."""
        for sock in self._kept.values():
            sock.close()
        self._kept.clear()

    def _connect(self, to: Target, deadline: float, *, certificate: bool) -> socket.socket:
        sock = self._dialer.connect(to.host, to.port, deadline)
        if to.scheme == "https":
            sock = self._dialer.secure(sock, to.host, deadline, certificate=certificate)
        return sock

    def _over(
        self, sock: socket.socket, request: Request, to: Target, deadline: float, *, kept: bool
    ) -> Response:
        start = time.monotonic()
        reusable = False
        try:
            sock.settimeout(left(deadline))
            sock.sendall(http1.said(request, to))
            response, reusable = _read_head(sock, request, deadline, kept=kept)
        except OSError as error:
            if kept and isinstance(error, ConnectionError):
                raise _Stale from error
            raise broken(error, to.place) from error
        finally:
            if reusable:
                self._keep(self._key(request, to), sock)
            else:
                sock.close()
        return response._replace(elapsed=time.monotonic() - start)

    def _key(self, request: Request, to: Target) -> _Key:
        """Where there is no certificate, preflights and requests share a connection."""
        return to.scheme, to.host, to.port, request.certificate and self._dialer.has_certificate

    def _keep(self, server: _Key, sock: socket.socket) -> None:
        self._kept[server] = sock
        if len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept))).close()


def _readable(sock: socket.socket) -> bool:
    """Whether something came unasked: the end of the connection, or an answer to nothing (408)."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _read_head(sock: socket.socket, request: Request, deadline: float, *, kept: bool) -> Heard:
    """Read until the final header section is complete."""
    data = sock.recv(_CHUNK)
    if not data:
        raise _Stale if kept else TransportError("closed", "the connection was closed without an answer")
    matter = http1.mattering(request.headers)
    heard = http1.heard_at_once(request.method, matter, data)
    if heard:
        return heard
    listener = http1.Listener(request.method, matter)
    while not (heard := listener.hear(data)):
        sock.settimeout(left(deadline))
        data = sock.recv(_CHUNK)
        if not data:
            raise TransportError(
                "closed",
                f"the connection was closed inside the header section, after {listener.received} bytes",
            )
    return heard
