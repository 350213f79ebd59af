"""Documents: which redirects are followed, and what a server may send in place of one."""

from __future__ import annotations

import gzip
import threading
from typing import TYPE_CHECKING

import pytest
import respx

from corscheck.wire.download import LIMIT, download
from corscheck.wire.transport import Connection, TransportError
from tests.support.bombs import TWICE_GZIPPED
from tests.support.servers import Server, answering, requests

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from corscheck.wire.download import Document

SECRET = (("X-Api-Key", "secret"), ("Cookie", "session=secret"))


def redirecting(location: str, status: int = 302) -> Callable[[socket.socket], None]:
    """Redirect requests for `/`, answer all others with a document."""

    def handle(sock: socket.socket) -> None:
        for head in requests(sock):
            if head.startswith(b"GET / "):
                line = f"HTTP/1.1 {status} Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n"
                sock.sendall(line.encode())
            else:
                sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    return handle


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_on_the_same_origin_is_followed(status: int) -> None:
    with Server(redirecting("/moved", status)) as server:
        document = download(server.url(), Connection(), same_origin=True)
        assert document[:2] == (server.url("/moved"), 200)


@pytest.mark.parametrize("same_origin", [True, False])
def test_a_redirect_to_another_port_is_followed_only_for_a_url_that_was_named(same_origin: bool) -> None:  # noqa: FBT001  # a column
    seen: list[bytes] = []

    def other(sock: socket.socket) -> None:
        for head in requests(sock):
            seen.append(head)
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")

    with Server(other) as second, Server(redirecting(second.url("/d"))) as first:

        def read() -> Document:
            return download(first.url(), Connection(headers=SECRET), same_origin=same_origin)

        if same_origin:
            with pytest.raises(TransportError, match=f"another origin, http://127.0.0.1:{second.port}"):
                read()
            assert second.connections == 0
        else:
            assert read().status == 200
            assert b"secret" not in seen[0]


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",  # the same as a number
        "http://0xA9FEA9FE/",
        "http://[fe80::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[fd00:ec2::254]/",
        "http://100.100.100.200/",
        "http://metadata.google.internal/computeMetadata/v1/",
        "https://169.254.170.2/v2/credentials",
    ],
)
@pytest.mark.parametrize("same_origin", [True, False])
@pytest.mark.parametrize("proxied", [True, False])
def test_no_redirect_leads_to_metadata_of_a_machine(
    location: str,
    same_origin: bool,  # noqa: FBT001  # a column
    proxied: bool,  # noqa: FBT001
) -> None:
    with Server(redirecting(location)) as server:
        if proxied:

            def proxy(sock: socket.socket) -> None:
                for head in requests(sock):
                    assert head.startswith(b"GET http://api.example/")
                    redirect = f"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: {location}\r\n\r\n"
                    sock.sendall(redirect.encode())

            with Server(proxy) as other:
                through = Connection(timeout=5, proxy=other.url())
                with pytest.raises(TransportError, match="not followed"):
                    download("http://api.example/", through, same_origin=same_origin)
                assert other.connections == 1
        else:
            with pytest.raises(TransportError, match="not followed"):
                download(server.url(), Connection(timeout=5), same_origin=same_origin)


def test_a_name_that_leads_to_metadata_is_not_followed_either() -> None:
    with Server(redirecting("http://innocent.example/")) as server:
        options = Connection(timeout=5, resolve=("innocent.example:80:169.254.169.254",))
        with pytest.raises(TransportError, match=r"http://innocent\.example, a cloud metadata address"):
            download(server.url(), options)


def test_a_chained_bomb_costs_neither_memory_nor_time() -> None:
    body = TWICE_GZIPPED
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    with Server(answering(head + body)) as server, pytest.raises(TransportError, match="larger than 16 MiB"):
        download(server.url(), Connection())


def test_what_is_sent_drop_by_drop_ends_with_the_timeout() -> None:
    stop = threading.Event()

    def handle(sock: socket.socket) -> None:
        next(requests(sock))
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not stop.wait(0.05):
            sock.sendall(b" ")

    with Server(handle) as server, pytest.raises(TransportError):
        download(server.url(), Connection(timeout=0.5))
    stop.set()


def test_a_document_is_followed_and_decoded_and_headers_stay_with_their_origin() -> None:
    seen: dict[str, bytes] = {}

    def other(sock: socket.socket) -> None:
        for head in requests(sock):
            seen["other"] = head
            body = gzip.compress(b"openapi: 3.1.0")
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: application/yaml\r\n")
            sock.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    with Server(other) as second:

        def first(sock: socket.socket) -> None:
            for head in requests(sock):
                seen["first"] = head
                sock.sendall(
                    b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: %s\r\n\r\n"
                    % second.url("/d").encode()
                )

        with Server(first) as server:
            document = download(server.url("/openapi"), Connection(headers=(("X-Token", "secret"),)))
            assert document == (second.url("/d"), 200, b"openapi: 3.1.0")
    assert b"X-Token: secret" in seen["first"]
    assert b"X-Token" not in seen["other"]


def test_blanks_in_a_document_are_kept() -> None:
    body = b"a" + b" " * 100_000 + b"b"
    with Server(answering(b"HTTP/1.1 200 OK\r\n\r\n" + body)) as server:
        assert download(server.url(), Connection()).content == body


@respx.mock(using="httpcore")
def test_a_document_asked_for_by_name(respx_mock: respx.MockRouter) -> None:
    moved = respx_mock.get("http://api.example/openapi").respond(
        301, headers={"Location": "/v1/openapi.json"}
    )
    document = respx_mock.get("http://api.example/v1/openapi.json").respond(json={"openapi": "3.1.0"})
    assert download("http://api.example/openapi", Connection(headers=(("X-Token", "secret"),))) == (
        "http://api.example/v1/openapi.json",
        200,
        b'{"openapi":"3.1.0"}',
    )
    for route in (moved, document):
        assert route.calls.last.request.headers["X-Token"] == "secret"


@pytest.mark.parametrize(
    ("line", "body"),
    [
        (b"Content-Length: 2", b"{}"),
        (b"Transfer-Encoding: chunked", b"2\r\n{}\r\n0\r\n\r\n"),
        (b"Content-Encoding: gzip", gzip.compress(b"{}", mtime=0)),
    ],
)
def test_a_long_header_section_does_not_hide_how_a_document_is_sent(line: bytes, body: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 5000 + line + b"\r\n\r\n"
    with Server(answering(head + body, keep=b"gzip" not in line)) as server:
        assert download(server.url(), Connection(timeout=20)).content == b"{}"


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (
            b"HTTP/1.1 302 Found\r\nLocation: data:,x\r\n\r\n",
            "could not be read|no document",
        ),
        (
            b"HTTP/1.1 302 Found\r\nLocation: http://[/\r\n\r\n",
            "could not be read|no document",
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnone", "not what its Content-Encoding says"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", "closed"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (LIMIT + 1), "larger than 16 MiB"),
        (b"<html>\r\n\r\n", "is not HTTP"),
    ],
)
def test_documents_that_cannot_be_read(answer: bytes, says: str) -> None:
    with Server(answering(answer)) as server, pytest.raises(TransportError, match=says):
        download(server.url(), Connection(timeout=10))


def test_an_endless_redirection_ends() -> None:
    with (
        Server(
            answering(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: /\r\n\r\n", keep=True)
        ) as server,
        pytest.raises(TransportError, match="redirects"),
    ):
        download(server.url(), Connection())


def test_a_document_does_not_outlast_the_run() -> None:
    stop = threading.Event()

    def handle(sock: socket.socket) -> None:
        next(requests(sock))
        sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while not stop.wait(0.05):
            sock.sendall(b" ")

    options = Connection(timeout=60, deadline=0.5).started()
    with Server(handle) as server, pytest.raises(TransportError, match="deadline of the run") as raised:
        download(server.url(), options)
    assert raised.value.kind == "deadline"
    stop.set()
