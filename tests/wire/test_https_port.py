from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from corscheck.exchange import Answer, Failure, Response
from corscheck.wire.https_port import is_https_port
from corscheck.wire.transport import Connection
from tests.support.servers import OK, Server, answering

if TYPE_CHECKING:
    from collections.abc import Iterator

CLOSED, BAD = Failure("closed", "x"), Response(400)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A TLS server, with a certificate that is not trusted."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("other.example").configure_cert(context)
    with Server(answering(OK), tls=context) as running:
        yield running


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(CLOSED, True), (BAD, True), (Response(404), False), (Failure("refused", "x"), False), (None, False)],
)
def test_only_answers_that_may_be_those_of_tls_are_looked_into(
    server: Server, answer: Answer | None, *, expected: bool
) -> None:
    before = server.connections
    assert is_https_port(server.url("/x"), answer, Connection()) is expected
    assert server.connections - before == expected


def test_what_speaks_no_tls() -> None:
    with Server(answering(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")) as plain:
        assert not is_https_port(plain.url(), BAD, Connection(timeout=0.3))
    assert not is_https_port("http://127.0.0.1:1/", CLOSED, Connection())
    assert not is_https_port("http://[/", CLOSED, Connection())


def test_nothing_is_asked_through_a_proxy_or_after_the_run(server: Server) -> None:
    before = server.connections
    assert not is_https_port(server.url(), CLOSED, Connection(proxy="http://127.0.0.1:1"))
    assert not is_https_port(server.url(scheme="https"), CLOSED, Connection())
    assert not is_https_port(server.url(), CLOSED, Connection(deadline=0.000001).started())
    assert server.connections - before <= 1
