"""A verdict as the JSON object of `corscheck why`; field names are the interface's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from corscheck.exchange import Failure

if TYPE_CHECKING:
    from corscheck.fetch.checks import Sent
    from corscheck.fetch.verdict import Verdict


class InvalidLine(Protocol):
    """A line of the input that is not a request."""

    @property
    def line(self) -> int:
        """Its number, from 1."""

    @property
    def message(self) -> str:
        """What is wrong with it."""

    @property
    def id(self) -> object:
        """The caller's own, where there is one."""


def why_document(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON types only, without the `version` at the top of a document.

    `source` says whether the answers came from the network or from a recording; `cause` is a name that
    `corscheck rule` explains, `evidence` a list of clauses, `configuration` null or `{layer, text}`: lines
    for what answered; `browser` is null or what a real browser made of the request: `{name, version, result,
    error, console, agrees, note}`.

    `preflight` and `response` are `{"request": {method, url, headers}, "status", "reason", "headers",
    "body", "failure": null | {kind, message}, "attempts"}`, `headers` being pairs, `body` the start of a
    text; null where nothing was sent.
    """
    browsers = verdict.browsers
    layer = verdict.layer
    return {
        "id": verdict.id,
        "url": verdict.url,
        "origin": verdict.origin,
        "method": verdict.method,
        "credentials": verdict.credentials,
        "result": verdict.result,
        "source": verdict.source,
        "cause": verdict.cause,
        "evidence": list(verdict.evidence),
        "configuration": verdict.configuration and verdict.configuration._asdict(),
        "browser": verdict.browser and verdict.browser._asdict(),
        "preflight_needed": verdict.preflight_needed,
        "preflight_reasons": [reason.message for reason in verdict.preflight_reasons],
        "preflight_sent": verdict.preflight_sent,
        "request_sent": verdict.request_sent,
        "step": verdict.step,
        "message": verdict.message,
        "help": verdict.help,
        "also_wrong": [
            {"step": problem.step, "message": problem.message, "help": problem.help}
            for problem in verdict.also_wrong
        ],
        "notes": list(verdict.notes),
        "exposed_headers": list(verdict.exposed_headers),
        "browsers": {"chrome": browsers.chrome, "firefox": browsers.firefox, "safari": browsers.safari},
        "preflight": _exchange(verdict.preflight),
        "response": _exchange(verdict.response),
        "layer": layer and {"kind": layer.kind, "name": layer.name, "evidence": list(layer.evidence)},
        "curl": verdict.curl,
        "fetch": verdict.snippet,
    }


def _exchange(sent: Sent | None) -> dict[str, Any] | None:
    if sent is None:
        return None
    request, answer = sent.request, sent.answer
    return {
        "request": {
            "method": request.method,
            "url": request.url,
            "headers": list(map(list, request.headers)),
        },
        "status": None if isinstance(answer, Failure) else answer.status,
        "reason": None if isinstance(answer, Failure) else answer.reason,
        "headers": [] if isinstance(answer, Failure) else list(map(list, answer.headers)),
        "body": "" if isinstance(answer, Failure) else answer.body,
        "failure": {"kind": answer.kind, "message": answer.message} if isinstance(answer, Failure) else None,
        "attempts": answer.attempts,
    }
