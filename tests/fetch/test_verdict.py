"""What the verdict says of what was sent and answered."""

from __future__ import annotations

import pytest

from corscheck.exchange import Answer, Failure, Response
from corscheck.fetch.browser_errors import Browsers
from corscheck.fetch.request import FetchRequest
from tests.support.fetching import AO, BARE, FAR, HOME, OK, OPEN, PLAIN, UNSENT, URL, O, away, judged


def test_mixed_content_is_never_sent() -> None:
    verdict, went = judged(FetchRequest(PLAIN, O, "PUT"))
    assert went == []
    assert (verdict.result, verdict.step) == ("request_rejected", "mixed-content")
    assert verdict.message == f"Mixed content: a page of `{O}` may not fetch from `http://api.example`."
    assert verdict.help is not None
    assert "over https" in verdict.help
    assert verdict.browsers == Browsers("mixed-content", "BlockMixedActiveContent")
    assert (verdict.preflight_sent, verdict.request_sent) == (False, False)


def test_what_is_said_of_the_pages_own_origin() -> None:
    verdict, _ = judged(
        FetchRequest(HOME, O, credentials="include"), Response(200, (("ETag", "b"),), oddities=("Odd.",))
    )
    assert verdict.notes == (
        "The page and the target have the same origin, and so has every redirect: no CORS check.",
        "Odd.",
    )
    untested, _ = judged(FetchRequest(HOME, O, "PUT"))
    assert untested.message is not None
    assert "the same origin, so that CORS matters only after a redirect." in untested.message


def test_the_last_exchange_is_shown() -> None:
    verdict, _ = judged(FetchRequest(URL, O, headers=(("X-A", "1"),)), OPEN, away(307, FAR), OPEN, OK)
    assert [one.phase for one in verdict.exchanges] == ["preflight", "response"] * 2
    assert verdict.preflight is verdict.exchanges[2]
    assert verdict.response is verdict.exchanges[3]
    assert verdict.url == URL


def test_everything_a_blocked_verdict_says() -> None:
    asked = FetchRequest(
        "HTTPS://API.example/x#f",
        "https://APP.example/",
        "put",
        (("X-A", "1"), ("Cookie", "a")),
        "include",
        "text",
        id=7,
    )
    verdict, _ = judged(
        asked, Response(405, ((AO, "*"), ("Server", "nginx"), ("Access-Control-Max-Age", "0")))
    )
    assert (verdict.id, verdict.url, verdict.origin) == (7, URL, O)
    assert (verdict.method, verdict.credentials) == ("PUT", "include")
    assert (verdict.result, verdict.step) == ("preflight_blocked", "preflight-allow-origin-wildcard")
    assert (verdict.preflight_needed, verdict.preflight_sent, verdict.request_sent) == (True, True, False)
    assert [reason.name for reason in verdict.preflight_reasons] == ["PUT", "x-a"]
    assert verdict.message == f"{AO} is `*`, but the request includes credentials."
    assert verdict.help is not None
    assert verdict.help.startswith(
        "Answer `https://app.example` with `Access-Control-Allow-Credentials: true`"
    )
    assert [problem.step for problem in verdict.also_wrong] == [
        "preflight-allow-credentials",
        "preflight-status",
        "preflight-method",
        "preflight-header",
    ]
    assert [note.partition(" ")[0] for note in verdict.notes] == [
        "`https://APP.example/`",
        "Cookie",
        "Access-Control-Max-Age",
        "A",
    ]
    assert verdict.exposed_headers == ()
    assert verdict.browsers.chrome == "PreflightWildcardOriginNotAllowed"
    assert verdict.layer is not None
    assert verdict.layer.name == "nginx"
    assert verdict.response is None
    assert verdict.curl is not None
    assert "-X OPTIONS" in verdict.curl
    assert verdict.snippet is not None
    assert '"put"' in verdict.snippet


def test_everything_an_allowed_verdict_says() -> None:
    authorised = FetchRequest(URL, O, headers=(("Authorization", "x"),))
    verdict, _ = judged(authorised, OPEN, Response(200, ((AO, O), ("Content-Type", "x"), ("ETag", "1"))))
    assert (verdict.step, verdict.message, verdict.help, verdict.also_wrong) == (None, None, None, ())
    assert verdict.exposed_headers == ("content-type",)
    assert verdict.browsers == Browsers(firefox="CORSAllowHeaderFromPreflightDeprecation")
    assert verdict.curl is not None
    assert "-H 'Authorization: x'" in verdict.curl
    assert verdict.layer is not None
    assert verdict.layer.kind == "unknown"
    notes = " ".join(verdict.notes)
    assert "does not cover Authorization by the standard" in notes
    assert "Not readable by script: `ETag`." in notes
    assert "Vary: Origin" in notes
    assert "Blocked" not in notes


def test_the_note_about_authorization_is_the_preflights() -> None:
    """The wildcard in the request's own answer means nothing."""
    authorised = FetchRequest(URL, O, headers=(("Authorization", "x"),))
    named = Response(204, ((AO, "*"), ("Access-Control-Allow-Headers", "authorization")))
    verdict, _ = judged(
        authorised, named, Response(200, (*OK.headers, ("Access-Control-Allow-Headers", "*")))
    )
    assert verdict.notes == ()
    assert verdict.browsers == Browsers()


def test_nothing_of_a_blocked_response_can_be_read() -> None:
    verdict, _ = judged(FetchRequest(URL, O), Response(200, (("Content-Type", "text/plain"),)))
    assert verdict.exposed_headers == ()


def test_a_blocked_response_is_not_undone() -> None:
    verdict, _ = judged(FetchRequest(URL, O), BARE)
    assert verdict.notes == ("Blocked is not undone: the server has carried out the request.",)
    assert (verdict.preflight_needed, verdict.request_sent) == (False, True)


@pytest.mark.parametrize(
    ("request_", "answers", "note"),
    [
        (
            FetchRequest(URL, O, "PUT"),
            [OPEN],
            f"The preflight passes. The request itself was not sent: PUT {UNSENT}",
        ),
        (
            FetchRequest(URL, O, "PUT", preflight_only=True, send_unsafe=True),
            [OPEN],
            f"The preflight passes. The request itself was not sent: PUT {UNSENT}",
        ),
        (
            FetchRequest(URL, O, headers=(("X-A", "1"),), preflight_only=True),
            [OPEN],
            "The preflight passes. The request itself was not sent (--preflight-only).",
        ),
    ],
)
def test_why_nothing_more_was_sent(request_: FetchRequest, answers: list[Answer], note: str) -> None:
    verdict, _ = judged(request_, *answers)
    assert verdict.result == "preflight_passed"
    assert verdict.notes == (note,)
    assert not verdict.request_sent


@pytest.mark.parametrize("body", ["text", "form", "multipart", None])
def test_a_request_without_a_preflight_that_was_not_sent_is_not_tested(body: str | None) -> None:
    verdict, went = judged(FetchRequest(URL, O, "POST", body=body))  # type: ignore[arg-type]  # a table's word
    assert went == []
    assert (verdict.result, verdict.step) == ("not_tested", None)
    assert verdict.message == (
        "This request needs no preflight, so that only its own answer decides. The request itself"
        f" was not sent: POST {UNSENT}"
    )
    assert verdict.help == "Send it with --send-unsafe."
    assert not verdict.request_sent
    assert not verdict.preflight_sent
    assert not any("pass" in note for note in verdict.notes)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_preflight_that_does_not_exist_passes_nothing(method: str) -> None:
    verdict, went = judged(FetchRequest(URL, O, method, preflight_only=True))
    assert (went, verdict.result) == ([], "not_tested")
    assert verdict.help == "Leave out --preflight-only."


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("dns", False),
        ("refused", False),
        ("tls", False),
        ("timeout", True),
        ("closed", True),
        ("not-http", True),
        ("network", True),
    ],
)
def test_what_never_reached_the_server_was_not_sent(kind: str, sent: bool) -> None:  # noqa: FBT001 - a table
    assert judged(FetchRequest(URL, O), Failure(kind, "x"))[0].request_sent is sent
    assert judged(FetchRequest(URL, O, "PUT"), Failure(kind, "x"))[0].preflight_sent is sent


def test_a_rejected_request() -> None:
    verdict, _ = judged(FetchRequest("nonsense", "x", "TRACE", id="a"))
    assert (verdict.url, verdict.origin, verdict.method) == ("nonsense", "x", "TRACE")
    assert (verdict.curl, verdict.snippet, verdict.layer) == (None, None, None)
    assert (verdict.notes, verdict.exchanges, verdict.browsers) == ((), (), Browsers())
    assert not verdict.preflight_needed


def test_lines_to_reproduce_what_was_not_sent() -> None:
    assert "-X POST" in (judged(FetchRequest(URL, O, "POST"))[0].curl or "")
    assert "-X OPTIONS" in (judged(FetchRequest(URL, O, "PUT"), OPEN)[0].curl or "")


def test_what_is_said_of_a_beacon_without_cors() -> None:
    beacon = FetchRequest(URL, O, body="text", beacon=True, send_unsafe=True)
    verdict, _ = judged(beacon, Response(200, (("ETag", "1"), ("Set-Cookie", "a=b")), oddities=("Odd.",)))
    assert verdict.notes == (
        "A beacon with such a body goes without a preflight, and no CORS check follows.",
        "Odd.",
    )
    untested, _ = judged(beacon._replace(send_unsafe=False))
    assert untested.message is not None
    assert untested.message.startswith(
        "A beacon with such a body is sent without a preflight and without any CORS check."
    )


def test_what_is_odd_about_the_answers() -> None:
    odd = Response(204, OPEN.headers, oddities=("A line\x1b without a colon.",))
    verdict, _ = judged(FetchRequest(URL, O, headers=(("X-A", "1"),)), odd, OK._replace(oddities=("Odd.",)))
    assert verdict.notes == (r"A line\x1b without a colon (in the answer to the preflight).", "Odd.")


def test_the_reasons_are_those_of_the_first_request_that_has_any() -> None:
    asked = FetchRequest(URL, O, "POST", body="json", send_unsafe=True)
    verdict, _ = judged(asked, OPEN, away(302, "/y"), OK)
    assert [reason.name for reason in verdict.preflight_reasons] == ["content-type"]  # GET needs none
    home, _ = judged(asked._replace(url=HOME), Response(307, (("Location", URL),)), OPEN, OK)
    assert [reason.name for reason in home.preflight_reasons] == ["content-type"]


def test_how_the_page_makes_it() -> None:
    assert judged(FetchRequest(URL, O), OK)[0].upload_listener is False
    assert judged(FetchRequest(URL, O, upload_listener=True), OPEN, OK)[0].upload_listener is True


def test_the_page_reads_nothing_of_what_answers_a_beacon() -> None:
    allow = (
        (AO, O),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Headers", "content-type"),
        ("Content-Type", "text/plain"),
    )
    asked = FetchRequest(URL, O, "POST", credentials="include", body="json", send_unsafe=True)
    for beacon, readable in ((True, ()), (False, ("content-type",))):
        verdict, _ = judged(asked._replace(beacon=beacon), Response(204, allow), Response(200, allow))
        assert (verdict.result, verdict.exposed_headers) == ("allowed", readable)
