"""A port of this machine that leads to a unix socket, which browsers cannot connect to."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def forwarding(path: str) -> Iterator[int]:
    """A port of 127.0.0.1 whose connections go to the socket at that path, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_serve, args=(listener, path), daemon=True).start()
        try:
            yield listener.getsockname()[1]
        finally:
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)


def _serve(listener: socket.socket, path: str) -> None:
    while True:
        try:
            inner, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_connect, args=(inner, path), daemon=True).start()


def _connect(inner: socket.socket, path: str) -> None:
    """Copy in both directions between a connection and one to the socket; both are closed at the end."""
    with inner, socket.socket(socket.AF_UNIX) as outer, contextlib.suppress(OSError):
        outer.connect(path)
        back = threading.Thread(target=_copy, args=(outer, inner), daemon=True)
        back.start()
        _copy(inner, outer)
        back.join()


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Copy everything that is received, then close for writing."""
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
    with contextlib.suppress(OSError):
        target.shutdown(socket.SHUT_WR)
