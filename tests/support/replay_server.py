"""A server on loopback that sends recorded bytes, one answer a connection."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from corscheck.exchange import Headers


class Asked(NamedTuple):
    """A request as it came: its request line's parts, its header lines and its body."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    @property
    def is_preflight(self) -> bool:
        return self.method == "OPTIONS" and "access-control-request-method" in dict(self.lower)

    def header(self, name: str) -> str | None:
        return dict(self.lower).get(name)

    @property
    def lower(self) -> tuple[tuple[str, str], ...]:
        return tuple((name.lower(), value) for name, value in self.headers)


class Replay(NamedTuple):
    """A running server: where it is, and what it was asked."""

    port: int
    asked: list[Asked]


def raw(status: str, headers: Headers) -> bytes:
    """A recorded answer as bytes; `close` is none at all and `garbage` no HTTP."""
    if status == "close":
        return b""
    if status == "garbage":
        return b"this is not HTTP\r\n\r\n"
    lines = [f"HTTP/1.1 {status} Recorded", *(f"{name}: {value}" for name, value in headers)]
    if not any(name.lower() == "content-length" for name, _ in headers) and status not in ("204", "304"):
        lines.append("Content-Length: 0")
    return ("\r\n".join([*lines, "Connection: close", "", ""])).encode("latin-1")


@contextmanager
def replaying(reply: Callable[[Asked], bytes], *, tls: ssl.SSLContext | None = None) -> Iterator[Replay]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        server = Replay(listener.getsockname()[1], [])
        thread = threading.Thread(target=_serve, args=(listener, server, reply, tls), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _serve(
    listener: socket.socket, server: Replay, reply: Callable[[Asked], bytes], tls: ssl.SSLContext | None
) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_answer, args=(connection, server, reply, tls), daemon=True).start()


def _answer(
    connection: socket.socket, server: Replay, reply: Callable[[Asked], bytes], tls: ssl.SSLContext | None
) -> None:
    with ExitStack() as stack:
        stack.enter_context(connection)
        try:
            if tls is not None:
                connection = stack.enter_context(tls.wrap_socket(connection, server_side=True))
            asked = _read(connection)
            if asked is not None:
                server.asked.append(asked)
                connection.sendall(reply(asked))
                connection.shutdown(socket.SHUT_WR)
                while connection.recv(65536):  # until the client closes: an early close would be a reset
                    pass
        except OSError:
            pass


def _read(connection: socket.socket) -> Asked | None:
    connection.settimeout(30)
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    length = int(next((value for name, value in headers if name.lower() == "content-length"), "0"))
    while len(body) < length:
        more = connection.recv(65536)
        if not more:
            return None
        body += more
    return Asked(method, target, headers, body)
