"""TLS over our own buffers: what it carries, and that no server outlasts a deadline with it."""

from __future__ import annotations

import re
import socket
import ssl
import time
from typing import TYPE_CHECKING

import pytest
import trustme

from corscheck.errors import UsageProblem
from corscheck.exchange import Failure, Request, Response
from corscheck.wire.send import Wire
from corscheck.wire.tls import TlsStream, shared_context, tls_context
from corscheck.wire.transport import Connection
from tests.support.servers import OK, Server, answering, requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CHANGE_CIPHER_SPEC = b"\x14\x03\x03\x00\x01\x01"
EMPTY_HANDSHAKE = b"\x16\x03\x03\x00\x00"
WARNING = b"\x15\x03\x03\x00\x02\x01\x5a"  # user_canceled
EMPTY_DATA = b"\x17\x03\x03\x00\x00"
HELLO_REQUESTS = b"\x16\x03\x03\x40\x00" + b"\0" * 16384
"""4,096 requests to do what is being done: OpenSSL reads on while more of them come."""


@pytest.fixture(scope="module")
def certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    return context


def flooding(record: bytes, pause: float = 0) -> Callable[[socket.socket], None]:
    """Answers a ClientHello with one record, again and again."""

    def handle(sock: socket.socket) -> None:
        sock.recv(65536)
        flood = record if pause else record * (2**22 // len(record))
        while True:
            sock.sendall(flood)
            time.sleep(pause)

    return handle


@pytest.mark.parametrize("record", [HELLO_REQUESTS, CHANGE_CIPHER_SPEC, EMPTY_HANDSHAKE, WARNING, EMPTY_DATA])
@pytest.mark.parametrize("pause", [0, 0.01])
@pytest.mark.parametrize("http2", [False, True])
def test_a_flood_of_records_does_not_outlast_the_timeout(record: bytes, pause: float, *, http2: bool) -> None:
    options = Connection(timeout=0.5, insecure=True, http2=http2)
    start = time.monotonic()
    with Server(flooding(record, pause)) as server, Wire(options) as wire:
        answer = wire.send(Request("OPTIONS", server.url(scheme="https")))
    assert isinstance(answer, Failure)
    assert answer.kind == "timeout" or record != HELLO_REQUESTS
    assert answer.kind in ("timeout", "tls")
    assert time.monotonic() - start < 2


def shake_hands(sock: socket.socket, context: ssl.SSLContext) -> tuple[ssl.SSLObject, ssl.MemoryBIO]:
    """The server's part; what it encrypts from then on is in the buffer."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = context.wrap_bio(incoming, outgoing, server_side=True)
    while True:
        try:
            tls.do_handshake()
        except ssl.SSLWantReadError:
            sock.sendall(outgoing.read())
            incoming.write(sock.recv(65536))
        else:
            sock.sendall(outgoing.read())
            return tls, outgoing


def test_a_flood_after_the_handshake_does_not_outlast_the_timeout(certified: ssl.SSLContext) -> None:
    def handle(sock: socket.socket) -> None:
        tls, outgoing = shake_hands(sock, certified)
        tls.write(b"HTTP/1.1 200 OK\r\nA: ")
        while True:
            tls.write(b"a")
            sock.sendall(outgoing.read())

    start = time.monotonic()
    with Server(handle) as server, Wire(Connection(timeout=0.5, insecure=True)) as wire:
        answer = wire.send(Request("OPTIONS", server.url(scheme="https")))
    assert isinstance(answer, Failure)
    assert time.monotonic() - start < 3


def test_large_requests_and_answers_go_through(certified: ssl.SSLContext) -> None:
    value = "a" * 200_000
    seen: list[bytes] = []

    def handle(sock: socket.socket) -> None:
        for head in requests(sock):
            seen.append(head)
            sock.sendall(OK[:-2] + b"X-A: " + value.encode() + b"\r\n\r\n")

    with Server(handle, tls=certified) as server, Wire(Connection(insecure=True, timeout=30)) as wire:
        for _ in range(2):
            answer = wire.send(Request("GET", server.url(scheme="https"), (("X-A", value),)))
            assert isinstance(answer, Response)
            assert answer.values("access-control-allow-origin") == ["*"]
    assert [value.encode() in head for head in seen] == [True, True]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_a_connection_serves_many_requests(version: ssl.TLSVersion) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = version
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with (
        Server(answering(OK, keep=True), tls=context) as server,
        Wire(Connection(insecure=True, timeout=5)) as wire,
    ):
        for _ in range(5):
            assert isinstance(wire.send(Request("OPTIONS", server.url(scheme="https"))), Response)
        assert server.connections == 1


def test_what_comes_unasked_with_an_answer_is_not_mistaken_for_the_next(certified: ssl.SSLContext) -> None:
    def handle(sock: socket.socket) -> None:
        for _ in requests(sock):
            sock.sendall(OK)
            sock.sendall(b"HTTP/1.1 200 Unasked\r\nContent-Length: 0\r\n\r\n")  # a record of its own

    with Server(handle, tls=certified) as server, Wire(Connection(insecure=True, timeout=5)) as wire:
        for _ in range(3):
            answer = wire.send(Request("OPTIONS", server.url(scheme="https")))
            assert isinstance(answer, Response)
            assert answer.status == 204
            time.sleep(0.05)


def test_tls_goes_over_tls(certified: ssl.SSLContext) -> None:
    """As to a server behind an https proxy."""

    def handle(sock: socket.socket) -> None:
        inner, outgoing = shake_hands(sock, certified)
        inner.write(b"hello")
        sock.sendall(outgoing.read())
        sock.recv(1)

    context = tls_context(Connection(insecure=True))
    with Server(handle, tls=certified) as server:
        sock = socket.create_connection(("127.0.0.1", server.port))
        outer = TlsStream(sock, context, "a.example", 5)
        stream = TlsStream(outer, context, "b.example", 5)
        assert stream.recv(100) == b"hello"
        assert stream.fileno() == sock.fileno()
        stream.close()
        assert sock.fileno() == -1


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSLKEYLOGFILE"])
@pytest.mark.parametrize("path", ["none/file", "."])
def test_a_file_that_the_environment_names_is_named_by_its_variable(
    variable: str, path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(tmp_path / path)
    monkeypatch.setenv(variable, path)
    with pytest.raises(UsageProblem, match=f"^{variable}={re.escape(path)}: "):
        tls_context(Connection())


def test_a_file_of_the_environment_is_not_asked_for_where_another_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    assert tls_context(Connection(cacert=str(tmp_path / "ca.pem"))).cert_store_stats()["x509_ca"] == 1


def test_a_context_is_made_once_for_the_same_options_and_files(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    trustme.CA().cert_pem.write_to_path(str(path))
    options = Connection(cacert=str(path))
    first = shared_context(options)
    assert shared_context(options._replace(timeout=1.0, headers=(("X-A", "1"),))) is first
    assert shared_context(options._replace(insecure=True)) is not first
    assert shared_context(options._replace(http2=True)) is not first
    trustme.CA().cert_pem.write_to_path(str(path))
    assert shared_context(options) is not first


def test_a_context_that_cannot_be_made_is_reported_every_time(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(UsageProblem, match="--cacert"):
            shared_context(Connection(cacert=str(tmp_path / "gone.pem")))
