from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from corscheck.exchange import PREVIEW, Failure, Request, Response
from corscheck.wire.preview import decoded, has_text, read_preview
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.servers import Server, answering

if TYPE_CHECKING:
    import socket

HEAD = b"HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n"


def ask(*pieces: bytes, method: str = "GET", preview: bool = True, http2: bool = False) -> Response:
    with Server(answering(*pieces)) as server, Wire(Connection(http2=http2)) as wire:
        answer = wire.send(Request(method, server.url(), preview=preview))
    assert not isinstance(answer, Failure)
    return answer


@pytest.mark.parametrize(
    ("pieces", "body"),
    [
        ((HEAD + b"Content-Length: 2\r\n\r\nno, more",), "no"),
        ((HEAD + b"Content-Length: 2\r\n\r\n", b"no"), "no"),
        ((HEAD + b"\r\n", b"to the ", b"end"), "to the end"),
        ((HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nno,\r\n", b"5\r\n more\r\n0\r\n\r\n"), "no, more"),
        ((HEAD + b"Transfer-Encoding: chunked\r\n\r\nnot chunked",), ""),
        ((HEAD + b"Content-Length: 0\r\n\r\n",), ""),
        ((HEAD + b"\r\n" + b"x" * 5000,), "x" * PREVIEW),
        ((HEAD.replace(b"text/plain", b"image/png") + b"\r\nno",), ""),
        ((HEAD + b"Content-Encoding: gzip\r\n\r\nno",), ""),
        ((HEAD + b"\r\na\0b",), ""),
        ((HEAD + b"\r\n\xff",), "\ufffd"),
        ((HEAD.replace(b"plain", b"plain; charset=latin-1") + b"\r\n\xe9",), "\xe9"),
        ((HEAD.replace(b"plain", b"plain; charset=nonsense") + b"\r\na",), "a"),
        ((HEAD.replace(b"plain", b"plain; charset=hex") + b"\r\na",), "a"),
        ((b"HTTP/1.1 403 F\r\n\r\nno type",), "no type"),
    ],
)
@pytest.mark.parametrize("http2", [False, True], ids=["direct", "pooled"])
def test_the_start_of_a_text(pieces: tuple[bytes, ...], body: str, *, http2: bool) -> None:
    assert ask(*pieces, http2=http2).body[:PREVIEW] == body


def test_only_where_it_is_wanted() -> None:
    assert ask(HEAD + b"\r\nno", preview=False).body == ""
    assert ask(HEAD + b"\r\nno", method="HEAD").body == ""
    assert not has_text("OPTIONS", Response(204))
    assert has_text("GET", Response(400, (("Content-Type", "application/problem+json"),)))
    assert not has_text("GET", Response(400, (("Content-Type", "application/octet-stream"),)))


def test_what_a_page_may_get_is_not_read() -> None:
    assert ask(HEAD.replace(b"403", b"200") + b"\r\nmine").body == ""
    assert ask(HEAD.replace(b"403", b"200") + b"\r\nsaid", method="OPTIONS").body == "said"


def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    def handle(sock: socket.socket) -> None:
        sock.recv(1000)
        sock.sendall(HEAD + b"Content-Length: 9\r\n\r\nstart")
        time.sleep(12)

    with Server(handle) as server, Wire(Connection(timeout=20)) as wire:
        start = time.monotonic()
        answer = wire.send(Request("GET", server.url(), preview=True))
        assert time.monotonic() - start < 10
    assert isinstance(answer, Response)
    assert (answer.status, answer.body) == (403, "start")


class Endless:
    """A connection on which the size of a chunk never ends."""

    received = 0

    def settimeout(self, _: float | None) -> None:
        """Nothing."""

    def recv(self, size: int) -> bytes:
        self.received += size
        return b"0" * size


def test_what_frames_a_body_is_limited() -> None:
    stream = Endless()
    response = Response(403, (("Transfer-Encoding", "chunked"),))
    assert read_preview("GET", response, b"", stream, time.monotonic() + 60) == ""  # type: ignore[arg-type]  # all it needs
    assert stream.received <= 16 * PREVIEW


def test_decoding_never_fails() -> None:
    for charset in ("utf-16", "idna", "punycode", "undefined", "rot13", "base64", "utf-7"):
        response = Response(200, (("Content-Type", f"text/plain; charset={charset}"),))
        assert isinstance(decoded(response, b"\xff\xfe\x00abc--"), str)
