"""Causes where no usable answer came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.case import Evidence
from corscheck.exchange import Failure
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.exchange import Answer
    from corscheck.fetch.cors import Problem

_CAUSES = {
    "dns": "no-connection",
    "refused": "no-connection",
    "timeout": "no-connection",
    "closed": "no-connection",
    "network": "no-connection",
    "deadline": "no-connection",
    "tls": "tls",
    "preflight-certificate": "client-certificate",
    "response-certificate": "client-certificate",
    "not-http": "not-http",
    "malformed": "not-http",
    "proxy": "proxy-authentication",
}


def by_network(problem: Problem, answer: Answer) -> Evidence | None:
    """The cause of a failure below HTTP, or of a 407."""
    if not problem.step.endswith("-network"):
        return None
    seen = visible(answer.message) if isinstance(answer, Failure) else f"the status is {answer.status}"
    return Evidence(_CAUSES.get(problem.cause, "no-connection"), (seen,))
