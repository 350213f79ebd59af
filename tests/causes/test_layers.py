from __future__ import annotations

import pytest

from tests.support.causes import APP, JSON, PUT, always, explained


@pytest.mark.parametrize(
    ("status", "lines", "cause", "word"),
    [
        (401, (), "authentication-before-cors", "Exempt OPTIONS from authentication"),
        (401, ("WWW-Authenticate: Basic",), "authentication-before-cors", "never carries"),
        (403, ("WWW-Authenticate: Bearer",), "authentication-before-cors", "never carries"),
        (403, (), "access-denied", "Let OPTIONS pass"),
        (404, (), "options-not-handled", "before routing"),
        (405, ("Allow: GET",), "options-not-handled", "before routing"),
        (405, ("Vary: Origin",), "options-not-handled", "before routing"),
        (501, (), "options-not-handled", "before routing"),
        (400, (), "options-not-handled", "before routing"),
        (200, ("Allow: GET,HEAD",), "options-not-handled", "before routing"),
        (200, ("Content-Type: text/html",), "cors-not-configured", "Configure CORS"),
        (204, (), "origin-not-listed", "If the server has no such settings"),
        (502, (), "server-error", "its log"),
        (503, (), "server-error", "its log"),
    ],
)
def test_who_answers_a_preflight(status: int, lines: tuple[str, ...], cause: str, word: str) -> None:
    verdict = explained(PUT, always(status, *lines))
    assert verdict.cause == cause
    assert word in str(verdict.help)
    assert verdict.evidence


def test_what_follows_from_the_cause_gets_no_advice() -> None:
    request = JSON._replace(credentials="include", headers=(("X-A", "1"),), method="PATCH")
    verdict = explained(request, always(405))
    assert len(verdict.also_wrong) == 4
    assert [problem.help for problem in verdict.also_wrong] == [""] * 4
    assert "content-type" not in str(verdict.help).lower()
    kept = explained(request, always(405, "Access-Control-Allow-Methods: GET"))
    assert [problem.step for problem in kept.also_wrong if problem.help] == ["preflight-method"]


def test_authentication_is_not_blamed_where_the_cors_layer_answered() -> None:
    for lines, body in (
        (("Vary: Origin",), ""),
        ((), "Invalid CORS request"),
        ((), "Disallowed CORS origin"),
    ):
        verdict = explained(JSON, always(403, *lines, body=body))
        assert verdict.cause == "origin-not-listed"
        assert "authentication" not in str(verdict.help)
        assert f"Add `{APP}`" in str(verdict.help)


def test_a_status_that_does_not_pass() -> None:
    allow = f"Access-Control-Allow-Origin: {APP}"
    assert explained(PUT, always(404, allow)).cause == "options-not-handled"
    assert explained(PUT, always(401, allow)).cause == "authentication-before-cors"
    listed = explained(
        PUT, always(400, allow, "Access-Control-Allow-Methods: GET", body="Disallowed CORS method")
    )
    assert (listed.step, listed.cause) == ("preflight-status", "method-not-listed")
