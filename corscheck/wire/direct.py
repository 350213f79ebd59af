"""HTTP/1.1 straight to the server: what nearly every run uses."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING

from corscheck.wire import http1
from corscheck.wire.dial import broken, left
from corscheck.wire.pace import SAFE_METHODS
from corscheck.wire.transport import Broken

if TYPE_CHECKING:
    import socket

    from corscheck.exchange import Request, Response
    from corscheck.wire.dial import Dialer
    from corscheck.wire.http1 import Target

_KEPT = 8  # connections to different servers, for each thread
_CHUNK = 65536


class _Stale(Exception):
    """The server closed a kept connection before it saw the request."""


class Direct:
    """A `Transport` of one thread; keeps one connection to each of the last few servers."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._kept: dict[tuple[str, str, int], socket.socket] = {}

    def exchange(self, request: Request, deadline: float) -> Response:
        """See `Transport`."""
        to = http1.target(request.url)
        data = http1.serialise(request, to)
        server = (to.scheme, to.host, to.port)
        kept = self._kept.pop(server, None)
        if kept and request.method in SAFE_METHODS and not _readable(kept):
            try:
                return self._over(kept, request, data, to, deadline, kept=True)
            except _Stale:
                pass
        elif kept:
            kept.close()
        return self._over(self._connect(to, deadline), request, data, to, deadline, kept=False)

    def close(self) -> None:
        """Close what was kept."""
        for sock in self._kept.values():
            sock.close()
        self._kept.clear()

    def _connect(self, to: Target, deadline: float) -> socket.socket:
        sock = self._dialer.connect(to.host, to.port, deadline)
        return self._dialer.secure(sock, to.host, deadline) if to.scheme == "https" else sock

    def _over(
        self, sock: socket.socket, request: Request, data: bytes, to: Target, deadline: float, *, kept: bool
    ) -> Response:
        start = time.monotonic()
        reusable = False
        try:
            sock.settimeout(left(deadline))
            sock.sendall(data)
            response, reusable = _read_head(sock, request.method, deadline, kept=kept)
        except OSError as error:
            if kept and isinstance(error, ConnectionError):
                raise _Stale from error
            raise broken(error, to.place) from error
        finally:
            if reusable:
                self._keep((to.scheme, to.host, to.port), sock)
            else:
                sock.close()
        return response._replace(elapsed=time.monotonic() - start)

    def _keep(self, server: tuple[str, str, int], sock: socket.socket) -> None:
        self._kept[server] = sock
        if len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept))).close()


def _readable(sock: socket.socket) -> bool:
    """Whether something came unasked: the end of the connection, or an answer to nothing (408)."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _read_head(sock: socket.socket, method: str, deadline: float, *, kept: bool) -> http1.Head:
    """Read until the final header section is complete; 1xx sections are skipped."""
    buffer = bytearray()
    searched = seen = 0
    while True:
        end = http1.head_end(buffer, searched)
        if end >= 0:
            head = http1.parse_head(bytes(buffer[:end]), method, len(buffer) - end)
            if not 100 <= head.response.status < 200:
                return head
            if head.response.status == 101:
                raise Broken("not-http", "the server switched protocols (101) without being asked to")
            del buffer[:end]
            seen += end
            searched = 0
            continue
        if http1.cannot_be_http(buffer):
            raise http1.not_http(buffer)
        if seen + len(buffer) > http1.MAX_HEAD:
            raise Broken("not-http", f"the header section is longer than {http1.MAX_HEAD // 1024} KiB")
        searched = max(len(buffer) - 2, 0)
        sock.settimeout(left(deadline))
        data = sock.recv(_CHUNK)
        if not data:
            raise _ended(buffer, seen, kept=kept)
        buffer += data


def _ended(buffer: bytearray, seen: int, *, kept: bool) -> Exception:
    if kept and not buffer and not seen:
        return _Stale()
    if not buffer:
        return Broken("closed", "the connection was closed without an answer")
    return Broken("closed", f"the connection was closed inside the header section, after {len(buffer)} bytes")
