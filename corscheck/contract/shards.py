"""Shards of one run: which cases of a plan belong to one, and merging their reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.routes import request_path
from corscheck.contract.causes import one_per_cause
from corscheck.contract.evaluate import wording
from corscheck.contract.route_verdicts import with_codes_of
from corscheck.contract.shard_causes import explained
from corscheck.contract.untested import with_untested
from corscheck.findings import SEVERITIES, Part, sort_findings
from corscheck.run_report import Report, RunError, merged
from corscheck.source import Span
from corscheck.text import first_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from corscheck.asab.container import Container
    from corscheck.findings import Finding, Severity, Suppressed
    from corscheck.rules.live._case import Case
    from corscheck.run_report import Check
    from corscheck.tried import RouteVerdict

UNUSED = "nothing to suppress for"
"""Part of the notes about comments that suppress nothing in a live run."""

Named = tuple[str, Report]
"""A report, and the name of the file that it was read from."""


def share(cases: Sequence[Case], container: Container, shard: tuple[int, int]) -> list[Case]:
    """The cases of one shard: its number (from 1) and the number of all.

    Cases that are judged together stay in one shard: all requests to a route, all to a path that is really
    requested, and all routes that no preflight path covers, which are one finding.
    """
    number, count = shard
    if count == 1:
        return list(cases)
    requested = {case.path for case in cases if not case.request.preflight_only}
    units: dict[tuple[str, ...], int] = {}
    found = []
    for order, case in enumerate(cases):
        unit: tuple[str, ...] = ("case", case.id)
        if case.route and case.kind != "policy" and _is_uncovered(container, case):
            unit = ("uncovered",)
        elif case.route or case.path in requested:
            unit = ("path", case.path)
        if units.setdefault(unit, len(units)) % count == number - 1:
            found.append(case._replace(order=order))
    return found


def _is_uncovered(container: Container, case: Case) -> bool:
    return container.cors_enabled and container.covers(request_path(case.path)) is False


def plan_digest(cases: Iterable[Case], container: Container, enabled: Collection[str] | None) -> str:
    """A digest of what is tried on a container and how it is judged, the same for all shards of one run."""
    texts = [source.text for source in container.configuration.sources]
    texts += ["\n".join(sorted(enabled or ()))]
    texts += [f"{case.id}\n{case.title}\n{case.expected}: {case.reason}" for case in cases]
    from hashlib import sha256  # noqa: PLC0415  # OpenSSL takes 4 ms, and most runs have no shards

    digest = sha256()
    for text in texts:
        content = text.encode("utf-8", "surrogatepass")
        digest.update(b"%d\n" % len(content) + content)
    return digest.hexdigest()[:32]


def whole(named: Sequence[Named]) -> Report:
    """One report of the shards of a run, or of several runs; an error for each shard that is not there.

    `named` are the reports with the names of their files.
    """
    shards = [(name, report) for name, report in named if report.shard is not None]
    others = [report for _, report in named if report.shard is None]
    if not shards:
        return merged(others)
    errors = _misfits(shards)
    ordered = sorted((report for _, report in shards), key=lambda one: one.shard or (0, 0))
    report = _joined(ordered)
    if not errors and not report.errors and not any(one.outcome == "failed" for one in report.checks or ()):
        errors = _not_all(report)
    tried = tuple(one._replace(plan="") for one in report.tried)  # as of one run
    report = report._replace(errors=(*errors, *report.errors), shard=None, tried=tried)
    return merged([report, *others])


def all_listed(report: Report) -> Report:
    """The report with the findings that `--min-severity` left out, where more than their number is known."""
    known = [finding for finding in report.hidden if finding.code]
    unknown = [finding for finding in report.hidden if not finding.code]
    return report._replace(findings=tuple(sort_findings([*report.findings, *known])), hidden=tuple(unknown))


def _misfits(shards: Sequence[Named]) -> list[RunError]:
    """Errors for shards that are missing, there twice, or of another run."""
    first, found = shards[0]
    count = (found.shard or (1, 1))[1]
    have: dict[int, str] = {}
    errors = []
    for name, report in shards:
        number, of = report.shard or (1, 1)
        if of != count:
            errors.append(_misfit(name, f"it is one of {of} shards, {first} one of {count}"))
        elif number in have:
            errors.append(_misfit(name, f"shard {number}/{count} is also in {have[number]}"))
        elif problem := _foreign(found, report, first):
            errors.append(_misfit(name, problem))
        have.setdefault(number, name)
    missing = [number for number in range(1, min(count, 10_000) + 1) if number not in have]
    if missing:
        names = first_of([f"{number}/{count}" for number in missing], 10)
        errors.append(
            RunError(
                "not-tested",
                f"not all shards of the run are here; missing: {names}",
                "name the reports of all shards; one that failed before it wrote its report has to run again",
            )
        )
    return errors


def _misfit(name: str, problem: str) -> RunError:
    return RunError("usage", problem, "name the reports of one run, each shard once", file=name)


def _foreign(one: Report, other: Report, first: str) -> str | None:
    """Why the two are not shards of one run; None: nothing shows it."""
    plans, others = _plans(one), _plans(other)
    if any(plans[key] != others[key] for key in plans.keys() & others.keys()):
        return f"it is of another run than {first}: the plans differ"
    ended = one.errors or other.errors or "--max-failures" in "".join((*one.notes, *other.notes))
    if plans.keys() != others.keys() and not ended:
        return f"it is of another run than {first}: the services differ"
    return None


def _plans(report: Report) -> dict[tuple[str, int], tuple[str, int]]:
    """The plan of each web container, by its service and its number there: ports may differ."""
    numbers: dict[str, int] = {}
    plans = {}
    for one in report.tried:
        numbers[one.service] = number = numbers.get(one.service, 0) + 1
        plans[one.service, number] = one.plan, one.planned
    return plans


def _not_all(report: Report) -> list[RunError]:
    planned = sum(count for _, count in _plans(report).values())
    found = len(report.checks or ())
    if found >= planned:
        return []
    return [RunError("not-tested", f"{found} of {planned} planned checks are in these reports")]


def _joined(shards: Sequence[Report]) -> Report:
    """One report of shards in the order of their numbers, as of one run."""
    shards = [all_listed(one) for one in shards]
    first = merged(shards)
    ranks: dict[tuple[str, str], int] = {}
    places = {check.id: _place(check, ranks) for check in first.checks or ()}
    checks = {check.id: check for check in first.checks or ()}
    in_files = [one for one in first.findings if not one.parts]
    live = [one for shard in shards for one in shard.findings if one.parts]
    report = first._replace(
        findings=tuple(sort_findings(_findings([*in_files, *live], places))),
        checks=tuple(sorted(checks.values(), key=lambda one: places[one.id])),
        notes=tuple(_notes(first.notes, shards)),
        suppressed=tuple(_suppressed(first.suppressed, places)),
        errors=tuple(dict.fromkeys(error for one in shards for error in _own_errors(one))),
        routes=tuple(sorted(first.routes, key=lambda one: _route_place(one, places))),
    )
    report = explained(report)
    report = report._replace(routes=tuple(with_codes_of(report.routes, report.checks or ())))
    return with_untested(one_per_cause(report))


def _place(check: Check, ranks: dict[tuple[str, str], int]) -> tuple[int, int]:
    axes = dict(check.axes)
    key = axes.get("service", ""), axes.get("section", "")
    return ranks.setdefault(key, len(ranks)), check.order


def _route_place(route: RouteVerdict, places: dict[str, tuple[int, int]]) -> tuple[int, int]:
    last = (len(places), 0)  # not tried: after all others
    return min((places.get(name, last) for name in route.checks), default=last)


def _findings(findings: Iterable[Finding], places: dict[str, tuple[int, int]]) -> Iterator[Finding]:
    """One finding for each rule and line, as where nothing is divided; those in files stay as they are."""
    groups: dict[tuple[str, str, int], list[Finding]] = {}
    for finding in findings:
        if not finding.parts:
            yield finding
            continue
        span = finding.span
        groups.setdefault((finding.code, span.source.path, span.line), []).append(finding)
    for group in groups.values():
        yield group[0] if len(group) == 1 else _composed(group, places)


def _composed(group: Sequence[Finding], places: dict[str, tuple[int, int]]) -> Finding:
    parts = _parts(group)
    message, help_ = wording(parts)
    for finding in group:  # what was added to the help since
        own = wording(finding.parts)[1] or ""
        rest = (finding.help or "").removeprefix(own).removeprefix("; ")
        if rest and rest != finding.help and rest not in (help_ or ""):
            help_ = f"{help_}; {rest}" if help_ else rest
    first = min(group, key=lambda one: _rank(one.parts[0]))
    spans = [one.span for one in group]
    names = dict.fromkeys(name for one in group for name in one.checks)
    return first._replace(
        message=message,
        help=help_,
        severity=min((one.severity for one in group), key=SEVERITIES.index),
        span=Span(first.span.source, min(one.start for one in spans), max(one.end for one in spans)),
        checks=tuple(sorted(names, key=lambda name: places.get(name, (len(places), 0)))),
        parts=parts,
    )


def _parts(group: Iterable[Finding]) -> tuple[Part, ...]:
    found: dict[tuple[Severity, str], Part] = {}
    for part in sorted((part for finding in group for part in finding.parts), key=_rank):
        key = part.severity, part.message
        known = found.setdefault(key, part)
        if known is not part:
            found[key] = known._replace(tested=tuple(sorted({*known.tested, *part.tested})))
    return tuple(found.values())


def _rank(part: Part) -> tuple[int, int]:
    return SEVERITIES.index(part.severity), min((one.order for one in part.tested), default=0)


def _suppressed(items: Iterable[Suppressed], places: dict[str, tuple[int, int]]) -> Iterator[Suppressed]:
    groups: dict[tuple[str, str], list[Suppressed]] = {}
    for item in items:
        groups.setdefault((item.kind, item.reason), []).append(item)
    for group in groups.values():
        for finding in sort_findings(_findings((one.finding for one in group), places)):
            yield group[0]._replace(finding=finding)


def _notes(notes: Iterable[str], shards: Sequence[Report]) -> Iterator[str]:
    """The notes; a comment is unused if it suppresses nothing in any shard."""
    for note in notes:
        if UNUSED not in note or all(note in one.notes for one in shards):
            yield note


def _own_errors(shard: Report) -> Iterator[RunError]:
    """The errors of a shard without those that follow from its checks."""
    derived = {error[:5] for error in with_untested(shard._replace(errors=())).errors}
    return (error for error in shard.errors if error[:5] not in derived)
