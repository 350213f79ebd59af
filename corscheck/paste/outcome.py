"""How a request ended according to a tool, and the verdict where that contradicts the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.fetch.browser_errors import Browsers
from corscheck.fetch.steps import STEPS
from corscheck.paste.console_reasons import reason_of
from corscheck.paste.har_matching import Answers
from corscheck.records import NamedTuple
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.fetch.cors import Phase
    from corscheck.fetch.verdict import Result, Verdict
    from corscheck.paste.har_entries import Entry
    from corscheck.paste.har_failures import RecordedFailure

PASSED = ("allowed", "preflight_passed", "not_cross_origin")
"""Results with which a browser allows the request."""

_POLICIES = {
    "mixed-content": ("mixed-content", "The browser refused it as mixed content."),
    "content-security-policy": (
        "request", "The page's Content-Security-Policy forbids it (connect-src); the server was not asked."),
    "local-network-access": ("request", "The browser did not let the page reach the local network."),
    "unsafe-port": ("request", "Browsers never connect to this port."),
}  # fmt: skip
_REPLAY = "Send it again: --replay."


class Outcome(NamedTuple):
    """How a request and its redirects ended, as far as the tool recorded it."""

    failure: RecordedFailure | None
    succeeded: bool

    @classmethod
    def of(cls, hops: Sequence[Entry]) -> Outcome:
        """The outcome of a request with these hops."""
        failure = next((hop.failure for hop in hops if hop.failure is not None), None)
        ended = bool(hops) and not Answers.redirects(hops[-1])  # its entry does not have the result
        return cls(failure, ended and failure is None and all(hop.succeeded for hop in hops))

    @property
    def is_known(self) -> bool:
        """Whether the tool recorded if the request failed."""
        return self.succeeded or self.failure is not None


def without_answer(verdict: Verdict, outcome: Outcome, phase: Phase) -> Verdict:
    """The verdict where the answer that decides was not recorded."""
    what = "answer to the preflight" if phase == "preflight" else "answer"
    failure = outcome.failure
    if outcome.succeeded:
        allowed = _without_problems(verdict, "allowed", None, None, None)
        note = f"The recording has no {what}, but says that the browser let the page read it."
        return allowed._replace(notes=(note, *verdict.notes))
    if failure is None or failure.meaning == "unknown":
        reported = f" The browser reported {quoted(failure.text)}." if failure and failure.text else ""
        return _without_problems(
            verdict, "not_tested", None, f"The recording has no {what}.{reported}", _REPLAY
        )
    if failure.meaning == "policy":
        return _refused(verdict, failure)
    step = _step(failure.text, verdict)
    if step is not None:
        result: Result = "preflight_blocked" if step.startswith("preflight") else "response_blocked"
        return _without_problems(verdict, result, step, f"The browser reported: {failure.text}", _REPLAY)
    message = (
        f"The browser refused it ({failure.text}), but the recording has no {what}, so that the check which"
        " failed is not known."
    )
    return _without_problems(verdict, "response_blocked", None, message, _REPLAY)


def _step(text: str, verdict: Verdict) -> str | None:
    """The step that the sentence of Safari's console names, where the recording has it."""
    reason = reason_of(text, names_phase=False)
    if reason is None:
        return None
    phase = reason.phase or (None if verdict.preflight_needed else "response")
    step = f"{phase}-{reason.kind}"
    return step if step in STEPS else None


def agreeing(verdict: Verdict, outcome: Outcome) -> Verdict:
    """The verdict; where the recorded outcome contradicts the recorded answers, that of the outcome."""
    last = verdict.exchanges[-1].answer if verdict.exchanges else None
    if verdict.result in PASSED and outcome.failure is not None:
        return _failed_after_all(verdict, outcome.failure)
    if verdict.result != "response_blocked" or not isinstance(last, Response) or outcome.failure is not None:
        return verdict
    if outcome.succeeded:
        note = f"The recorded answer fails at {verdict.step}, but the browser let the page read it."
        allowed = _without_problems(verdict, "allowed", None, None, None)
        return allowed._replace(
            notes=(note, *(note for note in verdict.notes if "Blocked is not" not in note))
        )
    if not last.headers:
        return _without_problems(
            verdict, "not_tested", None, "The answer's headers are not recorded.", _REPLAY
        )
    if last.status == 304:
        message = "The answer is 304: what counts are the headers of the copy in the browser's cache."
        return _without_problems(verdict, "not_tested", None, message, _REPLAY)
    return verdict


def _failed_after_all(verdict: Verdict, failure: RecordedFailure) -> Verdict:
    if failure.meaning == "policy":
        return _refused(verdict, failure)
    reported = quoted(failure.text) if failure.text else "a failure"
    message = f"The recorded answers pass every check of CORS, but the browser reported {reported}."
    if failure.meaning == "connection":
        return _without_problems(verdict, "unreachable", "response-network", message, _REPLAY)
    help_ = (
        "Look for what else may stop a request: local network access, an extension, a service worker, a copy"
        f" in the browser's cache. {_REPLAY}"
    )
    return _without_problems(verdict, "response_blocked", None, message, help_)


def _refused(verdict: Verdict, failure: RecordedFailure) -> Verdict:
    step, message = _POLICIES[failure.kind]
    return _without_problems(verdict, "request_rejected", step, message, None)


def _without_problems(
    verdict: Verdict, result: Result, step: str | None, message: str | None, help_: str | None
) -> Verdict:
    return verdict._replace(
        result=result, step=step, message=message, help=help_, problems=(), browsers=Browsers(), layer=None
    )
