"""Names, addresses and TLS."""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING, Any

import pytest
import trustme

from corscheck.errors import UsageProblem
from corscheck.exchange import Failure, Request, Response
from corscheck.wire import dial
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.servers import OK, Server, answering, requests

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corscheck.exchange import Answer


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def cacert(authority: trustme.CA, tmp_path: Path) -> str:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


def tls_server(authority: trustme.CA, name: str = "127.0.0.1") -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


def ask(url: str, options: Connection) -> Answer:
    with Wire(options) as wire:
        return wire.send(Request("OPTIONS", url))


def test_a_certificate_is_verified_against_the_given_authority(authority: trustme.CA, cacert: str) -> None:
    with (
        Server(answering(OK, keep=True), tls=tls_server(authority)) as server,
        Wire(Connection(cacert=cacert)) as wire,
    ):
        for _ in range(3):
            assert isinstance(wire.send(Request("OPTIONS", server.url(scheme="https"))), Response)


def test_an_unknown_authority_is_refused_unless_insecure(authority: trustme.CA) -> None:
    with Server(answering(OK), tls=tls_server(authority)) as server:
        answer = ask(server.url(scheme="https"), Connection())
        assert isinstance(answer, Failure)
        assert answer.kind == "tls"
        assert "certificate was not accepted" in answer.message
        assert "--cacert FILE trusts" in answer.message
        assert "--insecure accepts" in answer.message
        assert isinstance(ask(server.url(scheme="https"), Connection(insecure=True)), Response)


def test_a_certificate_for_another_name_is_refused(authority: trustme.CA, cacert: str) -> None:
    with Server(answering(OK), tls=tls_server(authority, "other.example")) as server:
        answer = ask(server.url(scheme="https"), Connection(cacert=cacert))
    assert isinstance(answer, Failure)
    assert answer.kind == "tls"
    assert "127.0.0.1" in answer.message


def test_resolve_keeps_the_name_for_tls_and_host(authority: trustme.CA, cacert: str) -> None:
    with Server(answering(OK), tls=tls_server(authority, "api.example")) as server:
        options = Connection(cacert=cacert, resolve=(f"api.example:{server.port}:127.0.0.1",))
        assert isinstance(ask(f"https://api.example:{server.port}/", options), Response)


def test_a_client_certificate(authority: trustme.CA, cacert: str, tmp_path: Path) -> None:
    context = tls_server(authority)
    context.verify_mode = ssl.CERT_REQUIRED
    authority.configure_trust(context)
    own = authority.issue_cert("me.example")
    cert, key = str(tmp_path / "cert.pem"), str(tmp_path / "key.pem")
    own.cert_chain_pems[0].write_to_path(cert)
    own.private_key_pem.write_to_path(key)
    with Server(answering(OK), tls=context) as server:
        url = server.url(scheme="https")
        assert isinstance(ask(url, Connection(cacert=cacert, cert=cert, key=key)), Response)
        answer = ask(url, Connection(cacert=cacert))
    assert isinstance(answer, Failure)
    # TLS 1.3 reports it after the handshake, when the connection may have ended already.
    assert answer.kind in ("certificate", "closed", "tls")


@pytest.mark.parametrize("http2", [False, True])
def test_a_request_that_must_not_show_the_certificate_has_a_connection_of_its_own(
    authority: trustme.CA, cacert: str, tmp_path: Path, *, http2: bool
) -> None:
    context = tls_server(authority)
    context.verify_mode = ssl.CERT_OPTIONAL
    authority.configure_trust(context)
    cert = str(tmp_path / "client.pem")
    authority.issue_cert("me.example").private_key_and_cert_chain_pem.write_to_path(cert)
    shown: list[bool] = []

    def handle(sock: Any) -> None:
        for _ in requests(sock):
            shown.append(bool(sock.getpeercert()))
            sock.sendall(OK)

    with Server(handle, tls=context) as server:
        options = Connection(cacert=cacert, cert=cert, http2=http2)
        request = Request("OPTIONS", server.url(scheme="https"))
        with Wire(options) as wire:
            for certificate in (False, True, False, True):
                assert isinstance(wire.send(request._replace(certificate=certificate)), Response)
        assert server.connections == 2
        with Wire(options._replace(cert=None)) as wire:
            for certificate in (False, True):
                assert isinstance(wire.send(request._replace(certificate=certificate)), Response)
        assert server.connections == 3
    assert shown == [False, True, False, True, False, False]


@pytest.mark.parametrize("http2", [False, True])
def test_a_certificate_that_cannot_be_used_is_reported_before_a_preflight(*, http2: bool) -> None:
    options = Connection(cert=__file__, http2=http2)
    with Server(answering(OK)) as server, Wire(options) as wire, pytest.raises(UsageProblem, match="--cert"):
        wire.send(Request("OPTIONS", server.url(scheme="https"), certificate=False))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (Connection(cacert="/nowhere/ca.pem"), "--cacert /nowhere/ca.pem: No such file"),
        (
            Connection(cert="/nowhere/c.pem", key="/nowhere/k.pem"),
            "--cert /nowhere/c.pem --key /nowhere/k.pem: No such",
        ),
        (Connection(cacert=__file__), "--cacert"),
        (Connection(cert=__file__), "--cert"),
        (Connection(key="k.pem"), "--key needs --cert"),
    ],
)
def test_files_that_are_not_good_are_named(options: Connection, says: str) -> None:
    with Server(answering(OK)) as server, pytest.raises(UsageProblem, match=says):
        ask(server.url(scheme="https"), options)


def test_plain_http_where_tls_was_expected() -> None:
    def handle(sock: socket.socket) -> None:
        sock.recv(65536)
        sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with Server(handle) as server:
        answer = ask(server.url(scheme="https"), Connection(timeout=5))
    assert isinstance(answer, Failure)
    assert answer.kind == "tls"
    assert "use http://" in answer.message


def test_tls_where_plain_http_was_expected(authority: trustme.CA) -> None:
    with Server(answering(OK), tls=tls_server(authority)) as server:
        answer = ask(server.url(), Connection(timeout=5))
    assert isinstance(answer, Failure)
    assert answer.kind in ("closed", "not-http")


def test_a_silent_tls_server_is_bounded_by_the_timeout() -> None:
    with Server(lambda sock: time.sleep(60)) as server:
        start = time.monotonic()
        answer = ask(server.url(scheme="https"), Connection(timeout=0.3))
        assert time.monotonic() - start < 30
    assert isinstance(answer, Failure)
    assert answer.kind == "timeout"


def lookups(monkeypatch: pytest.MonkeyPatch, answer: Callable[[], list[dial.Address]]) -> list[str]:
    asked = []
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, **kwargs: int) -> list[dial.Address]:
        if kwargs.get("flags"):
            return real(host, port, **kwargs)
        asked.append(host)
        return answer()

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return asked


def test_a_name_that_does_not_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown() -> list[dial.Address]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    lookups(monkeypatch, unknown)
    answer = ask("http://api.example/", Connection())
    assert isinstance(answer, Failure)
    assert (answer.kind, answer.message) == (
        "dns",
        "the name `api.example` cannot be resolved (Name or service not known)",
    )


def test_a_resolver_that_hangs_is_bounded_by_the_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    def hang() -> list[dial.Address]:
        time.sleep(1)
        return []

    lookups(monkeypatch, hang)
    answer = ask("http://api.example/", Connection(timeout=0.1))
    assert isinstance(answer, Failure)
    assert answer.kind == "dns"


def test_a_label_that_is_too_long_is_no_traceback() -> None:
    answer = ask(f"http://{'a' * 70}.example/", Connection())
    assert isinstance(answer, Failure)
    assert answer.kind == "dns"


def test_an_address_for_which_no_socket_can_be_made_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    impossible = (99, socket.SOCK_STREAM, 6, "")  # as IPv6 on machines that have none
    with Server(answering(OK)) as server:
        usable = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", server.port))
        lookups(monkeypatch, lambda: [(*impossible, ("::1", server.port)), usable])
        assert isinstance(ask(f"http://api.example:{server.port}/", Connection(timeout=5)), Response)
        lookups(monkeypatch, lambda: [(*impossible, ("::1", 80))])
        answer = ask("http://api.example/", Connection(timeout=5))
    assert isinstance(answer, Failure)
    assert answer.kind == "network"
    assert answer.message.startswith("[::1]:80: ")


def test_each_address_is_tried_and_the_name_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.2", 0)) as dead:
        port = dead.getsockname()[1]
    listener = socket.create_server(("127.0.0.1", port))
    with Server(answering(OK), listener=listener) as server:
        stream = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        asked = lookups(monkeypatch, lambda: [(*stream, ("127.0.0.2", port)), (*stream, ("127.0.0.1", port))])
        with Wire(Connection()) as wire:
            for _ in range(2):
                assert isinstance(wire.send(Request("OPTIONS", f"http://api.example:{port}/")), Response)
        assert server.connections == 2
    assert asked == ["api.example"]


@pytest.mark.parametrize(
    ("entry", "table"),
    [
        ("a.example:80:127.0.0.1", {("a.example", 80): "127.0.0.1"}),
        ("A.example:80:[::1]", {("a.example", 80): "::1"}),
        ("*:443:::1", {("*", 443): "::1"}),
    ],
)
def test_resolve(entry: str, table: dict[tuple[str, int], str]) -> None:
    assert dial.parse_resolve((entry,)) == table


@pytest.mark.parametrize("entry", ["", "a", "a:80", "a:80:", "a:x:127.0.0.1", ":80:127.0.0.1", "a:²:1"])
def test_resolve_that_cannot_be_understood(entry: str) -> None:
    with pytest.raises(UsageProblem, match="expected HOST:PORT:ADDRESS"):
        dial.parse_resolve((entry,))


@pytest.mark.parametrize("http2", [False, True])
def test_a_resolver_that_hangs_does_not_outlast_the_run(
    monkeypatch: pytest.MonkeyPatch, *, http2: bool
) -> None:
    def hang() -> list[dial.Address]:
        time.sleep(5)
        return []

    lookups(monkeypatch, hang)
    start = time.monotonic()
    answer = ask("http://api.example/", Connection(timeout=60, deadline=0.3, http2=http2))
    assert isinstance(answer, Failure)
    assert answer.kind == "deadline"
    assert time.monotonic() - start < 4


@pytest.mark.parametrize(
    ("environ", "proxy", "hint"),
    [
        ({"HTTP_PROXY": "http://p.example"}, None, "; HTTP_PROXY is set and not used: --proxy env uses it"),
        ({"all_proxy": "p.example:1"}, None, "; ALL_PROXY is set and not used"),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "example"}, None, ""),
        ({"HTTP_PROXY": "http://p.example", "NO_PROXY": "example"}, "env", ""),
        ({}, None, ""),
    ],
)
def test_a_name_that_a_proxy_may_know(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], proxy: str | None, hint: str
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    answer = ask("http://api.example:8080/", Connection(proxy=proxy))
    assert isinstance(answer, Failure)
    assert answer.kind == "dns"
    _, known, rest = answer.message.partition(")")
    assert (known, rest.startswith(hint), bool(rest)) == (")", True, bool(hint))


def unknown(*_: object, **__: object) -> None:
    raise socket.gaierror(-2, "Name or service not known")
