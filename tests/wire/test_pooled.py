"""Proxies, HTTP/2 and documents."""

from __future__ import annotations

import base64
import contextlib
import re
import socket
import ssl
import time
from typing import TYPE_CHECKING

import h2.config
import h2.connection
import h2.events
import h2.exceptions
import pytest
import trustme

from corscheck.errors import UsageProblem
from corscheck.exchange import Failure, Request, Response
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.servers import OK, Server, answering, requests

if TYPE_CHECKING:
    from collections.abc import Callable


def proxied(proxy: Server, url: str = "http://api.example/x") -> Response | Failure:
    with Wire(Connection(proxy=f"http://me:secret@127.0.0.1:{proxy.port}", timeout=2)) as wire:
        return wire.send(Request("OPTIONS", url, (("Origin", "https://a.example"), ("X-A", "\xe9"))))


def test_a_proxy_is_given_the_whole_url_and_the_password() -> None:
    seen: list[bytes] = []

    def handle(sock: socket.socket) -> None:
        for head in requests(sock):
            seen.append(head)
            sock.sendall(b"HTTP/1.1 204 No Content\r\nVary: a\r\nVARY: \xe9\r\n\r\n")

    with Server(handle) as proxy:
        answer = proxied(proxy)
    assert isinstance(answer, Response)
    assert answer[:4] == (204, (("Vary", "a"), ("VARY", "\xe9")), "No Content", "HTTP/1.1")
    assert seen[0].startswith(b"OPTIONS http://api.example/x HTTP/1.1\r\n")
    assert b"Proxy-Authorization: Basic bWU6c2VjcmV0\r\n" in seen[0]
    assert seen[0].endswith(b"\r\nOrigin: https://a.example\r\nX-A: \xe9\r\n\r\n")


def test_an_https_url_goes_through_a_tunnel_which_may_be_refused() -> None:
    with Server(answering(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")) as proxy:
        answer = proxied(proxy, "https://api.example/")
    assert isinstance(answer, Failure)
    assert answer.kind == "network"
    assert "the proxy refused" in answer.message


def drip(sock: socket.socket) -> None:
    next(requests(sock))
    sock.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
    while True:
        sock.sendall(b"a")
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("handle", "kind"),
    [
        (answering(), "closed"),
        (answering(b"SSH-2.0-x\r\n"), "not-http"),
        (drip, "timeout"),
        (answering(b"HTTP/1.1 200 OK\r\nA:" + b" " * 90_000 + b"\0\r\n\r\n"), "malformed"),
        (answering(b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), "malformed"),
    ],
)
def test_failures_have_the_same_kinds_as_without_a_proxy(
    handle: Callable[[socket.socket], None], kind: str
) -> None:
    with Server(handle) as proxy:
        answer = proxied(proxy, "http://api.example:8080/")
    assert isinstance(answer, Failure)
    assert answer.kind == kind
    assert answer.elapsed < 5


@pytest.mark.parametrize(
    "section",
    [
        b"HTTP/1.1 204 N\r\nno colon\r\nA : \x0bb\r\n c\r\n\r\n",
        b"xHTTP/1.1 OK\r\nA: b\r\nA: c\r\n\r\n",
        b"HTTP/1.1 20 X\x01\r\nA: b\r\n\r\n",
        b"HTTP/1.0 99999999999 OK\r\nA: b\r\nContent-Length: +5\r\n\r\n",
        b"HTTP/1.1 204 N\r\nA: b",
        b"HTTP/1.1 103 E\r\nX: y\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na",
    ],
)
def test_a_section_is_read_as_without_a_proxy(section: bytes) -> None:
    with Server(answering(section)) as server:
        with Wire(Connection(timeout=5)) as wire:
            direct = wire.send(Request("OPTIONS", server.url()))
        with Wire(Connection(timeout=5, proxy=server.url())) as wire:
            through = wire.send(Request("OPTIONS", server.url()))
    assert isinstance(direct, Response)
    assert isinstance(through, Response)
    assert through._replace(elapsed=0) == direct._replace(elapsed=0)


def test_no_proxy_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with Wire(Connection(proxy=f"http://127.0.0.1:{port}")) as wire:
        answer = wire.send(Request("GET", "http://api.example/"))
    assert isinstance(answer, Failure)
    assert answer.kind == "refused"
    assert f"nothing listens on 127.0.0.1:{port}" in answer.message


@pytest.mark.parametrize(
    "proxy",
    [
        "ftp://proxy.example",
        "proxy.example:3128",
        "http://",
        "http://:3128",
        "http://proxy.example:x",
        "http://proxy.example:0",
        "http://proxy.example:65536",
        "http://[::1",
        "http://pr\xf6xy.example",
    ],
)
def test_a_proxy_that_cannot_be_used(proxy: str) -> None:
    with (
        Wire(Connection(proxy=proxy)) as wire,
        pytest.raises(UsageProblem, match=f"^--proxy {re.escape(proxy)}: expected a URL"),
    ):
        wire.send(Request("GET", "http://api.example/"))


def test_a_proxy_that_wants_a_password_is_not_mistaken_for_the_server() -> None:
    refusal = answering(b"HTTP/1.1 407 Who?\r\nContent-Length: 0\r\n\r\n")
    for url in ("http://api.example/", "https://api.example/"):
        with Server(refusal) as proxy, Wire(Connection(proxy=proxy.url(), timeout=5)) as wire:
            answer = wire.send(Request("GET", url))
        assert isinstance(answer, Failure)
        assert answer.kind == "network"
        assert answer.message.startswith("the proxy refused: 407")


def test_a_name_and_a_password_for_a_proxy_are_utf_8() -> None:
    seen: list[bytes] = []

    def handle(sock: socket.socket) -> None:
        seen.append(next(requests(sock)))
        sock.sendall(OK)

    with (
        Server(handle) as proxy,
        Wire(Connection(proxy=f"http://m\xe9:%C3%A9%3A@127.0.0.1:{proxy.port}")) as wire,
    ):
        assert isinstance(wire.send(Request("GET", "http://api.example/")), Response)
    assert base64.b64encode("m\xe9:\xe9:".encode()) in seen[0]


def tunnel(sock: socket.socket) -> None:
    """A SOCKS 5 proxy that answers in the server's place, for names only."""
    assert sock.recv(3) == b"\5\1\0"
    sock.sendall(b"\5\0")
    asked = sock.recv(100)
    assert asked == b"\5\1\0\3\x0bapi.example\0\x50"
    sock.sendall(b"\5\0\0\1\0\0\0\0\0\0")
    answering(OK, keep=True)(sock)


@pytest.mark.parametrize("scheme", ["socks5", "SOCKS5h"])
def test_a_socks_proxy_is_given_the_name(scheme: str) -> None:
    pytest.importorskip("socksio")
    with (
        Server(tunnel) as proxy,
        Wire(Connection(proxy=f"{scheme}://127.0.0.1:{proxy.port}", timeout=5)) as wire,
    ):
        for _ in range(2):
            assert isinstance(wire.send(Request("OPTIONS", "http://api.example/")), Response)
        assert proxy.connections == 1


@pytest.mark.parametrize(
    ("sentence", "kind", "message"),
    [
        ((b"SSH-2.0-x\r\n",), "network", "the proxy does not speak SOCKS 5"),
        ((b"\5\0", b"\5\5\0\1\0\0\0\0\0\0"), "network", "the proxy refused: Proxy Server could not connect"),
        ((b"\5\xff",), "network", "the proxy refused: "),
        ((b"",), "network", "the proxy does not speak SOCKS 5"),  # it hangs up
    ],
)
def test_a_socks_proxy_that_does_not_let_us_through(
    sentence: tuple[bytes, ...], kind: str, message: str
) -> None:
    pytest.importorskip("socksio")

    def handle(sock: socket.socket) -> None:
        for piece in sentence:
            sock.recv(100)
            sock.sendall(piece)

    with (
        Server(handle) as proxy,
        Wire(Connection(proxy=f"socks5://127.0.0.1:{proxy.port}", timeout=5)) as wire,
    ):
        answer = wire.send(Request("OPTIONS", "http://api.example/"))
    assert isinstance(answer, Failure)
    assert answer.kind == kind
    assert message in answer.message
    assert not answer.message.endswith(".")


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corscheck.wire.pooled.find_spec", lambda name: None)
    with (
        Wire(Connection(http2=True)) as wire,
        pytest.raises(UsageProblem, match=r"--http2 needs h2: .* `http2`"),
    ):
        wire.send(Request("GET", "http://api.example/"))
    with (
        Wire(Connection(proxy="socks5://[::1]:9")) as wire,
        pytest.raises(UsageProblem, match=r"SOCKS .* `socks`"),
    ):
        wire.send(Request("GET", "http://api.example/"))


def test_http2_may_be_asked_for_where_there_is_none() -> None:
    with Server(answering(OK, keep=True)) as server, Wire(Connection(http2=True)) as wire:
        for _ in range(2):
            answer = wire.send(Request("patch", server.url()))
            assert isinstance(answer, Response)
            assert answer.http_version == "HTTP/1.1"
        assert server.connections == 1


def speak_http2(sock: socket.socket) -> None:
    connection = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
    connection.initiate_connection()
    sock.sendall(connection.data_to_send())
    while data := sock.recv(65536):
        for event in connection.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                assert event.headers is not None
                asked = dict(event.headers)
                stream = event.stream_id
                lines: list[tuple[str | bytes, str | bytes]]
                lines = [(":status", "204"), ("x-method", asked[b":method"]), ("vary", "a"), ("vary", "b")]
                connection.send_headers(stream, [(":status", "103"), ("link", "x")])
                connection.send_headers(stream, lines, end_stream=True)
        sock.sendall(connection.data_to_send())


def test_http2_over_tls() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2"])
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    options = Connection(http2=True, insecure=True, timeout=5)
    with Server(speak_http2, tls=context) as server, Wire(options) as wire:
        for _ in range(2):
            answer = wire.send(
                Request("patch", server.url(scheme="https"), (("Origin", "https://a.example"),))
            )
            assert isinstance(answer, Response)
            assert answer[:2] == (204, (("x-method", "patch"), ("vary", "a"), ("vary", "b")))
            assert answer.http_version == "HTTP/2"
        assert server.connections == 1


def hostile(stream: Callable[[h2.connection.H2Connection, int], None]) -> Callable[[socket.socket], None]:
    """A server that answers in HTTP/2 with any frames."""

    def handle(sock: socket.socket) -> None:
        lax = h2.config.H2Configuration(client_side=False, validate_outbound_headers=False)
        connection = h2.connection.H2Connection(lax)
        connection.initiate_connection()
        sock.sendall(connection.data_to_send())
        with contextlib.suppress(h2.exceptions.ProtocolError):  # it does not listen after its GOAWAY
            while data := sock.recv(65536):
                for event in connection.receive_data(data):
                    if isinstance(event, h2.events.RequestReceived):
                        stream(connection, event.stream_id)
                sock.sendall(connection.data_to_send())

    return handle


MANY = [(":status", "200"), *((f"x-{number}", "a" * 100) for number in range(2000))]


@pytest.mark.parametrize(
    ("stream", "kind"),
    [
        (lambda connection, number: connection.reset_stream(number), "closed"),
        (lambda connection, _: connection.close_connection(), "closed"),
        (lambda connection, number: connection.send_headers(number, MANY, end_stream=True), "malformed"),
        (
            lambda connection, number: connection.send_headers(number, [(":status", "abc")], end_stream=True),
            "malformed",
        ),
        (lambda connection, number: connection.send_headers(number, [(":status", "103")]), "timeout"),
    ],
)
def test_answers_in_http2_that_are_none(
    stream: Callable[[h2.connection.H2Connection, int], None], kind: str
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.set_alpn_protocols(["h2"])
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    options = Connection(http2=True, insecure=True, timeout=1)
    with Server(hostile(stream), tls=context) as server, Wire(options) as wire:
        for _ in range(2):
            answer = wire.send(Request("GET", server.url(scheme="https")))
            assert isinstance(answer, Failure)
            assert answer.kind == kind
            assert answer.message.isprintable()
