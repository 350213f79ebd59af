"""Causes where the request itself is answered without Access-Control-Allow-Origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.case import Evidence, body_evidence
from corscheck.causes.gates import by_firewall, by_host
from corscheck.causes.refusals import OPAQUE, not_configured, refusal
from corscheck.causes.signs import signs

if TYPE_CHECKING:
    from corscheck.causes.case import Case

_ERRORS_TOO = "Send the CORS headers with errors, too, so that the page can read them."


def by_response(case: Case) -> Evidence | None:
    """The request itself was answered without the header."""
    if case.in_preflight or case.kind != "allow-origin-missing":
        return None
    found = signs(case)
    special = by_host(case, found) or by_firewall(case) or _limit(case)
    if special:
        return special
    status = case.response.status
    plain = (f"the response ({status}) has no Access-Control-Allow-Origin", *body_evidence(case.words))
    if status >= 500:
        help_ = (
            f"Find out first why the server fails ({status}): its log says so, and no CORS setting helps."
            f" {_ERRORS_TOO}"
        )
        return Evidence("server-error", plain, help_, "errors")
    if found.answered and (found.refused or status < 400):
        return refusal(case, found)
    return _bare_answer(case, plain)


def _bare_answer(case: Case, plain: tuple[str, ...]) -> Evidence:
    """The answer has no CORS header: what that means depends on the answer to the preflight."""
    status = case.response.status
    passed = case.verdict.preflight_sent
    if passed or _allows_elsewhere(case):
        plain += ("the preflight passed" if passed else "a preflight from the same origin passes",)
        if status < 400:
            if case.prepared.origin.opaque:
                return Evidence("opaque-origin", plain, OPAQUE)
            help_ = (
                f"Send `Access-Control-Allow-Origin: {case.origin}` with the answer to"
                f" {case.prepared.method}, too: what answers the preflight does not add it to the response."
            )
            return Evidence("cors-on-preflight-only", plain, help_, "cors")
    if status >= 400:
        return Evidence("error-without-cors", plain, f"{_what_failed(status)} {_ERRORS_TOO}", "errors")
    return Evidence("cors-not-configured", plain, not_configured(case), "cors")


def _allows_elsewhere(case: Case) -> bool:
    plain = case.probe("plain")
    return plain is not None and plain.passes


def _what_failed(status: int) -> str:
    return {
        400: "The server calls the request bad (400): see its log.",
        401: "The server wants a login (401): send the credentials that it expects.",
        403: "The server refuses access (403): see what refuses it.",
        404: "There is nothing at this URL (404): check the path.",
        405: "The server does not take this method here (405): check method and path.",
    }.get(status, f"See first why the answer is {status}.")


def _limit(case: Case) -> Evidence | None:
    shown = (f"the status is {case.response.status}", *body_evidence(case.words))
    if case.response.status == 413:
        help_ = (
            "Raise the limit of the request's size (nginx: `client_max_body_size`; Apache:"
            f" `LimitRequestBody`; IIS: `maxAllowedContentLength`), or send less. {_ERRORS_TOO}"
        )
        if "nginx" in case.names:
            help_ = f"Raise nginx's `client_max_body_size`, or send less. {_ERRORS_TOO}"
        return Evidence("request-too-large", shown, help_, "errors")
    if case.response.status == 429:
        retry = case.header("retry-after")
        more = (case.line("Retry-After"),) if retry is not None else ()
        help_ = f"Send fewer requests, or raise the limit of the rate. {_ERRORS_TOO}"
        return Evidence("rate-limited", (*shown, *more), help_, "errors")
    return None
