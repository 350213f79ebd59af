"""Observations → findings, one for each cause and line of the configuration, and checks."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from corscheck.contract.route_verdicts import RouteVerdicts
from corscheck.exchange import Failure, Response
from corscheck.findings import SEVERITIES, Exchange, Finding, Part, Sample, sort_findings
from corscheck.records import NamedTuple
from corscheck.rules.live import RULES
from corscheck.run_report import Check
from corscheck.source import Source, Span, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.exchange import Answer
    from corscheck.findings import Severity
    from corscheck.rules.live._case import Case
    from corscheck.rules.live._observation import Observation, Trial
    from corscheck.rules.rule import Problem, Rule
    from corscheck.run_report import Outcome
    from corscheck.tried import RouteVerdict

_EXAMPLES = 3
"""Checks that a finding names; of more than that it gives the number."""

_ALSO = 6
"""Further messages of the same code and line that a finding repeats."""


_KNOWN_UNSENT = ("request_rejected", "not_cross_origin")
"""Results that are known without sending anything: they may meet an `[[expect]]` table."""

T = TypeVar("T")
_Key = tuple[str, str, int]  # of a finding: code, path and line


class Evaluation(NamedTuple):
    """The results of a trial."""

    findings: list[Finding]
    checks: list[Check]
    routes: list[RouteVerdict]


class _Group:
    """What led to one finding: the problems of a rule on one line."""

    def __init__(self, rule: Rule, span: Span, problem: Problem, seen: Observation) -> None:
        self.rule = rule
        self.span = span
        self.worst = problem.severity or rule.severity, problem, seen
        self._parts: dict[tuple[Severity, str], tuple[str | None, list[Sample]]] = {}

    def add(self, problem: Problem, seen: Observation, span: Span) -> None:
        """Take a problem; of very many that say the same, only their requests are kept."""
        severity, case = problem.severity or self.rule.severity, seen.case
        if SEVERITIES.index(severity) < SEVERITIES.index(self.worst[0]):
            self.worst = severity, problem, seen
        tested = Sample(case.order, case.request.method, case.path, case.request.origin)
        self._parts.setdefault((severity, problem.message), (problem.help, []))[1].append(tested)
        if span != self.span:
            self.span = Span(span.source, min(self.span.start, span.start), max(self.span.end, span.end))

    @property
    def parts(self) -> tuple[Part, ...]:
        """The messages and the requests that led to them, the worst first."""
        found = sorted(self._parts.items(), key=lambda part: SEVERITIES.index(part[0][0]))
        return tuple(Part(*key, help_, tuple(tested)) for key, (help_, tested) in found)


def evaluate(
    trial: Trial,
    enabled: frozenset[str] | None = None,
    rules: Sequence[Rule] = RULES,
    left: Sequence[Case] = (),
    service: str = "",
    *,
    release: bool = False,
) -> Evaluation:
    """The findings of a trial and its checks, both in a stable order.

    Args:
        trial: one container with everything that was tried on it.
        enabled: the codes of the rules to run; None: all.
        rules: the live rules.
        left: cases that were planned and not tried.
        service: its name in reports.
        release: whether the trial gives up its observations, of which there may be very many.
    """
    groups: dict[_Key, _Group] = {}
    blamed: dict[str, tuple[_Key, ...]] = {}
    wanted = [rule for rule in rules if enabled is None or rule.code in enabled]
    for seen in trial.observations:
        for rule in _applicable(wanted, seen):
            for problem in map(_without_stops, rule.check(seen)):
                span = _span(problem.at, trial)
                key = (rule.code, span.source.path, span.line)
                if key not in groups:
                    groups[key] = _Group(rule, span, problem, seen)
                groups[key].add(problem, seen, span)
                if (problem.severity or rule.severity) != "info":
                    blamed[seen.case.id] = _added(blamed.get(seen.case.id, ()), key)
    _explain(trial, blamed)
    failed: dict[_Key, list[str]] = {}
    for name, keys in blamed.items():
        for key in keys:
            failed.setdefault(key, []).append(name)
    findings = [_finding(group, tuple(failed.get(key, ()))) for key, group in groups.items()]
    codes = {name: _codes(keys) for name, keys in blamed.items()}
    names = {rule.code: rule.name for rule in rules}
    routes = RouteVerdicts(trial, codes, names, service)
    checks = []
    for seen in trial.release() if release else trial.observations:
        routes.add(seen)
        checks.append(check_of(seen, service, codes.get(seen.case.id, ())))
    return Evaluation(sort_findings(findings), checks, routes.all(left))


def _applicable(rules: Sequence[Rule], seen: Observation) -> Iterator[Rule]:
    """The rules whose guard is true; those that share one follow each other."""
    when, holds = None, True
    for rule in rules:
        if rule.when is not when:
            when = rule.when
            holds = when is None or when(seen)
        if holds:
            yield rule


def _without_stops(problem: Problem) -> Problem:
    """The problem without full stops at the end: those of browsers' messages, which findings do not have."""
    return problem._replace(
        message=problem.message.rstrip("."), help=problem.help and problem.help.rstrip(".")
    )


@lru_cache(maxsize=256)  # very many checks may fail for the same reasons
def _added(keys: tuple[T, ...], key: T) -> tuple[T, ...]:
    """The keys and this one, once."""
    return keys if key in keys else (*keys, key)


@lru_cache(maxsize=256)
def _codes(keys: tuple[_Key, ...]) -> tuple[str, ...]:
    """The codes of findings, each once."""
    return tuple({code: None for code, _, _ in keys})


def _explain(trial: Trial, blamed: dict[str, tuple[_Key, ...]]) -> None:
    """Attribute blocked requests that no rule reports to the findings about their preflights."""
    lost = [
        seen
        for seen in trial.observations
        if seen.must_pass
        and not seen.passed
        and seen.case.id not in blamed
        and isinstance(seen.answer, Response)
    ]
    if not lost:
        return
    refused: dict[tuple[str, ...], tuple[_Key, ...]] = {}
    for seen in trial.observations:
        request = seen.case.request
        if seen.must_pass and not seen.passed and request.preflight_only and seen.case.id in blamed:
            refused.setdefault((request.origin, seen.case.path), blamed[seen.case.id])
            refused.setdefault((request.origin,), blamed[seen.case.id])
    for seen in lost:
        origin = seen.case.request.origin
        found = refused.get((origin, seen.case.path)) or refused.get((origin,))
        if found:
            blamed[seen.case.id] = found


def rechecked(checks: Iterable[Check], findings: Iterable[Finding]) -> list[Check]:
    """The checks, failed only where one of these findings says so: others were suppressed."""
    codes: dict[str, tuple[str, ...]] = {}
    for finding in findings:
        for name in finding.checks:
            codes[name] = _added(codes.get(name, ()), finding.code)
    return [recheck(check, codes.get(check.id, ())) for check in checks]


def recheck(check: Check, codes: tuple[str, ...]) -> Check:
    """The check as it is if findings with these codes, and no others, count against it."""
    if check.codes == codes:
        return check
    outcome: Outcome = "failed" if codes else _outcome(check.answer)
    if outcome == "skipped" and check.result in _KNOWN_UNSENT:
        outcome = "passed"  # only an `[[expect]]` table fails without an exchange
    return check._replace(codes=codes, outcome=outcome)


def _outcome(answer: Answer | None) -> Outcome:
    """The outcome of a check to which no finding belongs."""
    if answer is None:
        return "skipped"
    return "unreachable" if isinstance(answer, Failure) else "passed"


def _finding(group: _Group, checks: tuple[str, ...]) -> Finding:
    severity, worst, seen = group.worst
    parts = group.parts
    message, help_ = wording(parts)
    verdict = seen.verdict
    return Finding(
        group.rule.code,
        group.rule.name,
        severity,
        message,
        group.span,
        help_,
        fix=worst.fix,
        related=worst.related,
        exchange=None
        if seen.sent is None or seen.answer is None or verdict.curl is None
        else Exchange(seen.sent, seen.answer, verdict.curl, _browsers(seen)),
        checks=checks,
        parts=parts,
    )


def wording(parts: Sequence[Part]) -> tuple[str, str | None]:
    """Message and help of a finding with these parts, the worst first."""
    worst = parts[0]
    same = [tested for part in parts if part.message == worst.message for tested in part.tested]
    others = list(dict.fromkeys(part.message for part in parts if part.message != worst.message))
    return worst.message + _examples(same), _help(worst.help, others)


def _examples(tested: Sequence[Sample]) -> str:
    """How many checks lead to a finding, and which; only methods and paths if all have the same origin."""
    first = tested[0]
    label = f"{first.method} {first.path} from {first.origin}"
    if len(tested) == 1:
        return f" ({label})"
    if any(one.origin != first.origin for one in tested):
        return f" ({len(tested)} checks, such as {label})"
    requests = list(dict.fromkeys(f"{one.method} {one.path}" for one in tested))
    listed = ", ".join(requests[:_EXAMPLES]) + (", ..." if len(requests) > _EXAMPLES else "")
    return f" ({len(tested)} checks from {first.origin}: {listed})"


def _help(text: str | None, others: list[str]) -> str | None:
    if not others:
        return text
    more = f"; and {len(others) - _ALSO} more" if len(others) > _ALSO else ""
    also = "also: " + "; ".join(others[:_ALSO]) + more
    return also if text is None else f"{text}; {also}"


def _browsers(seen: Observation) -> dict[str, str | None] | None:
    """What browsers print in the console; None where they print nothing."""
    printed = seen.verdict.browsers
    if printed.chrome is None and printed.firefox is None and printed.safari is None:
        return None
    return {"chrome": printed.chrome, "firefox": printed.firefox, "safari": printed.safari}


def check_of(seen: Observation, service: str, codes: tuple[str, ...] = ()) -> Check:
    """The check of an observation, which fails if findings with these codes, and no others, count against it.

    `service` is the service's name in reports; empty: the check does not say which it is.
    """
    case, answer = seen.case, seen.answer
    outcome: Outcome = "failed" if codes else _outcome(answer)
    if outcome == "skipped" and case.kind == "policy" and seen.result in _KNOWN_UNSENT:
        outcome = "passed"
    origin = "(strangers)" if case.kind == "foreign" else case.request.origin
    return Check(
        case.id,
        case.title,
        outcome,
        _expected(case.expected, case.reason),
        _place(case.at) if isinstance(case.at, Value) else case.at,
        seen.sent,
        answer,
        codes,
        (
            *((_axis("service", service),) if service else ()),
            _axis("section", case.section),
            _axis("origin", origin),
            _axis("credentials", case.request.credentials),
            _axis("method", case.request.method),
            _axis("path", case.path),
        ),
        seen.result or "",
        seen.step,
        case.kind,
        case.order,
    )


@lru_cache(maxsize=1024)  # checks are many, and most of them differ in their path only
def _axis(name: str, value: str) -> tuple[str, str]:
    return name, value


@lru_cache(maxsize=256)
def _place(at: Value) -> Span | None:
    return at.span


@lru_cache(maxsize=256)
def _expected(expected: str, reason: str) -> str:
    return f"{expected}: {reason}"


def _span(at: Span | Value | None, trial: Trial) -> Span:
    """The place of a problem; without one of its own the section's header, or the start of the file."""
    span = at.span if isinstance(at, Value) else at
    if trial.service is not None and (span is None or span.source in trial.container.configuration.sources):
        return trial.service
    if span is not None:
        return span
    container = trial.container
    if container.header is not None:
        return container.header
    sources = container.configuration.sources
    source = sources[0] if sources else Source("", container.configuration.path)
    return Span(source, 0, 0)
