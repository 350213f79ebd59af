"""The connections under httpcore: what h11 is given in the place of a section, and where they lead."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import h11
import pytest

from corscheck.exchange import Failure, Request, Response
from corscheck.wire.dial import Dialer
from corscheck.wire.head import HeadParser
from corscheck.wire.http1 import target
from corscheck.wire.network import Network, framing
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection, TransportError
from tests.support.servers import OK, Server, answering, requests

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("section", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", b"abcde"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\nContent-Length: 5\r\n\r\n", b"abcde"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\n", b"abcdefgh"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", b"abcdefgh"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", b"a"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", b"abcdefgh"),
        (b"HTTP/1.1 20 \x01\xe9\r\nX Bad: v\r\nA: \x0b\r\n\r\n", b"abcdefgh"),
        (b"HTTP/1.1 99999999999 OK\r\n\r\n", b"abcdefgh"),
        (b"HTTP/1.0 200 " + b"x" * 5000 + b"\r\nContent-Length: 5\r\n\r\n", b"abcde"),
    ],
)
def test_h11_reads_the_body_as_long_as_chromium_has_it(section: bytes, body: bytes) -> None:
    parser = HeadParser("GET")
    head = parser.feed(section)
    assert head is not None
    peer = h11.Connection(h11.CLIENT)
    peer.send(h11.Request(method="GET", target="/", headers=[("Host", "a")]))
    peer.send(h11.EndOfMessage())
    peer.receive_data(framing(head))
    answer = peer.next_event()
    assert type(answer) is h11.Response
    assert answer.status_code == (head.response.status if 200 <= head.response.status < 1000 else 599)
    chunked = b"chunked" in section
    peer.receive_data(b"1\r\na\r\n0\r\n\r\n" if chunked else b"abcdefgh")
    if not chunked and len(body) > 5:
        peer.receive_data(b"")
    received = b""
    while type(event := peer.next_event()) is h11.Data:
        received += event.data
    assert type(event) is h11.EndOfMessage
    assert received == body


def test_resolve_and_unix_sockets_hold(tmp_path: Path) -> None:
    path = tmp_path / "s"
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(path))
    listener.listen()
    with (
        Server(answering(OK), listener=listener),
        Wire(Connection(http2=True, unix_socket=str(path))) as wire,
    ):
        assert isinstance(wire.send(Request("GET", "http://api.example/")), Response)
    with Server(answering(OK)) as server:
        resolve = f"api.example:{server.port}:127.0.0.1"
        with Wire(Connection(http2=True, resolve=(resolve,))) as wire:
            answer = wire.send(Request("GET", f"http://api.example:{server.port}/"))
    assert isinstance(answer, Response)


def test_every_operation_ends_with_the_exchange() -> None:
    def drip(sock: socket.socket) -> None:
        next(requests(sock))
        sock.sendall(OK[:-2])
        while True:
            sock.sendall(b"A: b\r\n")
            time.sleep(0.02)

    with Server(drip) as server, Wire(Connection(http2=True, timeout=0.3)) as wire:
        start = time.monotonic()
        answer = wire.send(Request("GET", server.url()))
    assert isinstance(answer, Failure)
    assert answer.kind == "timeout"
    assert time.monotonic() - start < 5


def test_a_connection_that_cannot_be_made_says_why() -> None:
    network = Network(Dialer(Connection()))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    network.begin("GET", target(f"http://127.0.0.1:{port}/"), time.monotonic() + 5)
    with pytest.raises(TransportError, match="nothing listens") as raised:
        network.connect_tcp("127.0.0.1", port)
    assert raised.value.kind == "refused"
    network.hang_up()
