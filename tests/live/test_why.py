"""Questions over real sockets."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING, Any

import aiohttp.web
import pytest
import trustme

from corscheck.fetch.request import FetchRequest
from corscheck.fetch.verdict import Verdict
from corscheck.live.why import InvalidLine, Limits, WhyRequest, curl_options, explain_all, why
from corscheck.wire.transport import Connection
from tests.support.replay_server import Asked, raw, replaying
from tests.support.servers import OK, Server, answering, requests
from tests.support.services import aiohttp_server
from tests.support.verdicts import OPEN, ORIGIN, TARGET_OF_REDIRECTS, Row, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

APP = "https://app.example"
ALLOW = (("Access-Control-Allow-Origin", APP), ("Access-Control-Allow-Methods", "PUT"))


def serving(preflight: bytes, response: bytes) -> Callable[[Asked], bytes]:
    return lambda asked: preflight if asked.is_preflight else response


def replay(row: Row) -> Callable[[Asked], bytes]:
    def reply(asked: Asked) -> bytes:
        if asked.target == TARGET_OF_REDIRECTS:
            return raw("200", OPEN)
        if asked.is_preflight:
            return raw(row.preflight_status, row.preflight_headers)
        return raw(row.actual_status, row.actual_headers)

    return reply


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.case)
def test_three_browsers_said_the_same(row: Row) -> None:
    with replaying(replay(row)) as server:
        verdict = why(
            f"http://127.0.0.1:{server.port}/c/{row.case}",
            origin=ORIGIN,
            method=row.method,
            headers=row.request_headers,
            credentials=row.credentials,  # type: ignore[arg-type]  # one of the three, from the table
            send_unsafe=True,
            connection=Connection(timeout=10),
        )
    assert (verdict.result == "allowed") is row.ok
    if verdict.result != "unreachable":  # tests/fetch has the names of broken answers
        assert (verdict.browsers.chrome or "") == row.chromium


def test_the_preflight_goes_first_and_the_request_only_where_it_may() -> None:
    with replaying(serving(raw("204", ALLOW), raw("200", ALLOW))) as server:
        url = f"http://127.0.0.1:{server.port}/x"
        assert why(url, origin=APP, method="PUT").result == "preflight_passed"
        assert why(url, origin=APP, method="PUT", send_unsafe=True).result == "allowed"
        assert why(url, origin=APP).result == "allowed"
        assert why(url, origin=APP, preflight_only=True).result == "not_tested"
        assert [asked.method for asked in server.asked] == ["OPTIONS", "OPTIONS", "PUT", "GET"]


def test_own_headers_go_with_the_request_and_to_its_origin_only() -> None:
    allow = (*ALLOW, ("Access-Control-Allow-Headers", "x-a"))
    with replaying(lambda _: raw("200", (("Access-Control-Allow-Origin", "*"),))) as other:
        onward = ("Location", f"http://127.0.0.1:{other.port}/")
        with replaying(serving(raw("204", allow), raw("302", (*allow, onward)))) as server:
            verdict = why(
                f"http://127.0.0.1:{server.port}/",
                origin=APP,
                headers=(("X-A", "1"),),
                connection=Connection(headers=(("X-Gateway", "secret"),)),
            )
            carried = [dict(asked.headers).get("X-Gateway") for asked in (*server.asked, *other.asked)]
    assert carried[:3] == [None, "secret", None]
    assert "secret" not in repr(verdict)


@pytest.fixture
def certified(tmp_path: Path) -> tuple[ssl.SSLContext, Connection]:
    """A server's TLS that asks for a client certificate, and a connection that has one."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    authority.configure_trust(context)
    context.verify_mode = ssl.CERT_OPTIONAL
    certificate = str(tmp_path / "client.pem")
    authority.issue_cert("me@a.example").private_key_and_cert_chain_pem.write_to_path(certificate)
    return context, Connection(insecure=True, cert=certificate, timeout=5)


def test_a_preflight_never_shows_the_certificate(certified: tuple[ssl.SSLContext, Connection]) -> None:
    context, connection = certified
    shown: list[tuple[str, bool]] = []
    allow = (*ALLOW, ("Access-Control-Allow-Credentials", "true"))

    def handle(sock: Any) -> None:
        for request in requests(sock):
            shown.append((request.split(b" ")[0].decode(), bool(sock.getpeercert())))
            sock.sendall(raw("200", allow).replace(b"Connection: close\r\n", b""))

    with Server(handle, tls=context) as server:
        url = server.url(scheme="https")
        for credentials, noted in (("include", 0), ("omit", 1), ("same-origin", 1)):
            verdict = why(
                url,
                origin=APP,
                method="PUT",
                credentials=credentials,  # type: ignore[arg-type]  # one of the three
                send_unsafe=True,
                connection=connection,
            )
            assert verdict.result == "allowed"
            assert len([note for note in verdict.notes if "--cert" in note]) == noted
        assert not any("--cert" in note for note in why(url, origin=APP, method="PUT").notes)
    assert shown == [("OPTIONS", False), ("PUT", True)] * 3


def test_a_server_that_insists_on_a_certificate_blocks_the_preflight(
    certified: tuple[ssl.SSLContext, Connection],
) -> None:
    context, connection = certified
    context.verify_mode = ssl.CERT_REQUIRED
    with Server(answering(OK, keep=True), tls=context) as server:
        url = server.url(scheme="https")
        assert why(url, origin=APP, connection=connection).result == "allowed"
        verdict = why(url, origin=APP, method="PUT", connection=connection)
    assert verdict.step == "preflight-network"
    assert verdict.result in ("preflight_blocked", "unreachable")  # where the alert is lost in a reset


def test_cookies_of_the_user_that_are_not_sent_are_noted() -> None:
    with replaying(serving(raw("204", ALLOW), raw("200", ALLOW))) as server:
        url = f"http://127.0.0.1:{server.port}/x"
        connection = Connection(headers=(("Cookie", "sid=secret"),))
        for credentials, noted in (("include", False), ("omit", True)):
            notes = why(url, origin=APP, credentials=credentials, connection=connection).notes  # type: ignore[arg-type]  # both are
            assert any("Cookie of --header was not sent" in note for note in notes) is noted
        carried = [asked.header("cookie") for asked in server.asked]
    assert carried == ["sid=secret", None]


def test_nothing_is_sent_that_no_browser_sends() -> None:
    with Server(answering(OK)) as server:
        assert why(server.url(), origin=APP, method="TRACE").result == "request_rejected"
        assert why(server.url().replace("127.0.0.1", "u@127.0.0.1"), origin=APP).result == "request_rejected"
        assert server.connections == 0
        connection = Connection(resolve=(f"api.example:{server.port}:127.0.0.1",))
        url = f"http://api.example:{server.port}/"
        assert why(url, origin=APP, connection=connection).step == "mixed-content"
        assert server.connections == 0
        assert why(url, origin="http://app.example", connection=connection).result == "allowed"


def test_the_pages_own_origin_is_asked_whether_it_redirects_elsewhere() -> None:
    def reply(asked: Asked) -> bytes:
        if asked.target == "/there":
            return raw("302", (("Location", f"http://127.0.0.1:{other.port}/"),))
        return raw("200", ())

    with replaying(lambda _: raw("200", ())) as other, replaying(reply) as server:
        page = f"http://127.0.0.1:{server.port}"
        connection = Connection(headers=(("Cookie", "sid=secret"),))
        here = why(f"{page}/here", origin=page, connection=connection)
        there = why(f"{page}/there", origin=page, connection=connection)
        assert (here.result, here.request_sent) == ("not_cross_origin", True)
        assert (there.result, there.step) == ("response_blocked", "response-allow-origin-missing")
        assert [asked.header("origin") for asked in server.asked] == [None, None]
        assert [asked.header("cookie") for asked in server.asked] == ["sid=secret", "sid=secret"]
        assert [(asked.header("origin"), asked.header("cookie")) for asked in other.asked] == [(page, None)]


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_broken_http_is_not_a_cors_failure(method: str) -> None:
    with Server(answering(b"HTTP/1.1 200 OK\r\nA: \0\r\n\r\n")) as server:
        verdict = why(server.url(), origin=APP, method=method)
    assert verdict.result == "unreachable"
    assert verdict.step == ("response-network" if method == "GET" else "preflight-network")


def test_odd_lines_are_read_as_browsers_read_them_and_noted() -> None:
    section = b"HTTP/1.1 200 OK\r\nno colon\r\nAccess-Control-Allow-Origin : *\r\nX Bad: v\r\n\r\n"
    with Server(answering(section)) as server:
        allowed = why(server.url(), origin=APP)
        blocked = why(server.url(), origin=APP, method="PUT")
    assert allowed.result == "allowed"
    assert "Browsers ignore header lines without a colon: `no colon`." in allowed.notes
    assert blocked.step == "preflight-method"
    assert any(
        note.endswith("its colon: `Access-Control-Allow-Origin : *` (in the answer to the preflight).")
        for note in blocked.notes
    )


def test_many_are_answered_in_their_order_with_what_is_unreadable_in_its_place() -> None:
    with Server(answering(OK, keep=True)) as server:
        requests: list[WhyRequest | InvalidLine] = [
            WhyRequest(FetchRequest(server.url(f"/{number}"), APP, id=number), notes=("noted",))
            for number in range(400)
        ]
        requests.insert(200, InvalidLine(201, "it is not JSON"))
        outcomes = list(explain_all(requests, Connection(jobs=8), Limits(preflight_only=False)))
        assert server.connections <= 8
    assert outcomes.pop(200) == InvalidLine(201, "it is not JSON")
    assert [verdict.id for verdict in outcomes if isinstance(verdict, Verdict)] == list(range(400))
    assert all(isinstance(verdict, Verdict) and verdict.notes[-1] == "noted" for verdict in outcomes)


def test_hostile_text_in_a_question_is_a_verdict() -> None:
    for url in (
        "http://\ud800/",
        "http://a\0b/",
        "http://[::1",
        "javascript:1",
        "http://a.example:99999/",
        "",
    ):
        assert why(url, origin=APP).result == "request_rejected"
    for origin in ("\ud800", "https://a b", "", "https://a.example/path"):
        verdict = why("http://127.0.0.1:9/", origin=origin)
        assert verdict.result == "request_rejected"


@pytest.mark.parametrize("http2", [False, True], ids=["direct", "pooled"])
def test_a_websocket_is_tried(*, http2: bool) -> None:
    async def socket(request: aiohttp.web.Request) -> aiohttp.web.StreamResponse:
        if request.path == "/listed" and request.headers.get("Origin", APP) != APP:
            raise aiohttp.web.HTTPForbidden(text="bad origin")
        answer = aiohttp.web.WebSocketResponse()
        await answer.prepare(request)
        await answer.receive()
        return answer

    app = aiohttp.web.Application()
    app.add_routes([aiohttp.web.get("/listed", socket), aiohttp.web.get("/open", socket)])
    connection = Connection(http2=http2, timeout=5)
    with aiohttp_server(app) as port:
        url = f"ws://127.0.0.1:{port}"
        allowed = why(f"{url}/listed", origin=APP, connection=connection)
        refused = why(f"{url}/listed", origin="https://b.example", connection=connection)
        missing = why(f"{url}/none", origin=APP, connection=connection)
        anybody = why(f"{url}/open", origin=APP, connection=connection)
    assert (allowed.result, refused.result, refused.cause) == (
        "allowed",
        "response_blocked",
        "websocket-origin",
    )
    assert "the body says `bad origin`" in refused.evidence
    assert (missing.result, missing.cause) == ("response_blocked", "websocket-handshake")
    assert [any("any page" in note for note in one.notes) for one in (allowed, anybody)] == [False, True]
    closed = why(f"{url}/listed", origin=APP, connection=connection)
    assert (closed.result, closed.cause) == ("unreachable", "no-connection")


def test_the_options_of_curl_that_connect_alike() -> None:
    connection = Connection(
        cacert="ca.pem", cert="me.pem", key="me.key", insecure=True, proxy="http://p:1",
        resolve=("a:1:127.0.0.1", "b:2:::1"), unix_socket="/x", http2=True,
    )  # fmt: skip
    words = curl_options(connection)
    assert " ".join(words) == (
        "--cacert ca.pem --cert me.pem --key me.key --unix-socket /x --proxy http://p:1"
        " --resolve a:1:127.0.0.1 --resolve b:2:::1 --insecure --http2"
    )
    assert {"--cert", "--key", "me.pem"}.isdisjoint(curl_options(connection, preflight=True))
    assert curl_options(Connection()) == ()
