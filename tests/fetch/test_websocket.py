from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.causes.catalogue import BY_NAME
from corscheck.exchange import Failure, Request, Response
from corscheck.fetch.request import FetchRequest
from corscheck.fetch.websocket import Handshake, is_websocket
from corscheck.report.context import Context
from corscheck.report.why import render

if TYPE_CHECKING:
    from corscheck.exchange import Answer
    from corscheck.fetch.verdict import Verdict

APP = "https://app.example"
ASKED = FetchRequest("wss://api.example/socket", APP)
AGREES = Response(
    101, (("Upgrade", "WebSocket"), ("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")), "Switching"
)


def tried(request: FetchRequest, *answers: Answer, probe: bool = True) -> tuple[Verdict, list[Request]]:
    handshake = Handshake(request, (("Cookie", "sid=1"),), ("a note",), probe=probe)
    sent = []
    for answer in answers:
        asked = handshake.next()
        assert asked is not None
        sent.append(asked)
        handshake.feed(answer)
    assert handshake.next() is None
    with pytest.raises(ValueError, match="nothing"):
        handshake.feed(AGREES)
    return handshake.outcome, sent


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("ws://a/", True),
        (" WSS://a/", True),
        ("w\nss://a", True),
        ("http://a/", False),
        ("wsx://a", False),
        ("ws", False),
    ],
)
def test_which_urls_are_websockets(url: str, *, is_one: bool) -> None:
    assert is_websocket(url) is is_one


def test_a_server_that_checks_the_origin() -> None:
    verdict, sent = tried(ASKED, AGREES, Response(403))
    assert (verdict.result, verdict.step, verdict.cause) == ("allowed", None, None)
    assert [dict(one.headers).get("Origin") for one in sent] == [APP, "https://corscheck.invalid"]
    assert sent[0].url == "https://api.example/socket"
    assert dict(sent[0].headers)["Cookie"] == "sid=1"
    assert dict(sent[0].headers)["Upgrade"] == "websocket"
    assert any("There is no CORS for WebSockets" in note for note in verdict.notes)
    assert not any("any page" in note for note in verdict.notes)
    assert "sid=1" not in str(verdict.curl)
    assert str(verdict.curl).startswith("curl --http1.1 --max-time 5 ")
    assert verdict.credentials == "include"


def test_a_server_that_takes_any_origin() -> None:
    verdict, _ = tried(ASKED, AGREES, AGREES)
    assert verdict.result == "allowed"
    assert any("from any page" in note for note in verdict.notes)
    silent, sent = tried(ASKED, AGREES, probe=False)
    assert len(sent) == 1
    assert not any("further" in note for note in silent.notes)


def test_the_origin_is_refused() -> None:
    verdict, sent = tried(ASKED, Response(403, body="bad origin"), AGREES)
    assert (verdict.result, verdict.step) == ("response_blocked", "response-network")
    assert verdict.cause == "websocket-origin"
    assert f"Add `{APP}`" in str(verdict.help)
    assert "without `Origin` the server agrees (101)" in verdict.evidence
    assert "the body says `bad origin`" in verdict.evidence
    assert "Origin" not in dict(sent[1].headers)
    assert verdict.browsers.chrome == "Error during WebSocket handshake: Unexpected response code: 403"


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (Response(302, (("Location", "/login"),)), "`/login`"),
        (Response(400), "proxy_set_header Upgrade"),
        (Response(426), "proxy_set_header Upgrade"),
        (Response(401), "cookie or a token"),
        (Response(403), "what the server refuses"),
        (Response(404), "Check the path"),
        (Response(200), "Check the path"),
        (Response(502), "502"),
        (Response(101), "Check the path"),
        (
            AGREES._replace(headers=(("Upgrade", "websocket"), ("Sec-WebSocket-Accept", "x"))),
            "Check the path",
        ),
    ],
)
def test_no_switch(answer: Response, word: str) -> None:
    verdict, _ = tried(ASKED, answer, answer)
    assert (verdict.result, verdict.cause) == ("response_blocked", "websocket-handshake")
    assert verdict.cause in BY_NAME
    assert word in str(verdict.help)
    assert verdict.problems[0].help == verdict.help
    assert "To send on" in render("full", verdict, Context())


def test_what_is_not_sent() -> None:
    mixed, _ = tried(ASKED._replace(url="ws://api.example/"))
    assert (mixed.result, mixed.step, mixed.cause) == ("request_rejected", "mixed-content", "mixed-content")
    refused, _ = tried(ASKED._replace(url="wss://api.example:25/"))
    assert (refused.result, refused.cause) == ("request_rejected", "request-refused")
    untested, _ = tried(ASKED._replace(preflight_only=True))
    assert (untested.result, untested.help) == ("not_tested", "Leave out --preflight-only.")


def test_no_answer() -> None:
    verdict, _ = tried(ASKED, Failure("refused", "nothing listens"))
    assert (verdict.result, verdict.step) == ("unreachable", "response-network")


def test_what_a_page_cannot_give_is_left_out_and_noted() -> None:
    verdict, sent = tried(ASKED._replace(method="PUT", headers=(("X-A", "1"),), body="json"), AGREES, AGREES)
    assert {one.method for one in sent} == {"GET"}
    assert "X-A" not in dict(sent[0].headers)
    assert any("were left out" in note for note in verdict.notes)
