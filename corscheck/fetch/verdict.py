"""The steps of a cross-origin request in their order, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from corscheck.exchange import Failure, Response
from corscheck.fetch.browser_errors import Browsers, name_failure, name_success
from corscheck.fetch.checks import Sent, judge_preflight, judge_response, with_help
from corscheck.fetch.cors import Problem, exposed_headers
from corscheck.fetch.notes import deviation_notes, preflight_notes, request_notes, response_notes
from corscheck.fetch.outgoing import actual_request, preflight_request
from corscheck.fetch.redirect import follow
from corscheck.fetch.reproduce import curl, snippet
from corscheck.fetch.request import Credentials, FetchRequest, Prepared, Reason, Rejected, prepare
from corscheck.fetch.responder import Layer, who_answered

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Answer, Request
    from corscheck.fetch.cors import Phase

__all__ = [
    "Fetch",
    "Problem",
    "Result",
    "Sent",
    "Verdict",
    "judge_preflight",
    "judge_response",
    "preflight_request",
    "why",
]

Result = Literal[
    "allowed",
    "preflight_passed",
    "preflight_blocked",
    "response_blocked",
    "request_rejected",
    "not_cross_origin",
    "unreachable",
]

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
"""Methods that are sent without being asked twice, because they change nothing."""

_NEVER_SENT = ("dns", "refused", "tls", "certificate")


class Verdict(NamedTuple):
    """What a browser makes of one request; `corscheck.fetch.document` has its JSON form."""

    id: object
    url: str
    origin: str  # as a browser sends it
    method: str
    credentials: Credentials
    result: Result
    preflight_needed: bool
    preflight_reasons: tuple[Reason, ...]
    preflight_sent: bool
    request_sent: bool
    step: str | None
    message: str | None
    help: str | None
    also_wrong: tuple[Problem, ...]
    notes: tuple[str, ...]
    exposed_headers: tuple[str, ...]  # names of the answer's headers that script can read
    browsers: Browsers
    exchanges: tuple[Sent, ...]  # in order, redirects too
    layer: Layer | None  # of the answer that decided
    curl: str | None
    snippet: str | None  # `fetch()` for the browser's console

    @property
    def preflight(self) -> Sent | None:
        """The last preflight that was sent."""
        return _last(self.exchanges, "preflight")

    @property
    def response(self) -> Sent | None:
        """The request itself, on its last hop, and its answer."""
        return _last(self.exchanges, "response")


class Fetch:
    """One request through all its steps; the caller sends, this judges. No I/O, no waiting.

    After each `feed` the next request is known, until the verdict is (Fetch: main fetch, HTTP fetch).
    """

    __slots__ = ("_current", "_outgoing", "_phase", "_prepared", "_problems", "_request", "_result", "_sent")

    def __init__(self, request: FetchRequest) -> None:
        self._request = request
        self._prepared = prepare(request)
        self._sent: list[Sent] = []
        self._problems: tuple[Problem, ...] = ()
        self._result: Result | None = None
        self._phase: Phase = "preflight"
        self._outgoing: Request | None = None  # made once: it is asked for by `feed` again
        if isinstance(self._prepared, Rejected):
            self._current = None
            self._result = "request_rejected"
            self._problems = (Problem("request", self._prepared.message, self._prepared.help),)
            return
        self._current = self._prepared
        if self._prepared.cross_origin:
            self._start_hop(self._prepared)
        else:
            self._result = "not_cross_origin"

    @property
    def prepared(self) -> Prepared | Rejected:
        """The request as first normalised."""
        return self._prepared

    @property
    def with_credentials(self) -> bool:
        """Whether a browser adds cookies to the request that is to be sent; never to a preflight."""
        return self._phase == "response" and self._current is not None and self._current.with_credentials

    @property
    def result(self) -> Result | None:
        """The verdict's result, without the rest of it; None as long as there is something to send."""
        return self._result

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The checks that the deciding answer fails, in the order of the standard."""
        return self._problems

    @property
    def exchanges(self) -> tuple[Sent, ...]:
        """What was sent so far, and what came back."""
        return tuple(self._sent)

    def next(self) -> Request | None:
        """The next request to send, the same one until `feed` is called; None: the verdict is ready."""
        if self._result is not None or self._current is None:
            return None
        if self._outgoing is None:
            build = preflight_request if self._phase == "preflight" else actual_request
            self._outgoing = build(self._current)
        return self._outgoing

    def feed(self, answer: Answer) -> None:
        """Hand in what came back for `next()`; ValueError when nothing was to be sent."""
        request = self.next()
        if request is None or self._current is None:
            raise ValueError("nothing was to be sent")
        self._outgoing = None
        self._sent.append(Sent(self._phase, request, answer, len(self._current.urls) - 1))
        if self._phase == "preflight":
            self._feed_preflight(self._current, answer)
        else:
            self._feed_response(self._current, answer)

    def verdict(self) -> Verdict:
        """The verdict; ValueError as long as `next()` has something to send."""
        if self._result is None:
            raise ValueError("the answer to the last request is missing")
        return _verdict(
            self._request, self._prepared, self._current, self._result, self._problems, self._sent
        )

    def _start_hop(self, prepared: Prepared) -> None:
        self._current = prepared
        if prepared.reasons:
            self._phase = "preflight"
        else:
            self._start_request(prepared)

    def _start_request(self, prepared: Prepared) -> None:
        self._phase = "response"
        unsafe = prepared.method not in SAFE_METHODS and not self._request.send_unsafe
        if unsafe or self._request.preflight_only:
            self._result = "preflight_passed"

    def _feed_preflight(self, prepared: Prepared, answer: Answer) -> None:
        self._problems = judge_preflight(prepared, answer)
        if isinstance(answer, Failure) and answer.kind != "certificate":
            self._result = "unreachable"
        elif self._problems:
            self._result = "preflight_blocked"
        else:
            self._start_request(prepared)

    def _feed_response(self, prepared: Prepared, answer: Answer) -> None:
        self._problems = judge_response(prepared, answer)
        if isinstance(answer, Failure):
            self._result = "unreachable"
            return
        onward = None if self._problems else follow(prepared, answer)
        if isinstance(onward, Prepared):
            self._start_hop(onward)
            return
        if onward is not None:
            self._problems = (with_help(onward, prepared, answer),)
        self._result = "response_blocked" if self._problems else "allowed"


def why(request: FetchRequest, send: Callable[[Request], Answer]) -> Verdict:
    """Drive a `Fetch` with a synchronous `send`."""
    fetch = Fetch(request)
    while (outgoing := fetch.next()) is not None:
        fetch.feed(send(outgoing))
    return fetch.verdict()


def _last(exchanges: tuple[Sent, ...] | list[Sent], phase: Phase) -> Sent | None:
    return next((sent for sent in reversed(exchanges) if sent.phase == phase), None)


def _answer(sent: Sent | None) -> Response | None:
    return sent.answer if sent is not None and isinstance(sent.answer, Response) else None


def _verdict(
    request: FetchRequest,
    first: Prepared | Rejected,
    last: Prepared | None,
    result: Result,
    problems: tuple[Problem, ...],
    sent: list[Sent],
) -> Verdict:
    problem = problems[0] if problems else None
    deciding = sent[-1] if sent else None
    response = _answer(deciding)
    prepared = first if isinstance(first, Prepared) else None
    return Verdict(
        id=request.id,
        url=prepared.url.href if prepared else request.url,
        origin=prepared.origin.serialised if prepared else request.origin,
        method=prepared.method if prepared else request.method,
        credentials=request.credentials,
        result=result,
        preflight_needed=bool(prepared and prepared.reasons),
        preflight_reasons=prepared.reasons if prepared else (),
        preflight_sent=_was_sent(sent, "preflight"),
        request_sent=_was_sent(sent, "response"),
        step=problem.step if problem else None,
        message=problem.message if problem else None,
        help=problem.help if problem else None,
        also_wrong=problems[1:],
        notes=tuple(dict.fromkeys(_notes(prepared, last, result, sent))) if prepared else (),
        exposed_headers=exposed_headers(last, response) if result == "allowed" and last and response else (),
        browsers=_browsers(last, problems, sent),
        exchanges=tuple(sent),
        layer=who_answered(response) if response else None,
        curl=_curl(prepared, deciding),
        snippet=snippet(request) if prepared else None,
    )


def _was_sent(sent: list[Sent], phase: Phase) -> bool:
    return any(
        one.phase == phase and not (isinstance(one.answer, Failure) and one.answer.kind in _NEVER_SENT)
        for one in sent
    )


def _browsers(last: Prepared | None, problems: tuple[Problem, ...], sent: list[Sent]) -> Browsers:
    if last is None:
        return Browsers()
    if problems:
        return name_failure(last, sent[-1].answer, problems)
    return name_success(last, _answer(_last(sent, "preflight")))


def _curl(prepared: Prepared | None, deciding: Sent | None) -> str | None:
    if deciding is not None:
        return curl(deciding.request)
    if prepared is None:
        return None
    return curl(actual_request(prepared))  # a preflight would have been sent


def _notes(prepared: Prepared, last: Prepared | None, result: Result, sent: list[Sent]) -> list[str]:
    if result == "not_cross_origin" or last is None:
        return ["The page and the target have the same origin: CORS does not apply, and nothing was sent."]
    preflight, response = _answer(_last(sent, "preflight")), _answer(_last(sent, "response"))
    found = list(request_notes(last))
    found += deviation_notes(last, preflight, response)
    if preflight is not None:
        found += preflight_notes(prepared, preflight)
    if response is not None:
        found += response_notes(last, response, blocked=result == "response_blocked")
    if result == "preflight_passed":
        found.append(_not_sent(prepared))
    return found


def _not_sent(prepared: Prepared) -> str:
    asked = "the preflight passes" if prepared.reasons else "no preflight is needed"
    if prepared.method in SAFE_METHODS:
        return f"Only as far as the preflight: {asked}, the request itself was not sent."
    return f"{prepared.method} may change something, so it was not sent (see --send-unsafe); {asked}."
