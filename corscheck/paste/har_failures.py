"""How browsers and tools write into HAR files that a request failed, and what kind of failure it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from corscheck.paste.console_reasons import reason_of
from corscheck.paste.lookup import get, text_of
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

Meaning = Literal["blocked", "connection", "policy", "not-cors", "unknown"]


class RecordedFailure(NamedTuple):
    """What a recording says about a failed request.

    `meaning` is `blocked` (what a browser reports where CORS refuses), `connection` (no answer; `kind` is
    that of `exchange.Failure`), `policy` (the browser refused for another reason, which `kind` names),
    `not-cors` (the page, the user or an extension ended it) or `unknown`.
    """

    text: str  # the tool's own words; empty where it has none
    meaning: Meaning
    kind: str = ""


_FIELDS = ("_error", "_failureText", "_errorText", "_errorMessage", "_blockedReason", "error", "errorText")
"""Where tools write why a request failed: DevTools, Safari, Playwright, Puppeteer and those around it."""

_BLOCKED = ("ERR_FAILED", "NS_ERROR_DOM_BAD_URI", "NS_ERROR_FAILURE", "CORS", "ACCESS CONTROL")

_CONNECTION: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("dns", ("NAME_NOT_RESOLVED", "UNKNOWN_HOST", "HOSTNAME COULD NOT BE FOUND", "ENOTFOUND")),
    ("refused", ("CONNECTION_REFUSED", "COULD NOT CONNECT", "ECONNREFUSED")),
    ("timeout", ("TIMED_OUT", "NET_TIMEOUT", "TIMED OUT", "ETIMEDOUT", "TIMEOUT")),
    ("certificate", ("SSL_CLIENT_AUTH_CERT",)),
    ("tls", ("ERR_CERT", "ERR_SSL", "SEC_ERROR", "SSL_ERROR", "CERTIFICATE")),
    ("closed", ("EMPTY_RESPONSE", "CONNECTION_CLOSED", "CONNECTION_RESET", "NET_RESET", "ECONNRESET",
                "CONNECTION WAS LOST")),
    ("not-http", ("INVALID_HTTP_RESPONSE", "INVALID_RESPONSE")),
    ("network", ("ERR_CONNECTION", "ERR_HTTP2", "ERR_QUIC", "ERR_ADDRESS", "ERR_INTERNET", "ERR_NETWORK",
                 "ERR_TUNNEL", "ERR_PROXY", "ERR_CONTENT", "ERR_INCOMPLETE", "NS_ERROR_NET")),
)  # fmt: skip

_POLICY: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("mixed-content", ("MIXED-CONTENT", "MIXED_CONTENT")),
    ("content-security-policy", ("CSP", "CONTENT SECURITY POLICY", "CONTENT-SECURITY-POLICY")),
    ("local-network-access", ("LOCAL_NETWORK_ACCESS", "PRIVATE_NETWORK_ACCESS")),
    ("unsafe-port", ("ERR_UNSAFE_PORT",)),
)  # fmt: skip

_NOT_CORS = ("ERR_ABORTED", "BLOCKED_BY_CLIENT", "BINDING_ABORTED", "CANCELLED", "CANCELED")


def recorded_failure(entry: Mapping[str, Any]) -> RecordedFailure | None:
    """What the entry says about a failure; None where it says nothing of the kind, or has an answer only."""
    response = get(entry, "response")
    places = (response, entry)
    text = next((found for place in places for name in _FIELDS if (found := text_of(get(place, name)))), "")
    if not text and text_of(get(entry, "_charlesStatus")).upper() in ("FAILED", "EXCEPTION"):
        text = "FAILED"
    if text:
        return _classified(text)
    return None if status_of(entry) else RecordedFailure("", "unknown")


def status_of(entry: Mapping[str, Any]) -> int:
    """The status of the recorded answer; 0 where there is no answer (tools write 0, -1, null or nothing)."""
    status = get(entry, "response", "status")
    if isinstance(status, str) and status.isascii() and status.isdecimal() and len(status) <= 3:
        status = int(status)
    return status if isinstance(status, int) and not isinstance(status, bool) and 0 < status < 1000 else 0


def says_that_nothing_failed(entry: Mapping[str, Any], creator: str) -> bool:
    """Whether the tool would have recorded a failure, and recorded none."""
    response = get(entry, "response")
    has_field = isinstance(response, dict) and "_error" in response
    return (
        bool(status_of(entry)) and (has_field or creator == "Playwright") and recorded_failure(entry) is None
    )


def _classified(text: str) -> RecordedFailure:
    upper = text.upper()
    if any(word in upper for word in _NOT_CORS):
        return RecordedFailure(text, "not-cors")
    for kind, words in _POLICY:
        if any(word in upper for word in words):
            return RecordedFailure(text, "policy", kind)
    if any(word in upper for word in _BLOCKED) or reason_of(text) is not None:
        return RecordedFailure(text, "blocked")
    for kind, words in _CONNECTION:
        if any(word in upper for word in words):
            return RecordedFailure(text, "connection", kind)
    return RecordedFailure(text, "unknown")
