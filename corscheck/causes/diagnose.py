"""One cause for a verdict, with its evidence, what to change, and what is a consequence of it."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.causes.caches import by_cache, risk
from corscheck.causes.case import Case, Evidence, words_of
from corscheck.causes.client import by_headers, refused_request
from corscheck.causes.hints import improved
from corscheck.causes.layers import by_layer
from corscheck.causes.network import by_network
from corscheck.causes.origins import by_other_origin
from corscheck.causes.redirects import by_redirect
from corscheck.causes.responses import by_response
from corscheck.causes.snippets import configuration
from corscheck.causes.software import layer_of, recognise
from corscheck.causes.values import by_value
from corscheck.exchange import Response
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.causes.case import Probe
    from corscheck.fetch.cors import Problem
    from corscheck.fetch.request import Prepared
    from corscheck.fetch.verdict import Verdict

# In the order in which they explain: no answer, an answer from elsewhere, what the answer contains.
_FINDERS = (by_redirect, by_headers, by_cache, by_value, by_layer, by_response, by_other_origin)

_MISSING = {
    "status": None,
    "allow-credentials": "access-control-allow-credentials",
    "method": "access-control-allow-methods",
    "header": "access-control-allow-headers",
    "authorization": "access-control-allow-headers",
}
"""Checks that fail also where no CORS layer answered: the header that is missing then."""


def diagnosed(
    verdict: Verdict, prepared: Prepared | None, probes: tuple[Probe, ...] = (), cache: str = ""
) -> Verdict:
    """The verdict with its cause; unchanged where it passes and no cache can break it.

    Args:
        verdict: as the algorithm ended.
        prepared: the request on its last hop; None where it was rejected.
        probes: what further requests were answered.
        cache: where the last answer came from, if not from the server, according to the recording.
    """
    if verdict.result == "allowed":
        return _at_risk(verdict, probes)
    if not verdict.problems:
        return verdict
    problem = verdict.problems[0]
    answer = verdict.exchanges[-1].answer if verdict.exchanges else None
    found = by_network(problem, answer) if answer is not None else None
    if found is not None:
        verdict = _with(verdict, found)
    elif answer is None or prepared is None or problem.step == "mixed-content":
        return _with(verdict, refused_request(verdict, problem))
    if isinstance(answer, Response):
        if found is None and prepared is not None:
            alone = len(verdict.exchanges) == 1 and not probes and not cache
            explain = _explained_alike if alone else _explained
            return explain(verdict, prepared, answer, probes, cache)
        return verdict._replace(problems=_without_consequences(verdict.problems, answer))
    return verdict


class _Alike:
    """A verdict with what its explanation depends on, but for the URL's path: the key of a cache."""

    __slots__ = ("answer", "key", "prepared", "verdict")

    def __init__(self, verdict: Verdict, prepared: Prepared, answer: Response) -> None:
        self.verdict, self.prepared, self.answer = verdict, prepared, answer
        self.key = (
            verdict.problems, verdict.preflight_sent, prepared.url.origin, prepared.origin, prepared.method,
            prepared.headers, prepared.credentials, prepared.unsafe_names, prepared.upload_listener,
            answer.status, answer.headers, answer.body,
        )  # fmt: skip

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Alike) and self.key == other.key


@lru_cache(maxsize=64)  # thousands of requests differ in their URL only
def _shared(alike: _Alike) -> Verdict:
    return _explained(alike.verdict, alike.prepared, alike.answer)


def _explained_alike(verdict: Verdict, prepared: Prepared, answer: Response, *_: object) -> Verdict:
    """As `_explained`, worked out once for all verdicts that differ in the URL alone."""
    found = _shared(_Alike(verdict, prepared, answer))
    texts = (found.help or "", *found.evidence)
    path = found.url.removeprefix(prepared.url.origin).partition("?")[0]
    if found.url != verdict.url and any(path in text for text in texts):
        return _explained(verdict, prepared, answer)
    return verdict._replace(
        cause=found.cause,
        evidence=found.evidence,
        help=found.help,
        problems=found.problems,
        layer=found.layer,
        configuration=found.configuration,
        notes=(*verdict.notes, *_remarks(prepared, found.cause or "")),
    )


def _explained(
    verdict: Verdict, prepared: Prepared, answer: Response, probes: tuple[Probe, ...] = (), cache: str = ""
) -> Verdict:
    """The verdict with the cause in an answer, and with what helps in the software that gave it."""
    words = words_of(answer.body)
    software = recognise(answer, words)
    names = tuple(one.name for one in software)
    case = Case(verdict, prepared, verdict.problems[0], answer, names, probes, cache)
    found = next((found for finder in _FINDERS if (found := finder(case))), None)
    if found is None:
        return verdict._replace(problems=_without_consequences(verdict.problems, answer))
    found = improved(found, case)
    keeps = found.cause in ("redirect", "authentication-before-cors")  # whose layer is known by what it does
    layer = verdict.layer
    if not (keeps and layer and layer.kind == "authentication"):
        layer = layer_of(software) or layer
    verdict = _with(verdict, found)
    notes = (*verdict.notes, *_remarks(prepared, found.cause))
    problems = _without_consequences(verdict.problems, answer)
    own = configuration(found, names, case)
    return verdict._replace(layer=layer, configuration=own, problems=problems, notes=notes)


def _remarks(prepared: Prepared, cause: str) -> Iterator[str]:
    """What else is wrong with the request, whatever the cause."""
    own = [name for name in prepared.unsafe_names if name.startswith("access-control-")]
    if own and cause != "cors-headers-in-request":
        yield (
            f"The page sends {listed(own)}: a header of the server's answer, which does nothing in a"
            " request but need a preflight. Take it out."
        )


def _with(verdict: Verdict, found: Evidence) -> Verdict:
    help_ = found.help or verdict.help
    problems = verdict.problems
    if problems and found.help:
        problems = (problems[0]._replace(help=found.help), *problems[1:])
    return verdict._replace(cause=found.cause, evidence=found.evidence, help=help_, problems=problems)


def _at_risk(verdict: Verdict, probes: tuple[Probe, ...]) -> Verdict:
    """An allowed request that fails once another answer is in a cache."""
    answer = verdict.exchanges[-1].answer if verdict.exchanges else None
    found = risk(answer, verdict.origin, probes) if isinstance(answer, Response) else None
    if found is None:
        return verdict
    note = (
        f"A cache can break it: {'; '.join(found.evidence)}. A browser that has loaded this URL otherwise,"
        f" as an image or from another page, may use that copy. {found.help}"
    )
    return verdict._replace(cause=found.cause, evidence=found.evidence, notes=(*verdict.notes, note))


def _without_consequences(problems: tuple[Problem, ...], response: Response) -> tuple[Problem, ...]:
    """Without advice on what fails only because no CORS layer answered.

    They stay in the list: once a browser gets that far, it would report them as long as nothing else changes.
    """
    first, *others = problems
    kind = first.step.partition("-")[2]
    if kind not in ("allow-origin-missing", "redirect", "status", "network"):
        return problems
    return (first, *(_consequence(problem, response) for problem in others))


def _consequence(problem: Problem, response: Response) -> Problem:
    kind = problem.step.partition("-")[2]
    if kind == "allow-origin-missing":  # after a redirect
        return problem._replace(help="")
    if kind not in _MISSING:
        return problem
    header = _MISSING[kind]
    return problem._replace(help="") if header is None or not response.values(header) else problem
