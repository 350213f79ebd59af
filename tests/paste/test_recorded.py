"""Verdicts from recorded answers, in the credentials modes that a request may have had."""

from __future__ import annotations

from typing import Any

import pytest

from corscheck.paste.har import recorded
from tests.support.archives import API, APP, ERR_FAILED, OPEN, entry, har, preflight

OTHER = {"Access-Control-Allow-Origin": "https://other.example"}
MIRROR = {"Access-Control-Allow-Origin": APP}
WITH = {**MIRROR, "Access-Control-Allow-Credentials": "true"}
PUT = {**OPEN, "Access-Control-Allow-Methods": "PUT"}


def verdicts(*entries: dict[str, Any], **more: Any) -> list[tuple[str, str, str | None]]:
    found = recorded(har(*entries), **more)
    return [(one.verdict.credentials, one.verdict.result, one.verdict.step) for one in found.judged]


def test_the_recorded_answer_decides_not_the_preflight() -> None:
    asked = preflight(
        answered={**OPEN, "Access-Control-Allow-Headers": "*"}, asks="POST", names="content-type"
    )
    blocked = entry(
        status=400, method="POST", error=ERR_FAILED, sent={"Origin": APP, "Content-Type": "application/json"}
    )
    for entries in ([blocked, asked], [asked, blocked]):
        ((_, result, step),) = verdicts(*entries)
        assert (result, step) == ("response_blocked", "response-allow-origin-missing")


def test_the_verdict_says_where_it_comes_from() -> None:
    (one,) = recorded(har(entry(error=ERR_FAILED))).judged
    assert one.verdict.source == "recorded"
    assert one.verdict.notes[-1] == "Judged from the recorded answers; nothing was sent."


@pytest.mark.parametrize(
    ("answered", "error", "mode", "step"),
    [
        # What the browser reported shows the mode.
        (OPEN, ERR_FAILED, "include", "response-allow-origin-wildcard"),
        (MIRROR, ERR_FAILED, "include", "response-allow-credentials"),
        (OPEN, None, "same-origin", None),
        (WITH, None, "same-origin", None),
        # In both modes the same.
        ({}, ERR_FAILED, "same-origin", "response-allow-origin-missing"),
        (OTHER, ERR_FAILED, "same-origin", "response-allow-origin-mismatch"),
    ],
)
def test_the_mode_follows_from_what_the_browser_reported(
    answered: dict[str, str], error: object, mode: str, step: str | None
) -> None:
    result = "response_blocked" if step else "allowed"
    assert verdicts(entry(answered=answered, error=error)) == [(mode, result, step)]


def test_the_mode_that_explains_a_failure_without_an_answer() -> None:
    """In the other the preflight passes, and why the request was not sent remains unknown."""
    failed = entry(method="PUT", status=0, error=ERR_FAILED, sent={"Referer": f"{APP}/"})
    found = recorded(har(failed, preflight(answered=PUT))).judged
    assert [(one.verdict.credentials, one.verdict.step) for one in found] == [
        ("include", "preflight-allow-origin-wildcard")
    ]


def test_both_reasons_are_named_where_either_mode_may_be_it() -> None:
    failed = entry(method="PUT", status=0, error=ERR_FAILED, sent={"Referer": f"{APP}/"})
    (one,) = recorded(har(failed, preflight(answered=OPEN))).judged
    assert one.verdict.step == "preflight-method"
    assert "with `include` the result is preflight-allow-origin-wildcard" in one.verdict.notes[0]


def test_both_modes_are_judged_where_nothing_shows_which() -> None:
    found = recorded(har(entry(answered=OPEN)))
    (one,) = found.judged
    assert (one.verdict.credentials, one.verdict.result, found.undecided) == ("same-origin", "allowed", 1)
    assert "does not say whether credentials are included" in one.verdict.notes[0]
    assert "with `include` the result is response-allow-origin-wildcard" in one.verdict.notes[0]
    assert verdicts(entry(answered=OPEN), credentials="omit") == [("omit", "allowed", None)]
    cookie = entry(answered=OPEN, request={"cookies": [{"name": "a", "value": "b"}]})
    assert verdicts(cookie) == [("include", "response_blocked", "response-allow-origin-wildcard")]
    assert verdicts(entry(answered=OPEN, _resourceType="font")) == [("same-origin", "allowed", None)]


def test_what_passed_is_left_out_where_something_failed() -> None:
    found = recorded(har(entry("/a", answered=OPEN), entry("/b", error=ERR_FAILED)))
    assert [one.verdict.url for one in found.judged] == [f"{API}/b"]
    assert found.undecided == 1


def test_a_preflight_that_is_not_recorded_passed_where_the_request_was_answered() -> None:
    (one,) = recorded(har(entry(method="PUT", error=ERR_FAILED))).judged
    assert (one.verdict.result, one.verdict.step) == ("response_blocked", "response-allow-origin-missing")
    assert (one.verdict.preflight_needed, one.verdict.preflight_sent) == (True, False)
    assert any("preflight is not recorded" in note for note in one.verdict.notes)


def test_a_preflight_of_another_time_does_not_count_where_the_request_was_answered() -> None:
    assert verdicts(preflight(status=500), entry(method="PUT", answered=OPEN), credentials="omit") == [
        ("omit", "allowed", None)
    ]


def test_the_preflight_decides_where_nothing_followed() -> None:
    failed = entry(method="PUT", status=0, error=ERR_FAILED, sent={"Referer": f"{APP}/"})
    assert verdicts(failed, preflight(status=405)) == [
        ("same-origin", "preflight_blocked", "preflight-allow-origin-missing")
    ]
    assert verdicts(failed, preflight(status=405, answered=OPEN)) == [
        ("same-origin", "preflight_blocked", "preflight-status")
    ]


def test_a_preflight_alone() -> None:
    assert [step for *_, step in verdicts(preflight(answered=OPEN))] == ["preflight-method"]
    assert verdicts(preflight(answered=PUT)) == [("same-origin", "preflight_passed", None)]
    assert verdicts(preflight(asks="POST", answered=OPEN)) == [("same-origin", "preflight_passed", None)]
    assert verdicts(preflight(asks="POST", status=500)) == [
        ("same-origin", "preflight_blocked", "preflight-allow-origin-missing")
    ]
    ((*_, step),) = verdicts(preflight(status=0))
    assert step is None


def test_an_upload_listener_explains_a_preflight_that_nothing_else_does() -> None:
    upload = entry(
        method="POST", status=0, error=ERR_FAILED, sent={"Referer": f"{APP}/"}, _resourceType="xhr"
    )
    (one,) = recorded(har(upload, preflight(asks="POST", status=403))).judged
    assert (one.verdict.result, one.verdict.upload_listener) == ("preflight_blocked", True)


def test_redirects_are_one_request() -> None:
    away = entry("/a", 302, {**MIRROR, "Location": "https://cdn.example/b"}, error=None)
    there = entry(
        "https://cdn.example/b", sent={"Origin": "null", "Sec-Fetch-Mode": "cors"}, error=ERR_FAILED
    )
    assert verdicts(away, there) == [("same-origin", "response_blocked", "response-allow-origin-missing")]
    lost = {"status": 0, "_error": ERR_FAILED}
    assert verdicts(away, {**there, "response": lost}) == [("same-origin", "response_blocked", None)]
    ((_, result, _),) = verdicts(away, credentials="omit")
    assert result == "not_tested"  # what came of it is not recorded


@pytest.mark.parametrize("target", ["ftp://a.example/", "http://u:p@a.example/", "https://a.example:22/"])
def test_redirects_that_no_browser_follows(target: str) -> None:
    away = entry("/a", 302, {**MIRROR, "Location": target}, error=None)
    there = entry(target, 0, sent={"Referer": f"{APP}/"}, error="net::ERR_UNSAFE_PORT", _resourceType="fetch")
    assert verdicts(away, there, credentials="omit") == [("omit", "response_blocked", "response-redirect")]


def test_an_empty_location_is_not_followed_by_chromium() -> None:
    away = entry("/a", 303, {**MIRROR, "Location": ""}, error=None)
    assert verdicts(away, credentials="omit") == [("omit", "allowed", None)]


def test_what_was_aborted_after_its_answer_had_passed() -> None:
    assert verdicts(entry(answered=OPEN, error="net::ERR_ABORTED")) == [("same-origin", "allowed", None)]


def test_a_redirect_out_of_the_pages_own_origin() -> None:
    own = {"Referer": f"{APP}/", "Sec-Fetch-Mode": "cors"}
    away = entry(f"{APP}/a", 302, {"Location": f"{API}/b"}, sent=own, error=None)
    assert verdicts(away, entry("/b", error=ERR_FAILED)) == [
        ("same-origin", "response_blocked", "response-allow-origin-missing")
    ]
    assert verdicts(entry(f"{APP}/a", sent=own)) == []


def test_beacons() -> None:
    def beacon(kind: str, **more: Any) -> dict[str, Any]:
        sent = {"Origin": APP, "Content-Type": kind, "Sec-Fetch-Mode": "no-cors"}
        return entry("/b", method="POST", sent=sent, _resourceType="ping", **more)

    assert verdicts(beacon("text/plain", status=500)) == [("include", "allowed", None)]
    failed = beacon("application/json", status=0, error=ERR_FAILED)
    asked = preflight("/b", 200, OPEN, asks="POST", names="content-type")
    assert verdicts(failed, asked) == [("include", "preflight_blocked", "preflight-allow-origin-wildcard")]
    hyperlink = entry(method="POST", sent={"Ping-To": "x", "Sec-Fetch-Mode": "no-cors"}, _resourceType="ping")
    assert verdicts(hyperlink) == []


def test_where_an_answer_came_from_is_noted() -> None:
    (one,) = recorded(har(entry(error=ERR_FAILED, _fromCache="disk"))).judged
    assert "The answer came from the browser's disk cache, not from the server." in one.verdict.notes
