"""Questions over real sockets."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

import pytest
import trustme

from corscheck.fetch.request import FetchRequest
from corscheck.fetch.verdict import Verdict
from corscheck.live.why import Limits, Question, Unreadable, ask_all, why
from corscheck.wire.transport import Connection
from tests.support.replay_server import Asked, raw, replaying
from tests.support.servers import OK, Server, answering
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
    if verdict.result != "unreachable":  # what a broken answer is called is told in tests/fetch
        assert (verdict.browsers.chrome or "") == row.chromium


def test_the_preflight_goes_first_and_the_request_only_where_it_may() -> None:
    with replaying(serving(raw("204", ALLOW), raw("200", ALLOW))) as server:
        url = f"http://127.0.0.1:{server.port}/x"
        assert why(url, origin=APP, method="PUT").result == "preflight_passed"
        assert why(url, origin=APP, method="PUT", send_unsafe=True).result == "allowed"
        assert why(url, origin=APP).result == "allowed"
        assert why(url, origin=APP, preflight_only=True).result == "preflight_passed"
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


def test_a_certificate_that_browsers_would_not_show_in_a_preflight_is_noted(tmp_path: Path) -> None:
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    certificate = str(tmp_path / "client.pem")
    authority.issue_cert("me@a.example").private_key_and_cert_chain_pem.write_to_path(certificate)
    allow = OK.replace(b"\r\n\r\n", b"\r\nAccess-Control-Allow-Methods: *\r\n\r\n")
    shown = Connection(insecure=True, cert=certificate, timeout=5)
    with Server(answering(allow, keep=True), tls=context) as server:
        url = server.url(scheme="https")
        notes = why(url, origin=APP, method="PUT", connection=shown).notes
        assert [note for note in notes if "--cert" in note] == [notes[-1]]
        for verdict in (
            why(url, origin=APP, connection=shown),
            why(url, origin=APP, method="PUT", connection=shown._replace(cert=None)),
        ):
            assert verdict.result in ("allowed", "preflight_passed")
            assert not any("--cert" in note for note in verdict.notes)


def test_nothing_is_sent_where_nothing_is_cross_origin_or_allowed_by_the_browser() -> None:
    with Server(answering(OK)) as server:
        assert why(server.url(), origin=server.url().rstrip("/")).result == "not_cross_origin"
        assert why(server.url(), origin=APP, method="TRACE").result == "request_rejected"
        assert server.connections == 0


@pytest.mark.parametrize("method", ["GET", "PUT"])
def test_broken_http_is_no_cors_failure(method: str) -> None:
    with Server(answering(b"HTTP/1.1 OK\r\n\r\n")) as server:
        verdict = why(server.url(), origin=APP, method=method)
    assert verdict.result == "unreachable"
    assert verdict.step == ("response-network" if method == "GET" else "preflight-network")


def test_many_are_answered_in_their_order_with_what_is_unreadable_in_its_place() -> None:
    with Server(answering(OK, keep=True)) as server:
        questions: list[Question | Unreadable] = [
            Question(FetchRequest(server.url(f"/{number}"), APP, id=number), notes=("noted",))
            for number in range(400)
        ]
        questions.insert(200, Unreadable(201, "it is not JSON"))
        outcomes = list(ask_all(questions, Connection(jobs=8), Limits(preflight_only=False)))
        assert server.connections <= 8
    assert outcomes.pop(200) == Unreadable(201, "it is not JSON")
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
