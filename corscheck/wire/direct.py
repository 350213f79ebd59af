"""HTTP/1.1 straight to the server: what nearly every run uses."""

from __future__ import annotations

import select
import time
from typing import TYPE_CHECKING, NamedTuple

from corscheck.wire import http1
from corscheck.wire.dial import broken, left
from corscheck.wire.http1 import Dialogue
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


class _Line(NamedTuple):
    """An open connection, and what has been said on it."""

    sock: socket.socket
    dialogue: Dialogue


class Direct:
    """A `Transport` of one thread; keeps one connection to each of the last few servers."""

    def __init__(self, dialer: Dialer) -> None:
        self._dialer = dialer
        self._kept: dict[tuple[str, str, int], _Line] = {}

    def exchange(self, request: Request, deadline: float) -> Response:
        """See `Transport`."""
        to = http1.target(request.url)
        kept = self._kept.pop(to[:3], None)
        if kept and request.method in SAFE_METHODS and not _readable(kept.sock):
            try:
                return self._over(kept, request, to, deadline, kept=True)
            except _Stale:
                pass
        elif kept:
            kept.sock.close()
        return self._over(self._connect(to, deadline), request, to, deadline, kept=False)

    def close(self) -> None:
        """Close what was kept."""
        for line in self._kept.values():
            line.sock.close()
        self._kept.clear()

    def _connect(self, to: Target, deadline: float) -> _Line:
        sock = self._dialer.connect(to.host, to.port, deadline)
        if to.scheme == "https":
            sock = self._dialer.secure(sock, to.host, deadline)
        return _Line(sock, Dialogue())

    def _over(self, line: _Line, request: Request, to: Target, deadline: float, *, kept: bool) -> Response:
        start = time.monotonic()
        reusable = False
        try:
            line.sock.settimeout(left(deadline))
            line.sock.sendall(line.dialogue.ask(request, to))
            response = _read_head(line, deadline, kept=kept)
            reusable = line.dialogue.over()
        except OSError as error:
            if kept and isinstance(error, ConnectionError):
                raise _Stale from error
            raise broken(error, to.place) from error
        finally:
            if reusable:
                self._keep(to[:3], line)
            else:
                line.sock.close()
        return response._replace(elapsed=time.monotonic() - start)

    def _keep(self, server: tuple[str, str, int], line: _Line) -> None:
        self._kept[server] = line
        if len(self._kept) > _KEPT:
            self._kept.pop(next(iter(self._kept))).sock.close()


def _readable(sock: socket.socket) -> bool:
    """Whether something came unasked: the end of the connection, or an answer to nothing (408)."""
    poll = select.poll()
    poll.register(sock, select.POLLIN)
    return bool(poll.poll(0))


def _read_head(line: _Line, deadline: float, *, kept: bool) -> Response:
    """Read until the final header section is complete."""
    while True:
        line.sock.settimeout(left(deadline))
        data = line.sock.recv(_CHUNK)
        if not data:
            raise _ended(line.dialogue.received, kept=kept)
        response = line.dialogue.hear(data)
        if response:
            return response


def _ended(received: int, *, kept: bool) -> Exception:
    if received:
        return Broken(
            "closed", f"the connection was closed inside the header section, after {received} bytes"
        )
    return _Stale() if kept else Broken("closed", "the connection was closed without an answer")
