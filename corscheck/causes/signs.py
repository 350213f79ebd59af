"""What shows that a CORS layer answered, and what it refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.case import body_evidence, status_of, varies_by, words_of
from corscheck.causes.phrases import refused_by
from corscheck.exchange import Response
from corscheck.records import NamedTuple
from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.causes.case import Case
    from corscheck.causes.phrases import Refused

_OF_CORS = (
    "access-control-allow-methods", "access-control-allow-headers", "access-control-allow-credentials",
    "access-control-max-age",
)  # fmt: skip
_LINES = 3  # of evidence in the answer itself
_RACK: dict[str, Refused] = {
    "no-origin": "origin", "no-path": "disabled", "deny-method": "method", "deny-header": "header",
}  # fmt: skip
_VARYING = {"origin", "access-control-request-method", "access-control-request-headers"}


class Signs(NamedTuple):
    """Whether a CORS layer answered, what it refuses as far as known, and how that is known."""

    answered: bool
    refused: Refused | None
    evidence: tuple[str, ...]


def signs(case: Case) -> Signs:
    """The signs in the answer itself, then those in the answers to the probes."""
    named = refused_by(case.words) if case.words else None
    refused = named or _rack(case)
    evidence = list(body_evidence(case.words)) if named else []
    evidence += _in_headers(case)[: _LINES - len(evidence)]
    answered = bool(evidence)
    found = _by_probes(case)
    if found is not None:
        kind, more = found
        # Headers that do not depend on the request do not show what is refused.
        return Signs(
            answered=True,
            refused=kind if kind != "cors" or refused is None else refused,
            evidence=(*evidence, *more),
        )
    return Signs(answered, refused, tuple(evidence))


def _rack(case: Case) -> Refused | None:
    """What rack-cors writes into a header of its own."""
    return _RACK.get((case.header("x-rack-cors") or "").partition(";")[2].strip())


def _in_headers(case: Case) -> list[str]:
    found = []
    rack = case.header("x-rack-cors")
    if rack is not None and "miss" in rack:
        found.append(case.line("X-Rack-CORS"))
    if _VARYING & varies_by(case.response):
        found.append(case.line("Vary"))
    found += [case.line(name.title()) for name in _OF_CORS if case.header(name) is not None]
    return found


def _by_probes(case: Case) -> tuple[Refused, list[str]] | None:
    """What the answers to the probes prove to be refused."""
    plain = case.probe("plain")
    if plain is not None and plain.passes and case.in_preflight:
        return _method_or_header(case)
    for probe in case.all_probes("origin") if not _names_the_page(case) else ():
        if probe.passes:
            answer = f"allows that origin ({status_of(probe.answer)})"
            return "origin", [f"the answer to a preflight from {quoted(probe.name)} {answer}"]
    if plain is not None and not case.in_preflight and isinstance(plain.answer, Response):
        words = words_of(plain.answer.body)
        refused = refused_by(words)
        if refused is not None:
            return refused, [
                f"a preflight's answer ({plain.answer.status}): {text}" for text in body_evidence(words)
            ]
    without = case.probe("no-origin")
    asked = case.response if case.in_preflight else plain.answer if plain is not None else None
    if without is None or not isinstance(without.answer, Response) or not isinstance(asked, Response):
        return None
    if not _differs(asked, without.answer):
        return None
    what = "the answer" if case.in_preflight else "a preflight's answer"
    return "cors", [f"without `Origin` {what} is {without.answer.status}, with it {asked.status}"]


def _names_the_page(case: Case) -> bool:
    """Whether the answer allows the page's origin, so that it refuses something else."""
    allowed = case.response.values("access-control-allow-origin") if case.response is not None else []
    return allowed in (["*"], [case.origin])


def _differs(with_origin: Response, without: Response) -> bool:
    """Whether the answer depends on the Origin; a server that fails now and then differs, too."""
    return with_origin.status != without.status and without.status < 500 and with_origin.status < 500


def _method_or_header(case: Case) -> tuple[Refused, list[str]]:
    passed = f"a preflight from {quoted(case.origin)} for GET without headers passes"
    method = case.probe("method")
    refused = [quoted(probe.name) for probe in case.all_probes("header") if not probe.passes]
    allowed = [quoted(probe.name) for probe in case.all_probes("header") if probe.passes]
    if method is not None and not method.passes:
        return "method", [passed, f"the same for {quoted(method.name)} does not"]
    if not case.prepared.unsafe_names:
        return "method", [passed]
    evidence = [passed]
    if refused:
        evidence.append(f"with {', '.join(refused)} it does not")
    if allowed:
        evidence.append(f"with {', '.join(allowed)} it does")
    return "header", evidence
