"""The steps of a request in the order of the standard: what is sent next, and when the verdict is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.fetch.checks import Sent, judge_preflight, judge_response, with_help
from corscheck.fetch.cors import Problem
from corscheck.fetch.mixed_content import check_mixed_content
from corscheck.fetch.outgoing import actual_request, preflight_request
from corscheck.fetch.prepare import prepare
from corscheck.fetch.redirect import follow
from corscheck.fetch.request import Prepared, Rejected
from corscheck.fetch.verdict import SAFE_METHODS, conclude

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Answer, Request
    from corscheck.fetch.cors import Phase
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.verdict import Result, Verdict


class Fetch:
    """The state of one request: what is to be sent next, and the result so far. No I/O, no waiting.

    After each `feed` the next request is known, until the verdict is (Fetch: main fetch, HTTP fetch).
    """

    __slots__ = ("_current", "_outgoing", "_phase", "_prepared", "_problems", "_request", "_result", "_sent")

    def __init__(self, request: FetchRequest) -> None:
        self._request = request
        self._prepared = prepare(request)
        self._sent: list[Sent] = []
        self._problems: tuple[Problem, ...] = ()
        self._result: Result | None = None
        self._phase: Phase  # while there is a current request
        self._outgoing: Request | None = None  # kept, because `feed` needs it again
        self._current: Prepared | None = None
        if isinstance(self._prepared, Rejected):
            problem = Problem("request", self._prepared.message, self._prepared.help)
            self._end("request_rejected", problem)
        else:
            self._start_hop(self._prepared)

    @property
    def prepared(self) -> Prepared | Rejected:
        """The request as first normalised."""
        return self._prepared

    @property
    def phase(self) -> Phase:
        """Which of its requests is to be sent, or was the last; AttributeError for one that is rejected."""
        return self._phase

    @property
    def current(self) -> Prepared | None:
        """The request on its last hop; None where it was rejected."""
        return self._current

    @property
    def with_credentials(self) -> bool:
        """Whether a browser adds cookies to the request that is to be sent; never to a preflight."""
        current = self._current
        return current is not None and self._phase == "response" and current.with_credentials

    @property
    def result(self) -> Result | None:
        """The result of the verdict; None as long as there is something to send."""
        return self._result

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The checks that the deciding answer fails, in the order of the standard."""
        return self._problems

    @property
    def exchanges(self) -> tuple[Sent, ...]:
        """The requests sent so far, with their answers."""
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
        """Pass in the answer to the request of `next()`; ValueError when nothing was to be sent."""
        request = self.next()
        if request is None or self._current is None:
            raise ValueError("nothing was to be sent")
        self._outgoing = None
        self._sent.append(Sent(self._phase, request, answer, self._current.is_checked))
        if self._phase == "preflight":
            self._feed_preflight(self._current, answer)
        else:
            self._feed_response(self._current, answer)

    def pass_preflight(self) -> None:
        """Treat the preflight that is to be sent as passed: the request is known to have followed it.

        Raises:
            ValueError: no preflight is to be sent.
        """
        if self.next() is None or self._current is None or self._phase != "preflight":
            raise ValueError("no preflight was to be sent")
        self._outgoing = None
        self._start_request(self._current)

    def verdict(self) -> Verdict:
        """The verdict; ValueError as long as `next()` has something to send."""
        if self._result is None:
            raise ValueError("the answer to the last request is missing")
        return conclude(
            self._request, self._prepared, self._current, self._result, self._problems, self._sent
        )

    def _end(self, result: Result, *problems: Problem) -> None:
        self._result = result
        self._problems = problems

    def _start_hop(self, prepared: Prepared) -> None:
        """Fetch: main fetch, for the request's own URL and for the target of each redirect."""
        self._current = prepared
        mixed = check_mixed_content(prepared)
        if mixed is not None:
            self._end("response_blocked" if self._sent else "request_rejected", mixed)
        elif prepared.reasons:
            self._phase = "preflight"
        else:
            self._start_request(prepared)

    def _start_request(self, prepared: Prepared) -> None:
        self._phase = "response"
        unsafe = prepared.method not in SAFE_METHODS and not self._request.send_unsafe
        if unsafe or self._request.preflight_only or self._request.is_preflight:
            passed = prepared.reasons and not self._request.any_method
            self._end("preflight_passed" if passed else "not_tested")

    def _feed_preflight(self, prepared: Prepared, answer: Answer) -> None:
        problems = judge_preflight(prepared, answer)
        if isinstance(answer, Failure) and answer.kind != "certificate":
            self._end("unreachable", *problems)
        elif problems:
            self._end("preflight_blocked", *problems)
        else:
            self._start_request(prepared)

    def _feed_response(self, prepared: Prepared, answer: Answer) -> None:
        problems = judge_response(prepared, answer)
        if isinstance(answer, Failure):
            self._end("unreachable", *problems)
            return
        onward = None if problems else follow(prepared, answer)
        if isinstance(onward, Prepared):
            self._start_hop(onward)
        elif onward is not None:
            self._end("response_blocked", with_help(onward, prepared, answer))
        elif problems:
            self._end("response_blocked", *problems)
        else:
            self._end("allowed" if prepared.cross_origin else "not_cross_origin")


def why(request: FetchRequest, send: Callable[[Request], Answer]) -> Verdict:
    """The verdict on a request, with a function that sends and waits for the answer."""
    fetch = Fetch(request)
    while (outgoing := fetch.next()) is not None:
        fetch.feed(send(outgoing))
    return fetch.verdict()
