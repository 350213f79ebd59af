"""Causes in layers that answer a preflight before, or instead of, a CORS layer: routers, authentication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.case import Evidence, body_evidence
from corscheck.causes.client import avoidable
from corscheck.causes.gates import by_firewall, by_host
from corscheck.causes.refusals import OPAQUE, not_configured, refusal
from corscheck.causes.signs import signs

if TYPE_CHECKING:
    from corscheck.causes.case import Case
    from corscheck.causes.signs import Signs

_ANSWERS_EVERYTHING = frozenset(("Caddy", "IIS", "Google Apps Script"))
"""Software that answers OPTIONS with 200 where nothing handles it."""


def by_layer(case: Case) -> Evidence | None:
    """The cause where a preflight's answer lacks Access-Control-Allow-Origin, or has another status."""
    if not case.in_preflight or case.kind not in ("allow-origin-missing", "status"):
        return None
    found = signs(case)
    return (
        by_host(case, found)
        or by_firewall(case)
        or _authentication(case)
        or _cors_layer(case, found)
        or _unhandled(case)
    )


def _authentication(case: Case) -> Evidence | None:
    """A layer that requires credentials, which a preflight never has."""
    status = case.response.status
    wants = case.header("www-authenticate") is not None
    if status != 401 and not (status in (403, 511) and wants):
        return None
    evidence = (f"OPTIONS is answered {status}", *((case.line("WWW-Authenticate"),) if wants else ()))
    help_ = (
        "Exempt OPTIONS from authentication, or let the CORS layer answer before it: a preflight never"
        " carries credentials. Answer 204."
    )
    return Evidence("authentication-before-cors", (*evidence, *body_evidence(case.words)), help_, "cors")


def _cors_layer(case: Case, found: Signs) -> Evidence | None:
    """The CORS layer answered: it refuses something."""
    if found.answered and (found.refused or _answers_preflights(case)):
        return refusal(case, found)
    if 200 <= case.response.status < 300 and _is_of_library(case):
        return refusal(case, found)
    return None


def _answers_preflights(case: Case) -> bool:
    """A `Vary: Origin` on an error page may come from a layer that does not answer OPTIONS."""
    return case.response.status not in (404, 405, 501)


def _is_of_library(case: Case) -> bool:
    """Whether it is a successful answer to OPTIONS that neither a router nor a page gives without CORS."""
    if _ANSWERS_EVERYTHING & set(case.names):
        return False
    page = (case.header("content-type") or "").lower().startswith("text/html")
    return not page and case.header("allow") is None and case.header("public") is None


def _unhandled(case: Case) -> Evidence:
    """The answer has no CORS header."""
    status = case.response.status
    allow = (case.line("Allow"),) if case.header("allow") is not None else ()
    nothing = "" if case.kind == "status" else ", and nothing in the answer is of CORS"
    evidence = (
        f"OPTIONS is answered {status}{nothing}",
        *allow,
        *body_evidence(case.words),
    )
    if status == 403:
        help_ = (
            "Let OPTIONS pass what refuses it (access control, a gateway without a route for OPTIONS, a"
            " firewall), or answer it with a CORS layer before: a preflight never carries credentials."
        )
        return Evidence("access-denied", evidence, help_ + _foreign(case), "cors")
    if status >= 500 and status != 501:
        help_ = f"Find out first why the server fails ({status}) on OPTIONS: its log says so."
        return Evidence("server-error", evidence, help_, "errors")
    handles = not _ANSWERS_EVERYTHING & set(case.names)
    if status < 300 and handles and not allow and case.header("public") is None:
        return Evidence("cors-not-configured", evidence, not_configured(case) + _foreign(case), "cors")
    if case.prepared.origin.opaque:
        return Evidence("options-not-handled", evidence, f"Let a CORS layer answer OPTIONS here. {OPAQUE}")
    help_ = (
        "Let a CORS layer answer OPTIONS on this path, before routing and authentication, with 204 and"
        f" `Access-Control-Allow-Origin: {case.origin}`."
    )
    return Evidence("options-not-handled", evidence, help_ + _foreign(case), "cors")


def _foreign(case: Case) -> str:
    """What to do where the server belongs to somebody else."""
    instead = avoidable(case)
    if instead:
        return f" Where the server is not yours: {instead[0].lower()}{instead[1:]}"
    return " Where the server is not yours, call it from your own server."
