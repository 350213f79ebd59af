from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from corscheck.browser.forward import forwarding

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_sent_arrives_and_is_answered(tmp_path: Path) -> None:
    path = str(tmp_path / "s")

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            data = b""
            while more := connection.recv(65536):
                data += more
            connection.sendall(data[::-1])

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        thread = threading.Thread(target=serve)
        thread.start()
        sent = b"abc" * 100_000
        with forwarding(path) as port, socket.create_connection(("127.0.0.1", port)) as client:
            client.sendall(sent)
            client.shutdown(socket.SHUT_WR)
            received = b""
            while more := client.recv(65536):
                received += more
        thread.join(20)
    assert received == sent[::-1]
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port))


def test_without_a_socket_the_connection_ends(tmp_path: Path) -> None:
    with forwarding(str(tmp_path / "none")) as port, socket.create_connection(("127.0.0.1", port)) as client:
        assert client.recv(1) == b""
