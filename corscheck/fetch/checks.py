"""What is wrong with one answer, as the browser meets it and with what to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corscheck.exchange import Answer, Failure, Request, Response
from corscheck.fetch.advice import help_for
from corscheck.fetch.cors import Phase, Problem, check_cors, check_preflight
from corscheck.fetch.responder import who_answered
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.fetch.request import Prepared


class Sent(NamedTuple):
    """A request that was sent and what came back; `hop` counts the redirects followed before it."""

    phase: Phase
    request: Request
    answer: Answer
    hop: int


def judge_preflight(prepared: Prepared, answer: Answer) -> tuple[Problem, ...]:
    """Every check a preflight's answer fails, in the order of the standard; empty: it passes."""
    if isinstance(answer, Failure):
        return (_no_answer("preflight", "The preflight", prepared, answer),)
    return tuple(with_help(problem, prepared, answer) for problem in check_preflight(prepared, answer))


def judge_response(prepared: Prepared, answer: Answer) -> tuple[Problem, ...]:
    """Every check the request's own answer fails; a redirect's target is not looked at."""
    if isinstance(answer, Failure):
        return (_no_answer("response", "The request", prepared, answer),)
    problems = list(check_cors(prepared, answer, "response"))
    if answer.status == 407:  # Fetch: HTTP-network-or-cache fetch
        message = (
            "The response is 407, which browsers take from proxies only: a network error, no CORS failure."
        )
        problems.insert(0, Problem("response-network", message, cause="proxy"))
    return tuple(with_help(problem, prepared, answer) for problem in problems)


def _no_answer(phase: Phase, what: str, prepared: Prepared, failure: Failure) -> Problem:
    usable = "HTTP" if failure.kind == "not-http" else "usable"
    detail = f"{what} got no {usable} answer: {visible(failure.message)}."
    # A preflight never shows a certificate, a request may: what to do about it differs.
    cause = f"{phase}-certificate" if failure.kind == "certificate" else failure.kind
    problem = Problem(f"{phase}-network", detail, cause=cause)
    return problem._replace(help=help_for(problem, prepared, None, None))


def with_help(problem: Problem, prepared: Prepared, response: Response) -> Problem:
    """The problem with what to change, in the terms of whoever answered."""
    return problem._replace(help=help_for(problem, prepared, response, who_answered(response)))
