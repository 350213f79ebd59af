"""Reports of trouble, each rebuilt as answers: the step, the cause, and a word of what helps.

The files in `given` say where they come from; `test_more_reports` has those of other servers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from corscheck.live.captures import archived, pasted
from tests.support.case_files import REPORTS, load

if TYPE_CHECKING:
    from corscheck.fetch.verdict import Verdict


class Right(NamedTuple):
    """What is right: the result, the step, the cause, a word of the help (of a note, where it passes)."""

    result: str
    step: str | None = None
    cause: str | None = None
    word: str = ""


BLOCKED, REFUSED = "preflight_blocked", "response_blocked"
MISSING, MISMATCH = "allow-origin-missing", "allow-origin-mismatch"

# Name of the file, or name and number of the command.
GIVEN: dict[str, Right] = {
    "204-with-body": Right("preflight_passed"),
    "acac-True": Right(REFUSED, "response-allow-credentials", "credentials-not-allowed", "lower case"),
    "acao-empty": Right(REFUSED, f"response-{MISMATCH}", "origin-value", "not set"),
    "acao-undefined": Right(REFUSED, f"response-{MISMATCH}", "origin-value", "variable"),
    "apigw-comma": Right(BLOCKED, f"preflight-{MISMATCH}", "several-origins", "the one origin"),
    "apigw-missing-token": Right(BLOCKED, f"preflight-{MISSING}", "options-not-handled", "method OPTIONS"),
    "cf-challenge": Right(BLOCKED, f"preflight-{MISSING}", "firewall", "skips challenges"),
    "content-disposition": Right("allowed"),
    "content-disposition 1": Right("allowed", word="Content-Disposition"),
    "dup-star-origin": Right(REFUSED, f"response-{MISMATCH}", "several-origins", "one place"),
    "envoy-no-scheme": Right(REFUSED, f"response-{MISMATCH}", "origin-value", "exactly"),
    "forwardauth-403": Right(REFUSED, f"response-{MISSING}", "error-without-cors", "with errors"),
    "gas-json": Right(BLOCKED, f"preflight-{MISSING}", "options-not-handled", "text/plain"),
    "gas-json 1": Right("allowed"),
    "header-order": Right(BLOCKED, "preflight-header", "header-not-listed", "`alpha`, `mid` and `zeta`"),
    "iis-options-handler": Right(
        BLOCKED, f"preflight-{MISSING}", "options-not-handled", "OPTIONSVerbHandler"
    ),
    "kong-404": Right(BLOCKED, f"preflight-{MISSING}", "options-not-handled", "route accept OPTIONS"),
    "ll-407": Right(BLOCKED, "preflight-network", "proxy-authentication", "401"),
    "localhost-127": Right(BLOCKED, f"preflight-{MISSING}", "origin-not-listed", "different origins"),
    "localhost-127 1": Right(BLOCKED, f"preflight-{MISMATCH}", "origin-not-listed", "different origins"),
    "patch-lower": Right(BLOCKED, "preflight-method", "method-case", "Write `PATCH` in the page"),
    "pdf-range": Right("allowed", word="Content-Range"),
    "proxy-413": Right("not_tested", word="--send-unsafe"),
    "proxy-413 1": Right(REFUSED, f"response-{MISSING}", "request-too-large", "client_max_body_size"),
    "proxy-413 2": Right("preflight_passed"),
    "redirect-after-preflight": Right(BLOCKED, "preflight-redirect", "redirect", "topics/new/"),
    "redirect-after-preflight 1": Right("allowed"),
    "roll-star-auth": Right("allowed", word="authorization"),
    "s3-vary-only-with-origin": Right("allowed", None, "cached-copy", "Vary: Origin"),
    "semicolon-headers": Right(BLOCKED, "preflight-allow-headers-syntax", "list-syntax", "semicolons"),
    "sentry-baggage": Right(BLOCKED, "preflight-header", "tracing-header", "tracePropagationTargets"),
    "socketio-404-star": Right(
        REFUSED, "response-allow-origin-wildcard", "wildcard-with-credentials", "without credentials"
    ),
    "space-list": Right(REFUSED, f"response-{MISMATCH}", "several-origins", "the one origin"),
    "spring-invalid-cors": Right(
        BLOCKED, f"preflight-{MISSING}", "origin-not-listed", "Add `https://app.example.com`"
    ),
    "sso-302-cors": Right(REFUSED, f"response-{MISSING}", "redirect", "answer 401"),
    "tauri-not-listed": Right(
        BLOCKED, f"preflight-{MISSING}", "origin-not-listed", "Add `tauri://localhost`"
    ),
    "vary-missing-two-sites": Right("allowed", None, "cached-copy", "Vary: Origin"),
    "webdav-propfind": Right(BLOCKED, "preflight-method", "method-not-listed", "PROPFIND"),
    "wild-subdomain": Right(REFUSED, f"response-{MISMATCH}", "origin-pattern", "pattern"),
}


@pytest.mark.parametrize("name", GIVEN)
def test_given(name: str) -> None:
    check("given", name, GIVEN[name])


RECORDED: dict[str, tuple[Right, ...]] = {
    "apigw-post-400": (Right(REFUSED, f"response-{MISSING}", "error-without-cors", "GatewayResponses"),),
    "mixed-content": (Right("request_rejected", "mixed-content", "mixed-content", "https"),),
    "null-after-redirect": (Right(REFUSED, f"response-{MISSING}", "redirect", "Call the final URL"),),
    "playwright": (
        Right(REFUSED, None, None, "--replay"),
        Right(REFUSED, None, None, "--replay"),
        Right("request_rejected", "mixed-content", "mixed-content", "https"),
    ),
}
"""HAR exports: the verdicts on what they recorded."""

PASTED: dict[str, Right] = {
    "chrome-curl-bearer": Right("allowed", word="authorization"),
    "chrome-fetch-bearer": Right("allowed", word="authorization"),
    "curl-preflight-post": Right(BLOCKED, f"preflight-{MISSING}", "options-not-handled", "text/plain"),
    "curl-with-bom": Right("allowed"),
}
"""Copied requests; the server is the one in `given` that the URL names."""


@pytest.mark.parametrize("name", RECORDED)
def test_recorded(name: str) -> None:
    verdicts = archived(str(REPORTS.parent / "recorded" / f"{name}.har"), None).verdicts
    for verdict, right in zip(verdicts, RECORDED[name], strict=True):
        check_verdict(verdict, right)


@pytest.mark.parametrize("name", PASTED)
def test_pasted(name: str) -> None:
    (question,) = pasted(str(REPORTS.parent / "pasted" / f"{name}.txt"))
    request = question.request.request
    server = request.url.split("/c/")[1].split("/")[0]
    check_verdict(load(REPORTS / "given" / f"{server}.case").verdict_on(request), PASTED[name])


def check(folder: str, name: str, right: Right) -> None:
    name, _, number = name.partition(" ")
    check_verdict(load(REPORTS / folder / f"{name}.case").verdict(int(number or 0)), right)


def check_verdict(verdict: Verdict, right: Right) -> None:
    assert (verdict.result, verdict.step, verdict.cause) == (right.result, right.step, right.cause)
    assert right.word.lower() in " ".join((verdict.help or "", *verdict.notes)).lower()
    if verdict.cause:
        assert verdict.evidence
    assert "Access-Control-Allow-Origin: null" not in str(verdict.help)


def test_every_file_is_used() -> None:
    without_command = {"beacon-star", "cookie-none-control", "har-cookie"}  # servers for HAR files
    files = {path.stem for path in (REPORTS / "given").glob("*.case")}
    assert {name.partition(" ")[0] for name in GIVEN} == files - without_command


def test_after_an_error_of_the_router_no_headers_are_to_be_added() -> None:
    verdict = load(REPORTS / "given" / "kong-404.case").verdict()
    texts = [verdict.help, *(problem.help for problem in verdict.also_wrong)]
    assert not any("content-type" in str(text).lower() for text in texts)
    assert "authentication" not in str(load(REPORTS / "given" / "spring-invalid-cors.case").verdict().help)
