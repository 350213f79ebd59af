"""What to change, in the terms of ASAB's configuration, where ASAB answered."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.asab.advice import advice
from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.contract.version import find_running
from corscheck.exchange import Response
from corscheck.fetch.responder import Layer
from corscheck.text import listed

if TYPE_CHECKING:
    from corscheck.asab.running import Running
    from corscheck.exchange import Headers
    from corscheck.fetch.verdict import Verdict


_ELSEWHERE = frozenset(
    ("redirect", "cached-copy", "cors-headers-in-request", "tracing-header", "method-case", "firewall")
)
"""Causes that no setting of ASAB removes."""


@lru_cache(maxsize=64)  # servers repeat themselves
def _running(status: int, headers: Headers) -> Running:
    return find_running(None, DEFAULT_PROFILE, [Response(status, headers)])


def in_asab_terms(verdict: Verdict) -> Verdict:
    """The verdict with help in the terms of the ASAB that answered; unchanged where no ASAB is recognised."""
    sent = verdict.exchanges[-1] if verdict.exchanges else None
    if sent is None or not isinstance(sent.answer, Response):
        return verdict
    running = _running(sent.answer.status, sent.answer.headers)
    if running.how == "assumed":
        return verdict
    origin = verdict.origin if verdict.origin != "null" else "(the page's origin)"
    problems = []
    for problem in verdict.problems:
        own = advice(running.profile, problem.step, sent.answer.status, origin, listed(problem.names))
        keeps = not problem.help or (verdict.cause in _ELSEWHERE and problem is verdict.problems[0])
        problems.append(problem if keeps else problem._replace(help=own or problem.help))
    others = verdict.layer.evidence if verdict.layer else ()
    layer = Layer("service", "ASAB", (running.evidence, *others))
    if not problems:
        return verdict._replace(layer=layer)
    return verdict._replace(layer=layer, problems=tuple(problems), help=problems[0].help, configuration=None)
