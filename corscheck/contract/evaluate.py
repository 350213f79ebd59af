"""What came of the cases → findings, one for each cause and line of the configuration, and checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corscheck.exchange import Failure, Response
from corscheck.findings import SEVERITIES, Check, Exchange, Finding, sort_findings
from corscheck.rules.live import RULES
from corscheck.source import Source, Span, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.findings import Severity
    from corscheck.rules.live._observation import Observation, Trial
    from corscheck.rules.rule import Problem, Rule

_EXAMPLES = 3
"""Checks that a finding names; how many there are besides is said."""

_ALSO = 6
"""Further messages of the same code and line that a finding repeats."""


class Evaluation(NamedTuple):
    """What a trial comes to."""

    findings: list[Finding]
    checks: list[Check]


class _Group:
    """What led to one finding: the problems of a rule on one line, the worst first."""

    def __init__(self, rule: Rule, span: Span) -> None:
        self.rule = rule
        self.span = span
        self.members: list[tuple[Severity, Problem, Observation]] = []

    def add(self, problem: Problem, seen: Observation, span: Span) -> None:
        self.members.append((problem.severity or self.rule.severity, problem, seen))
        if span != self.span:
            self.span = Span(span.source, min(self.span.start, span.start), max(self.span.end, span.end))


def evaluate(
    trial: Trial, enabled: frozenset[str] | None = None, rules: Sequence[Rule] = RULES
) -> Evaluation:
    """The findings of a trial and its checks, both in a stable order.

    Args:
        trial: one container with everything that was tried on it.
        enabled: the codes of the rules to run; None: all.
        rules: the live rules.
    """
    groups: dict[tuple[str, str, int], _Group] = {}
    codes: dict[str, list[str]] = {}
    for seen in trial.observations:
        for rule in rules:
            if enabled is not None and rule.code not in enabled:
                continue
            for problem in map(_without_stops, rule.check(seen)):
                span = _span(problem.at, trial)
                key = (rule.code, span.source.path, span.line)
                groups.setdefault(key, _Group(rule, span)).add(problem, seen, span)
                if (problem.severity or rule.severity) != "info":
                    codes.setdefault(seen.case.id, []).append(rule.code)
    _explain(trial, codes)
    findings = [_finding(group) for group in groups.values()]
    checks = [_check(seen, tuple(dict.fromkeys(codes.get(seen.case.id, ())))) for seen in trial.observations]
    return Evaluation(sort_findings(findings), checks)


def _without_stops(problem: Problem) -> Problem:
    """Sentences of others end with a full stop, those of findings do not."""
    return problem._replace(
        message=problem.message.rstrip("."), help=problem.help and problem.help.rstrip(".")
    )


def _explain(trial: Trial, codes: dict[str, list[str]]) -> None:
    """Give requests that are blocked as their preflights are, where no rule speaks, the codes of these."""
    refused: dict[tuple[str, ...], list[str]] = {}
    for seen in trial.observations:
        request = seen.case.request
        if seen.must_pass and not seen.passed and request.preflight_only and seen.case.id in codes:
            refused.setdefault((request.origin, seen.case.path), codes[seen.case.id])
            refused.setdefault((request.origin,), codes[seen.case.id])
    for seen in trial.observations:
        if seen.must_pass and not seen.passed and seen.case.id not in codes:
            origin = seen.case.request.origin
            found = refused.get((origin, seen.case.path)) or refused.get((origin,))
            if found and isinstance(seen.answer, Response):
                codes[seen.case.id] = found


def without(checks: Iterable[Check], kept: Iterable[Finding], all_findings: Iterable[Finding]) -> list[Check]:
    """The checks, where only the `kept` findings count against them (others were silenced)."""
    gone = {finding.code for finding in all_findings} - {finding.code for finding in kept}
    return [_passing(check, gone) for check in checks]


def _passing(check: Check, gone: set[str]) -> Check:
    codes = tuple(code for code in check.codes if code not in gone)
    return check._replace(codes=codes, outcome="passed" if check.codes and not codes else check.outcome)


def unreachable(trial: Trial) -> Failure | None:
    """The first failure where nothing that was tried got an answer; None otherwise."""
    answers = [seen.answer for seen in trial.observations]
    if answers and all(isinstance(answer, Failure) for answer in answers):
        return next(answer for answer in answers if isinstance(answer, Failure))
    return None


def _finding(group: _Group) -> Finding:
    members = sorted(group.members, key=lambda member: SEVERITIES.index(member[0]))
    severity, worst, seen = members[0]
    messages = list(dict.fromkeys(problem.message for _, problem, _ in members))
    same = [other for _, problem, other in members if problem.message == worst.message]
    verdict, deciding = seen.verdict, seen.deciding
    return Finding(
        group.rule.code,
        group.rule.name,
        severity,
        worst.message + _examples(same),
        group.span,
        _help(worst.help, messages[1:]),
        fix=worst.fix,
        related=worst.related,
        exchange=None
        if deciding is None or verdict.curl is None
        else Exchange(deciding.request, deciding.answer, verdict.curl, _browsers(seen)),
    )


def _examples(seen: Sequence[Observation]) -> str:
    """How many checks say so, and which: their methods and paths where the origin is always the same."""
    first = seen[0].case
    if len(seen) == 1:
        return f" ({first.label})"
    if any(one.case.request.origin != first.request.origin for one in seen):
        return f" ({len(seen)} checks, such as {first.label})"
    requests = list(dict.fromkeys(f"{one.case.request.method} {one.case.path}" for one in seen))
    listed = ", ".join(requests[:_EXAMPLES]) + (", ..." if len(requests) > _EXAMPLES else "")
    return f" ({len(seen)} checks from {first.request.origin}: {listed})"


def _help(text: str | None, others: list[str]) -> str | None:
    if not others:
        return text
    more = f"; and {len(others) - _ALSO} more" if len(others) > _ALSO else ""
    also = "also: " + "; ".join(others[:_ALSO]) + more
    return also if text is None else f"{text}; {also}"


def _browsers(seen: Observation) -> dict[str, str | None] | None:
    """What browsers print; nothing where they are content."""
    printed = seen.verdict.browsers
    if printed.chrome is None and printed.firefox is None and printed.safari is None:
        return None
    return {"chrome": printed.chrome, "firefox": printed.firefox, "safari": printed.safari}


def _check(seen: Observation, codes: tuple[str, ...]) -> Check:
    case, deciding = seen.case, seen.deciding
    if codes:
        outcome = "failed"
    elif deciding is None:  # no browser makes the request, or none was to be made
        outcome = "skipped"
    else:
        outcome = "unreachable" if isinstance(deciding.answer, Failure) else "passed"
    return Check(
        case.id,
        case.title,
        outcome,  # type: ignore[arg-type]  # one of the three above
        f"{case.expected}: {case.reason}",
        case.at.span if isinstance(case.at, Value) else case.at,
        None if deciding is None else deciding.request,
        None if deciding is None else deciding.answer,
        codes,
        (
            ("section", case.section),
            ("origin", "(strangers)" if case.kind == "foreign" else case.request.origin),
            ("credentials", case.request.credentials),
            ("method", case.request.method),
            ("path", case.path),
        ),
        seen.result or "",
        seen.step,
    )


def _span(at: Span | Value | None, trial: Trial) -> Span:
    """Where a problem stands; what nobody wrote stands at the section's header, else at the file's start."""
    span = at.span if isinstance(at, Value) else at
    if span is not None:
        return span
    container = trial.container
    if container.header is not None:
        return container.header
    sources = container.configuration.sources
    source = sources[0] if sources else Source("", container.configuration.path)
    return Span(source, 0, 0)
