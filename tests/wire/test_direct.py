"""Answers of every kind, over real sockets."""

from __future__ import annotations

import contextlib
import socket
import ssl
import time
from typing import TYPE_CHECKING

import pytest
import trustme

from corscheck.exchange import Failure, Request, Response
from corscheck.wire.dial import Dialer
from corscheck.wire.direct import Direct
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection, TransportError
from tests.support.servers import OK, Server, answering, requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corscheck.exchange import Answer


def ask(
    server: Server, options: Connection | None = None, method: str = "OPTIONS", path: str = "/"
) -> Answer:
    with Wire(options or Connection(timeout=5)) as wire:
        return wire.send(Request(method, server.url(path), (("Accept", "*/*"),)))


def test_an_answer_is_read_as_it_was_sent() -> None:
    with Server(
        answering(b"HTTP/1.1 200 Fine\r\nVary: a\r\nvary:  b \r\nContent-Length: 9\r\n\r\nbody")
    ) as server:
        answer = ask(server)
    assert isinstance(answer, Response)
    assert answer[:4] == (200, (("Vary", "a"), ("vary", "b"), ("Content-Length", "9")), "Fine", "HTTP/1.1")
    assert answer.attempts == 1
    assert 0 < answer.elapsed < 5


def test_the_request_is_sent_byte_by_byte() -> None:
    seen = []

    def handle(sock: socket.socket) -> None:
        for head in requests(sock):
            seen.append(head)
            sock.sendall(OK)

    with Server(handle) as server:
        ask(server, method="patch", path="/a//b?x=%20")
        host = f"127.0.0.1:{server.port}".encode()
    assert seen == [b"patch /a//b?x=%20 HTTP/1.1\r\nHost: " + host + b"\r\nAccept: */*\r\n\r\n"]


def endless_headers(sock: socket.socket) -> None:
    next(requests(sock))
    sock.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        sock.sendall(b"X-A: " + b"a" * 8000 + b"\r\n")


def endless_interim(sock: socket.socket) -> None:
    next(requests(sock))
    while True:
        sock.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)


def endless_garbage(sock: socket.socket) -> None:
    next(requests(sock))
    while True:
        sock.sendall(b"\xff\x00" * 4000)


def reset(sock: socket.socket) -> None:
    next(requests(sock))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


@pytest.mark.parametrize(
    ("handle", "kind", "says"),
    [
        (lambda sock: None, "closed", "closed"),
        (answering(), "closed", "closed without an answer"),
        (reset, "closed", "closed before"),
        (answering(b"HTTP/1.1 100 Continue\r\n\r\n"), "closed", "sent an interim answer (1xx)"),
        (answering(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), "closed", "switched protocols (101)"),
        (answering(b"<html>hello</html>"), "not-http", "`<html>hello</html>`"),
        (answering(b"SSH-2.0-OpenSSH_9.2\r\n"), "not-http", "`SSH-2.0-OpenSSH_9.2\\r\\n`"),
        (answering(b"\x15\x03\x01\x00\x02\x02\x46"), "not-http", "https://"),
        (
            answering(b"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n"),
            "malformed",
            "is not valid HTTP: there is a NUL byte",
        ),
        (
            answering(b"HTTP/1.1 200 OK\r\nLocation: \x1b[31mred\r\nLocation: b\r\n\r\n"),
            "malformed",
            "it has Location twice, as `\\x1b[31mred` and as `b`",
        ),
        (endless_garbage, "not-http", "is not HTTP"),
        (endless_headers, "malformed", "longer than 256 KiB"),
        (endless_interim, "malformed", "1,001 interim answers"),
    ],
)
def test_what_is_not_an_answer_is_distinguished(
    handle: Callable[[socket.socket], None], kind: str, says: str
) -> None:
    with Server(handle) as server:
        answer = ask(server)
    assert isinstance(answer, Failure)
    assert answer.kind == kind
    assert says in answer.message
    assert answer.message.isprintable()
    assert not answer.message.endswith(".")


@pytest.mark.parametrize(
    "pieces",
    [
        [OK],
        [b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", OK],
        [b"HTTP/1.1 100 Continue\r\n\r\n" + OK],
        [OK[:1], OK[1:20], OK[20:-1], OK[-1:]],
        [OK + b"a body that must not be here"],
        [b"HTTP/1.1 204 No Content\nAccess-Control-Allow-Origin: *\n\n"],
        [b"HTTP/1.0 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n\r\n"],
        [b"HTTP/1.1 204 No\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: 100000\r\n\r\n"],
        [b"HTTP/1.1 204 No\r\nAccess-Control-Allow-Origin: *\r\nContent-Encoding: gzip\r\n\r\nno gzip"],
        [b"HTTP/1.1 204 No\r\nAccess-Control-Allow-Origin: *\r\nTransfer-Encoding: chunked\r\n\r\nzz"],
        [b"HTTP/1.1 204 No\r\nAccess-Control-Allow-Origin: *\r\nLocation: data:,x\r\n\r\n"],
    ],
)
def test_only_the_final_header_section_counts(pieces: list[bytes]) -> None:
    with Server(answering(*pieces)) as server:
        answer = ask(server)
    assert isinstance(answer, Response)
    assert answer.status == 204
    assert answer.values("access-control-allow-origin") == ["*"]


def test_an_endless_body_is_not_read() -> None:
    def handle(sock: socket.socket) -> None:
        next(requests(sock))
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            sock.sendall(b"x" * 65536)

    with Server(handle) as server:
        assert isinstance(ask(server), Response)


def drip(sock: socket.socket) -> None:
    next(requests(sock))
    sock.sendall(b"HTTP/1.1 200 OK\r\nX-A: ")
    while True:
        sock.sendall(b"a")
        time.sleep(0.02)


@pytest.mark.parametrize("handle", [drip, lambda sock: time.sleep(60)])
def test_the_timeout_is_for_the_whole_answer(handle: Callable[[socket.socket], None]) -> None:
    with Server(handle) as server:
        start = time.monotonic()
        answer = ask(server, Connection(timeout=0.3))
        assert time.monotonic() - start < 30
    assert isinstance(answer, Failure)
    assert answer.kind == "timeout"


def test_nothing_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with Wire(Connection()) as wire:
        answer = wire.send(Request("GET", f"http://127.0.0.1:{port}/"))
    assert isinstance(answer, Failure)
    assert (answer.kind, answer.message) == (
        "refused",
        f"nothing listens on 127.0.0.1:{port} (connection refused)",
    )


def test_a_connection_serves_many_requests() -> None:
    with Server(answering(OK, keep=True)) as server, Wire(Connection()) as wire:
        for _ in range(5):
            assert isinstance(wire.send(Request("OPTIONS", server.url())), Response)
        assert server.connections == 1


def test_a_kept_connection_that_was_closed_is_replaced_and_counts_as_one_attempt() -> None:
    with Server(answering(OK)) as server, Wire(Connection()) as wire:
        for _ in range(3):
            answer = wire.send(Request("OPTIONS", server.url()))
            assert isinstance(answer, Response)
            assert answer.attempts == 1
        assert server.connections == 3


def test_a_connection_closed_after_the_second_request_is_replaced() -> None:
    def handle(sock: socket.socket) -> None:
        for number, _ in enumerate(requests(sock)):
            if number == 1:
                return
            sock.sendall(OK)

    with Server(handle) as server, Wire(Connection()) as wire:
        for _ in range(2):
            assert isinstance(wire.send(Request("OPTIONS", server.url())), Response)
        assert server.connections == 2


def test_a_request_that_acts_is_never_sent_twice() -> None:
    received = []

    def handle(sock: socket.socket) -> None:
        for number, head in enumerate(requests(sock)):
            received.append(head.split()[0])
            if number == 1 or head.startswith(b"POST"):
                return
            sock.sendall(OK)

    with Server(handle) as server, Wire(Connection(retries=3)) as wire:
        wire.send(Request("OPTIONS", server.url()))
        answer = wire.send(Request("POST", server.url()))
    assert isinstance(answer, Failure)
    assert received == [b"OPTIONS", b"POST"]


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (b"HTTP/1.1 204 N\r\nno colon\r\nA: b\r\n\r\n", (204, (("A", "b"),))),
        (b"HTTP/1.1 204 N\r\nX Bad: v\r\nX-Note : v\r\n\r\n", (204, (("X-Note", "v"),))),
        (b"HTTP/1.1 204 N\r\nA: \x0bb\x0c\r\n\r\n", (204, (("A", "\x0bb\x0c"),))),
        (b"HTTP/1.1 OK\r\nA: b\r\n\r\n", (200, (("A", "b"),))),
        (b"HTTP/1.1 204\r\nA: b\r\nC", (204, (("A", "b"),))),
        (b"HTTP/1.1 200 OK\r\nA:" + b" " * 90_000 + b"b\r\n\r\n", (200, (("A", "b"),))),
    ],
)
def test_odd_sections_are_answers(section: bytes, expected: tuple[object, ...]) -> None:
    for options in (Connection(timeout=5), Connection(timeout=5, http2=True)):
        with Server(answering(section)) as server:
            answer = ask(server, options)
        assert isinstance(answer, Response)
        assert answer[:2] == expected
        assert answer.oddities or len(section) > 90_000


@pytest.mark.parametrize("farewell", [True, False])
def test_a_truncated_section_is_not_an_answer_over_https(*, farewell: bool) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    def handle(sock: socket.socket) -> None:
        next(requests(sock))
        sock.sendall(OK[:-2])
        if farewell:
            with contextlib.suppress(OSError):  # the client does not wait for it
                sock.unwrap().close()  # type: ignore[attr-defined]  # it is an SSLSocket

    with Server(handle, tls=context) as server, Wire(Connection(timeout=5, insecure=True)) as wire:
        answer = wire.send(Request("OPTIONS", server.url(scheme="https")))
    assert isinstance(answer, Failure)
    assert answer.kind == "closed"
    assert "inside the header section" in answer.message


def test_a_timeout_of_the_server_that_meets_our_request_is_asked_again() -> None:
    def handle(sock: socket.socket) -> None:
        for number, _ in enumerate(requests(sock)):
            sock.sendall(OK if number == 0 else b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")

    with Server(handle) as server, Wire(Connection()) as wire:
        for connections in (1, 2):
            answer = wire.send(Request("OPTIONS", server.url()))
            assert isinstance(answer, Response)
            assert (answer.status, server.connections) == (204, connections)


def test_an_unasked_answer_on_a_kept_connection_is_not_mistaken_for_ours() -> None:
    def handle(sock: socket.socket) -> None:
        next(requests(sock))
        sock.sendall(OK)
        time.sleep(0.05)
        sock.sendall(b"HTTP/1.1 408 Request Timeout\r\n\r\n")
        sock.recv(1)

    with Server(handle) as server, Wire(Connection()) as wire:
        assert isinstance(wire.send(Request("OPTIONS", server.url())), Response)
        time.sleep(0.15)
        answer = wire.send(Request("OPTIONS", server.url()))
    assert isinstance(answer, Response)
    assert answer.status == 204


@pytest.mark.parametrize("header", [("Connection", "close"), ("Upgrade", "caf\xe9")])
def test_what_one_request_asks_of_its_connection_holds_for_no_other(header: tuple[str, str]) -> None:
    with Server(answering(OK, keep=True)) as server, Wire(Connection()) as wire:
        for headers in ((), (), (header,), (), ()):
            answer = wire.send(Request("OPTIONS", server.url(), headers))
            assert isinstance(answer, Response)
        assert server.connections == 2


def test_answers_that_are_the_same_but_for_a_byte_are_distinguished() -> None:
    def handle(sock: socket.socket) -> None:
        for number, _ in enumerate(requests(sock)):
            sock.sendall(OK.replace(b"*", b"%d" % (number % 3)))

    with Server(handle) as server, Wire(Connection()) as wire:
        answers = [wire.send(Request("OPTIONS", server.url())) for _ in range(9)]
        assert server.connections == 1
    assert [
        answer.values("access-control-allow-origin") for answer in answers if isinstance(answer, Response)
    ] == [[str(number % 3)] for number in range(9)]


def test_only_the_last_few_connections_are_kept() -> None:
    servers = [Server(answering(OK, keep=True)) for _ in range(10)]
    with Wire(Connection()) as wire:
        for server in servers:
            wire.send(Request("OPTIONS", server.url()))
        wire.send(Request("OPTIONS", servers[0].url()))
        wire.send(Request("OPTIONS", servers[-1].url()))
    assert [server.connections for server in servers] == [2] + [1] * 9
    for server in servers:
        server.__exit__()


def test_a_unix_socket_takes_the_place_of_the_address(tmp_path: Path) -> None:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(tmp_path / "s"))
    listener.listen()
    with Server(answering(OK), listener=listener), Wire(Connection(unix_socket=str(tmp_path / "s"))) as wire:
        assert isinstance(wire.send(Request("GET", "http://api.example/")), Response)
    with Wire(Connection(unix_socket=str(tmp_path / "none"))) as wire:
        answer = wire.send(Request("GET", "http://api.example/"))
    assert isinstance(answer, Failure)
    assert answer.kind == "network"
    assert str(tmp_path / "none") in answer.message


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6")
def test_ipv6() -> None:
    try:
        listener = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError as error:
        pytest.skip(f"no IPv6: {error}")
    with Server(answering(OK), listener=listener) as server, Wire(Connection()) as wire:
        assert isinstance(wire.send(Request("GET", f"http://[::1]:{server.port}/")), Response)


def several(
    server: Server, *made: Request, seconds: float = 5.0
) -> dict[int, Response | TransportError | None]:
    """What comes for requests that are sent at once, after one that leaves a connection."""
    direct = Direct(Dialer(Connection()))
    with contextlib.closing(direct):
        direct.exchange(Request("OPTIONS", server.url("/first")), time.monotonic() + 5)
        groups = list(direct.exchange_several(dict(enumerate(made)), time.monotonic() + seconds))
    found = [one for group in groups for one in group]
    assert len(found) == len(made)
    return dict(found)


def echo(sock: socket.socket) -> None:
    """Answer the path that was asked for; `/slow` not at all, `/close` with the end of the connection."""
    for head in requests(sock):
        path = head.split()[1]
        if path == b"/slow":
            time.sleep(30)
        if path == b"/close":
            return
        if path == b"/broken":
            sock.sendall(b"SSH-2.0\r\n")
            return
        if path == b"/pieces":
            sock.sendall(b"HTTP/1.1 204 N\r\nX-Pa")
            time.sleep(0.05)
            sock.sendall(b"th: /pieces\r\n\r\n")
        else:
            sock.sendall(b"HTTP/1.1 204 N\r\nX-Path: " + path + b"\r\n\r\n")


def test_requests_that_are_sent_at_once_get_their_own_answers() -> None:
    with Server(echo) as server:
        made = [Request("OPTIONS", server.url(f"/{number}")) for number in range(5)]
        made.append(Request("OPTIONS", server.url("/pieces")))
        found = several(server, *made)
        assert server.connections <= 6
    for number, request in enumerate(made):
        answer = found[number]
        assert isinstance(answer, Response)
        assert request.url.endswith(answer.values("x-path")[0])
        assert 0 < answer.elapsed < 5


def test_one_without_an_answer_holds_up_no_other() -> None:
    with Server(echo) as server:
        made = [Request("OPTIONS", server.url(path)) for path in ("/slow", "/a", "/broken", "/b")]
        found = several(server, *made, seconds=0.4)
        place = f"127.0.0.1:{server.port}"
    slow, a, broken, b = (found[number] for number in range(4))
    assert isinstance(slow, TransportError)
    assert (slow.kind, str(slow)) == ("timeout", f"{place} did not answer in time")
    assert isinstance(broken, TransportError)
    assert broken.kind == "not-http"
    assert isinstance(a, Response)
    assert isinstance(b, Response)


def test_what_cannot_be_sent_at_once_is_left_to_be_sent_by_itself() -> None:
    with Server(echo) as server, Server(echo) as other:
        made = [
            Request("POST", server.url("/acts")),
            Request("GET", server.url("/body"), preview=True),
            Request("OPTIONS", server.url("/tls", "https")),
            Request("OPTIONS", other.url("/of-another-server")),
            Request("OPTIONS", server.url("/not-sendable"), (("Host", "a"), ("Host", "b"))),
            Request("OPTIONS", server.url("/close")),
            Request("OPTIONS", server.url("/sent")),
        ]
        found = several(server, *made)
        assert other.connections == 0
    assert [found[number] for number in range(6)] == [None] * 6
    assert isinstance(found[6], Response)


def test_the_end_of_a_further_connection_is_reported_and_not_asked_again() -> None:
    with Server(echo) as server:
        found = several(
            server, Request("OPTIONS", server.url("/a")), Request("OPTIONS", server.url("/close"))
        )
    closed = found[1]
    assert isinstance(closed, TransportError)
    assert (closed.kind, str(closed)) == ("closed", "the connection was closed without an answer")


def test_an_unasked_answer_is_not_mistaken_for_one_of_many() -> None:
    def handle(sock: socket.socket) -> None:
        for _ in requests(sock):
            sock.sendall(OK)
            time.sleep(0.02)
            sock.sendall(b"HTTP/1.1 403 Unasked\r\nContent-Length: 0\r\n\r\n")

    with Server(handle) as server:
        direct = Direct(Dialer(Connection()))
        with contextlib.closing(direct):
            direct.exchange(Request("OPTIONS", server.url()), time.monotonic() + 5)
            time.sleep(0.2)
            made = {number: Request("OPTIONS", server.url()) for number in range(3)}
            groups = list(direct.exchange_several(made, time.monotonic() + 5))
    answers = dict(one for group in groups for one in group)
    assert answers[0] is None
    for number in (1, 2):
        answer = answers[number]
        assert isinstance(answer, Response)
        assert answer.status == 204


def test_after_a_request_that_was_left_nothing_is_open() -> None:
    with Server(echo) as server:
        direct = Direct(Dialer(Connection()))
        direct.exchange(Request("OPTIONS", server.url()), time.monotonic() + 5)
        groups = direct.exchange_several({0: Request("OPTIONS", server.url("/slow"))}, time.monotonic() + 5)
        assert next(groups) == []
        groups.close()  # type: ignore[attr-defined]  # it is a generator
        direct.exchange(Request("OPTIONS", server.url("/again")), time.monotonic() + 5)
        assert server.connections == 2
        direct.close()
