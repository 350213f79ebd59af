"""Where what a tool recorded about the end of a request contradicts the recorded answers."""

from __future__ import annotations

from typing import Any

import pytest

from corscheck.paste.har import recorded
from corscheck.paste.har_entries import entries_of
from corscheck.paste.outcome import Outcome
from tests.support.archives import APP, ERR_FAILED, OPEN, entry, har

PROVISIONAL = {"Referer": f"{APP}/"}


def judged(*entries: dict[str, Any]) -> tuple[str, str | None, str]:
    (one,) = recorded(har(*entries), credentials="omit").judged
    return one.verdict.result, one.verdict.step, one.verdict.message or ""


@pytest.mark.parametrize("method", ["GET", "PUT"])
@pytest.mark.parametrize("status", [0, -1, None])
def test_failed_without_an_answer(method: str, status: object) -> None:
    result, step, message = judged(
        entry(status=status, method=method, sent=PROVISIONAL, error=ERR_FAILED, _resourceType="fetch")
    )
    assert (result, step) == ("response_blocked", None)
    assert "the check which failed is not known" in message


@pytest.mark.parametrize(
    ("error", "result", "step"),
    [
        ("net::ERR_CONNECTION_REFUSED", "unreachable", "response-network"),
        ("net::ERR_BLOCKED_BY_CSP", "request_rejected", "request"),
        ("mixed-content", "request_rejected", "mixed-content"),
        ("", "not_tested", None),
        ("something else", "not_tested", None),
    ],
)
def test_other_ends_without_an_answer(error: str, result: str, step: str | None) -> None:
    found = judged(entry(status=0, sent=PROVISIONAL, error=error, _resourceType="fetch"))
    assert found[:2] == (result, step)


@pytest.mark.parametrize(
    ("error", "result", "step"),
    [
        (ERR_FAILED, "response_blocked", None),
        ("net::ERR_CONTENT_DECODING_FAILED", "unreachable", "response-network"),
        ("net::ERR_BLOCKED_BY_CSP", "request_rejected", "request"),
        ("something else", "response_blocked", None),
    ],
)
def test_failed_although_the_answer_passes(error: str, result: str, step: str | None) -> None:
    assert judged(entry(answered=OPEN, error=error))[:2] == (result, step)


def test_passed_although_the_answer_does_not() -> None:
    """A service worker, or the stored answer that a 304 confirms."""
    assert judged(entry(status=304, error=None))[:2] == ("allowed", None)
    assert judged(entry(status=304))[0] == "not_tested"
    assert judged(entry(status=304, error=ERR_FAILED))[0] == "response_blocked"


def test_an_answer_without_headers_was_not_recorded_whole() -> None:
    bare: dict[str, object] = {"headers": []}
    assert judged(entry(response=bare))[0] == "not_tested"
    assert judged(entry(response=bare, error=ERR_FAILED))[:2] == (
        "response_blocked",
        "response-allow-origin-missing",
    )


def test_the_outcome_of_redirects_is_that_of_all() -> None:
    def of(*errors: object) -> Outcome:
        return Outcome.of(entries_of(har(*(entry(error=error) for error in errors))))

    assert of(None, None).succeeded
    assert not of(None, "absent").is_known
    failed = of(None, ERR_FAILED)
    assert failed.failure is not None
    assert (failed.is_known, failed.succeeded) == (True, False)


@pytest.mark.parametrize(
    ("method", "sentence", "result", "step"),
    [
        ("PUT", "Preflight response is not successful.", "preflight_blocked", "preflight-status"),
        ("PUT", "Method PUT is not allowed by Access-Control-Allow-Methods.", "preflight_blocked",
         "preflight-method"),
        (
            "GET",
            "Cannot use wildcard in Access-Control-Allow-Origin when credentials flag is true.",
            "response_blocked",
            "response-allow-origin-wildcard",
        ),
        ("GET", f"Origin {APP} is not allowed by Access-Control-Allow-Origin.", "response_blocked", None),
        ("PUT", "Access-Control-Allow-Origin cannot contain more than one origin.", "response_blocked", None),
    ],
)  # fmt: skip
def test_safari_records_its_sentence(method: str, sentence: str, result: str, step: str | None) -> None:
    found = judged(entry(status=0, method=method, sent=PROVISIONAL, error=sentence))
    assert found[:2] == (result, step)
    assert sentence in found[2]
