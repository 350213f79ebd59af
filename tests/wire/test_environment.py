from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.exchange import Failure, Request, Response
from corscheck.wire.download import download
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.servers import OK, Server, requests

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable


def recording(lines: list[str], body: bytes = b"") -> Callable[[socket.socket], None]:
    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            lines.append(request.decode().partition("\r\n")[0])
            sock.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body) if body else OK
            )

    return handle


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def test_each_request_goes_the_way_that_the_environment_names(environ: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    with Server(recording(lines)) as proxy, Server(recording(lines)) as direct:
        environ.setenv("HTTP_PROXY", f"127.0.0.1:{proxy.port}")
        environ.setenv("NO_PROXY", "127.0.0.1")
        with Wire(Connection(proxy="env", timeout=5)) as wire:
            for url in ("http://api.example/x", direct.url("/y"), "http://api.example/z"):
                assert isinstance(wire.send(Request("OPTIONS", url)), Response)
    assert lines == [
        "OPTIONS http://api.example/x HTTP/1.1",
        "OPTIONS /y HTTP/1.1",
        "OPTIONS http://api.example/z HTTP/1.1",
    ]


def test_without_variables_it_is_direct(environ: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    with Server(recording(lines)) as server, Wire(Connection(proxy="env")) as wire:
        assert isinstance(wire.send(Request("OPTIONS", server.url("/x"))), Response)
    assert lines == ["OPTIONS /x HTTP/1.1"]
    assert environ


def test_a_proxy_of_the_environment_that_is_down(environ: pytest.MonkeyPatch) -> None:
    environ.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with Wire(Connection(proxy="env")) as wire:
        assert isinstance(wire.send(Request("OPTIONS", "http://api.example/")), Failure)


def test_a_document(environ: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    with Server(recording(lines, b"{}")) as proxy:
        environ.setenv("HTTP_PROXY", proxy.url(""))
        assert download("http://api.example/openapi", Connection(proxy="env")).content == b"{}"
        environ.setenv("NO_PROXY", "*")
        assert download(proxy.url("/direct"), Connection(proxy="env")).content == b"{}"
    assert lines == ["GET http://api.example/openapi HTTP/1.1", "GET /direct HTTP/1.1"]
