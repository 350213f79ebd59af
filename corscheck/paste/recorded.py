"""The verdict on a request from answers that were recorded, in each credentials mode that it may have had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import Prepared
from corscheck.paste.outcome import PASSED, Outcome, agreeing, without_answer
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.exchange import Request
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Verdict
    from corscheck.paste.har_entries import Entry
    from corscheck.paste.har_matching import Answers

NOT_RECORDED = "not-recorded"
"""Kind of the `Failure` that stands for an answer that the recording does not have."""

_OFFLINE = "Judged from the recorded answers; nothing was sent."
_FOLLOWED = (
    "The preflight is not recorded, or another one is; it passed, because the request itself was answered."
)
_MODE = "The recording does not say whether credentials are included (no cookie is in it)"


class Judged(NamedTuple):
    """A request as it is asked about, and the verdict on it."""

    number: int  # of its entry
    request: FetchRequest
    verdict: Verdict
    prepared: Prepared | None = None  # on its last hop; None where a browser refuses it
    undecided: bool = False  # it passes, but not if credentials are included, which is as possible
    cache: str = ""  # where the last answer came from, if not from the server

    @property
    def passed(self) -> bool:
        """Whether a browser allows it."""
        return self.verdict.result in PASSED


def judge_both(request: FetchRequest, entry: Entry, answers: Answers, *, known: bool) -> Judged:
    """The verdict, in the credentials mode that the request had.

    Where no cookie was recorded both modes are judged: the one in which the answers explain what the tool
    recorded is it; where both explain equally much, it is the one without, and a note names both.
    """
    hops: list[Entry] = []
    first = _judge(request, entry, answers, hops)
    outcome = Outcome.of(hops)
    answers.used |= {hop.number for hop in hops[1:]}
    if known or request.credentials == "include" or request.beacon or entry.kind == "font":
        return _concluded(first, outcome)
    further: list[Entry] = []
    other = _judge(request._replace(credentials="include"), entry, answers, further)
    if (first.verdict.result, first.verdict.step) == (other.verdict.result, other.verdict.step):
        return _noted(_concluded(first, outcome), f"{_MODE}; with `include` the result is the same.")
    if len(hops) > len(further):  # with `include` the redirect that was followed would have been refused
        return _concluded(first, outcome)
    both = f"{_MODE}: {_result(first)}, {_result(other)}."
    if not outcome.is_known:
        undecided = first.passed and not other.passed
        return _noted(_concluded(first, outcome)._replace(undecided=undecided), both)
    fitting = [one for one in (first, other) if one.passed == outcome.succeeded]
    # A check that failed explains the failure, an answer that was not recorded does not.
    fitting = [one for one in fitting if one.verdict.step] or fitting
    if len(fitting) != 1:
        return _noted(_concluded(first, outcome), both)
    does = (
        "does it pass, as it did in the browser"
        if outcome.succeeded
        else "do the answers explain the failure"
    )
    return _noted(fitting[0], f"{_MODE}; only with `{fitting[0].verdict.credentials}` {does}.")


def _result(judged: Judged) -> str:
    verdict = judged.verdict
    return f"with `{verdict.credentials}` the result is {verdict.step or verdict.result}"


def judge_preflight_alone(request: FetchRequest, entry: Entry) -> Judged:
    """The verdict on a preflight of which the recording has no request."""
    fetch = Fetch(request)
    if fetch.next() is not None:
        fetch.feed(entry.answer or _missing(entry))
    return _judged(fetch, request, [entry], entry)


def _judge(request: FetchRequest, entry: Entry, answers: Answers, hops: list[Entry]) -> Judged:
    """The verdict from the recorded answers; `hops` becomes the entries of the request and its redirects."""
    request = _with_listener(request, entry, answers)
    judged = _driven(request, entry, answers, hops, followed=False)
    if judged.verdict.step == "response-redirect" and (beyond := answers.beyond(hops[-1])) is not None:
        hops.append(beyond)
    if judged.verdict.result == "preflight_blocked" and hops[-1].answer is not None:
        hops.clear()
        judged = _driven(request, entry, answers, hops, followed=True)
    return judged


def _driven(
    request: FetchRequest, entry: Entry, answers: Answers, hops: list[Entry], *, followed: bool
) -> Judged:
    """Feed the recorded answers to the requests that a browser sends; with `followed`, preflights passed."""
    fetch = Fetch(request)
    hops.append(entry)
    notes: list[str] = []
    answered = 0  # requests, without preflights
    hop: Entry | None = entry
    while (outgoing := fetch.next()) is not None:
        asked_for = _method(outgoing)
        if answered == len(hops):
            hop = answers.onward(asked_for, outgoing.url, hops[-1].number)
            hops += [hop] if hop is not None else []
        if fetch.phase == "response":
            answered += 1
            fetch.feed((hop and hop.answer) or _missing(hop))
            continue
        preflight = answers.preflight(asked_for, outgoing.url, hop or entry)
        if hop is not None and hop.answer is not None and (followed or not (preflight and preflight.answer)):
            notes.append(_FOLLOWED)
            fetch.pass_preflight()
        else:
            fetch.feed((preflight and preflight.answer) or _missing(preflight, hop))
    return _judged(fetch, request, hops, entry, *notes)


def _judged(fetch: Fetch, request: FetchRequest, hops: list[Entry], entry: Entry, *notes: str) -> Judged:
    verdict = fetch.verdict()._replace(source="recorded")
    last = verdict.exchanges[-1].answer if verdict.exchanges else None
    if isinstance(last, Failure) and last.kind == NOT_RECORDED:
        verdict = without_answer(verdict, Outcome.of(hops), fetch.phase)
    copies = [f"The answer came from {hop.cached}, not from the server." for hop in hops if hop.cached]
    notes = tuple(dict.fromkeys((*verdict.notes, *notes, *copies, _OFFLINE)))
    verdict = verdict._replace(notes=notes)
    return Judged(entry.number, request, verdict, prepared=fetch.current, cache=hops[-1].cached)


def _missing(*entries: Entry | None) -> Failure:
    """The failure in place of an answer that was not recorded: that of the connection, if it was recorded."""
    for entry in entries:
        failure = entry.failure if entry is not None else None
        if failure is not None and failure.meaning == "connection":
            return Failure(failure.kind, f"the browser reported {failure.text}")
    return Failure(NOT_RECORDED, "the recording has no answer")


def _concluded(judged: Judged, outcome: Outcome) -> Judged:
    return judged._replace(verdict=agreeing(judged.verdict, outcome))


def _noted(judged: Judged, note: str) -> Judged:
    if not judged.verdict.exchanges:
        return judged
    return judged._replace(verdict=judged.verdict._replace(notes=(note, *judged.verdict.notes)))


def _with_listener(request: FetchRequest, entry: Entry, answers: Answers) -> FetchRequest:
    """The request with the upload listener that explains a preflight which nothing else does."""
    prepared = prepare(request)
    if not isinstance(prepared, Prepared) or not prepared.is_checked or prepared.reasons:
        return request
    preflight = answers.preflight(prepared.method, prepared.url.href, entry)
    return request if preflight is None else request._replace(upload_listener=True)


def _method(outgoing: Request) -> str:
    """The method of a request, of a preflight the one that it asks for."""
    return dict(outgoing.headers).get("Access-Control-Request-Method", outgoing.method)
