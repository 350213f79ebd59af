"""Servers on loopback that do exactly what a test says, byte by byte."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

OK = b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n\r\n"


class Server:
    """Accepts connections and gives each to `handle` in a thread of its own; counts them."""

    def __init__(
        self,
        handle: Callable[[socket.socket], None],
        *,
        listener: socket.socket | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._handle = handle
        self._tls = tls
        self._listener = listener or socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.connections = 0
        self.received: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for sock in tuple(self._open):
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    def url(self, path: str = "/", scheme: str = "http") -> str:
        return f"{scheme}://127.0.0.1:{self.port}{path}"

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.connections += 1
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: Any) -> None:
        self._open.add(sock)
        try:
            with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
                stack.enter_context(sock)
                if self._tls:
                    sock = stack.enter_context(self._tls.wrap_socket(sock, server_side=True))
                self._handle(sock)
        finally:
            self._open.discard(sock)


def requests(sock: socket.socket) -> Iterator[bytes]:
    """The header sections of the requests that come over a connection, until it is closed."""
    buffer = b""
    while True:
        while b"\r\n\r\n" not in buffer:
            data = sock.recv(65536)
            if not data:
                return
            buffer += data
        head, _, buffer = buffer.partition(b"\r\n\r\n")
        yield head + b"\r\n\r\n"


def answering(*pieces: bytes, keep: bool = False) -> Callable[[socket.socket], None]:
    """Answer every request with these bytes; close after the first unless `keep`."""

    def handle(sock: socket.socket) -> None:
        for _ in requests(sock):
            for piece in pieces:
                sock.sendall(piece)
            if not keep:
                return

    return handle
