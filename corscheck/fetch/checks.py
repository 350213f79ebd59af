"""The checks of one answer: all that fail, in the order of the standard, each with what to change."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.exchange import Answer, Failure, Request, Response
from corscheck.fetch.advice import help_for
from corscheck.fetch.cors import Phase, Problem, check_cors, check_preflight
from corscheck.records import NamedTuple
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.request import Prepared


PROXY_AUTHENTICATION = 407
"""Status with which only a proxy may answer."""


class Sent(NamedTuple):
    """A request that was sent, and its answer."""

    phase: Phase
    request: Request
    answer: Answer
    is_checked: bool = True  # whether the CORS check applies to the answer


def judge_preflight(prepared: Prepared, answer: Answer) -> tuple[Problem, ...]:
    """Every check a preflight's answer fails, in the order of the standard; empty: it passes."""
    if isinstance(answer, Failure):
        return (_no_answer("preflight", "The preflight", prepared, answer),)
    problems = _preflight_problems(prepared.at_roots, answer.status, answer.headers)
    if answer.status == PROXY_AUTHENTICATION:
        rest = [problem for problem in problems if problem.step != "preflight-status"]
        problems = (_proxy_authentication("preflight", "The preflight was answered"), *rest)
    return tuple(with_help(problem, prepared, answer) for problem in problems)


@lru_cache(maxsize=256)  # many requests differ in their path only, and many answers in nothing
def _preflight_problems(prepared: Prepared, status: int, headers: Headers) -> tuple[Problem, ...]:
    return tuple(check_preflight(prepared, Response(status, headers)))


def judge_response(prepared: Prepared, answer: Answer) -> tuple[Problem, ...]:
    """Every check the request's own answer fails; the target of a redirect is not examined."""
    if isinstance(answer, Failure):
        return (_no_answer("response", "The request", prepared, answer),)
    problems = list(check_cors(prepared, answer, "response")) if prepared.is_checked else []
    if answer.status == PROXY_AUTHENTICATION:
        problems.insert(0, _proxy_authentication("response", "The response is"))
    return tuple(with_help(problem, prepared, answer) for problem in problems)


def _proxy_authentication(phase: Phase, is_: str) -> Problem:
    """Fetch: HTTP-network-or-cache fetch; `fetch()` does not prompt for a name and password."""
    message = f"{is_} 407, which browsers accept from proxies only: a network error, not a CORS failure."
    return Problem(f"{phase}-network", message, cause="proxy")


def _no_answer(phase: Phase, what: str, prepared: Prepared, failure: Failure) -> Problem:
    usable = "HTTP" if failure.kind == "not-http" else "usable"
    detail = f"{what} got no {usable} answer: {visible(failure.message)}."
    # What to change differs: a preflight never has a client certificate, a request may have one.
    cause = f"{phase}-certificate" if failure.kind == "certificate" else failure.kind
    problem = Problem(f"{phase}-network", detail, cause=cause)
    return problem._replace(help=help_for(problem, prepared, None))


def with_help(problem: Problem, prepared: Prepared, response: Response) -> Problem:
    """The problem with what to change."""
    return problem._replace(help=help_for(problem, prepared, response))
