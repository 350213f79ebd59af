"""Whether the server does what the file promises: one line for all checks of a kind, and the failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.records import NamedTuple
from corscheck.text import place, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.report.context import Context
    from corscheck.run_report import Check, Outcome, Report


class Family(NamedTuple):
    """How the checks of some kinds are reported."""

    kinds: tuple[str, ...]
    one: str  # what one check is, or the origin that it is about
    several: str
    good: str  # where all of them passed
    origins: bool = False  # whether origins are counted instead of checks
    bad: str = "not as it says"  # how failed ones are called


class Summary(NamedTuple):
    """The result of a family's checks."""

    outcome: Outcome  # skipped: an origin is allowed that must not be, but that finding is accepted
    text: str
    codes: tuple[str, ...] = ()  # of the findings about those that failed


_AS_IT_SAYS = "as the file says"
_FAMILIES = (
    Family(("covered",), "preflight to a path of the file", "preflights to paths of the file", _AS_IT_SAYS),
    Family(("edge", "outside"), "edge of a path", "edges and other spellings of paths", _AS_IT_SAYS),
    Family(("dropped",), "path that ASAB drops", "paths that ASAB drops", "answered all the same"),
    Family(("route",), "request to a route", "requests to the routes", _AS_IT_SAYS),
    Family(("wanted",), "request to a route", "requests to the routes", "allowed", bad="blocked"),
    Family(
        ("foreign",),
        "origin that must not get in",
        "origins that must not get in",
        "none got in",
        origins=True,
        bad="got in",
    ),
    Family(("unlisted",), "request that `cors` forbids", "requests that `cors` forbids", "all blocked"),
    Family(("off",), "request while `cors` is empty", "requests while `cors` is empty", "no CORS headers"),
    Family(("error-page",), "error answer", "error answers", "readable for pages"),
    Family(("policy",), "[[expect]] table", "[[expect]] tables", "the server does what they say"),
)
_OTHERS = Family((), "check", "checks", "as the file says")


_WITHOUT_FILE = ("wanted", "foreign", "policy")
"""Kinds of checks that need no configuration."""

_PART_ONE = "CORS251"
"""The rule about routes that no preflight path covers: the file is wrong, not the server."""


def families(report: Report, context: Context) -> list[str]:
    """A line for the checks of each family, then one line for each cause of failures."""
    if not report.checks:
        return []
    lines = [question(report.checks), ""]
    lines += [_line(summary(family, checks), context) for family, checks in grouped(report.checks).items()]
    causes = list(_causes(report, context))
    return [*lines, *([""] if causes else []), *causes]


def question(checks: Iterable[Check]) -> str:
    """The question that the checks answer."""
    of_file = any(check.kind not in _WITHOUT_FILE for check in checks)
    return "Does the server do what the file says?" if of_file else "Does the server allow nothing else?"


def grouped(checks: Iterable[Check]) -> dict[Family, list[Check]]:
    """The checks of each family that has any."""
    known = {kind: family for family in _FAMILIES for kind in family.kinds}
    groups: dict[Family, list[Check]] = {family: [] for family in (*_FAMILIES, _OTHERS)}
    for check in checks:
        groups[known.get(check.kind, _OTHERS)].append(check)
    return {family: some for family, some in groups.items() if some}


def _codes(check: Check) -> tuple[str, ...]:
    """The codes of findings about the server."""
    return tuple(code for code in check.codes if code != _PART_ONE)


def _failed(check: Check) -> bool:
    return check.outcome == "failed" and (bool(_codes(check)) or not check.codes)


def _got_in(check: Check) -> bool:
    """Whether an origin is allowed that must not be, and no finding reports it."""
    allowed = check.result in ("allowed", "preflight_passed")
    return check.kind == "foreign" and check.outcome == "passed" and allowed


def summary(family: Family, checks: Sequence[Check]) -> Summary:
    """The result of a family's checks."""
    bad = [check for check in checks if _failed(check)]
    unknown = [check for check in checks if check.outcome in ("unreachable", "skipped")]
    accepted = [check for check in checks if _got_in(check)]
    number = _number(family, checks)
    what = f"{number} {family.one if number == 1 else family.several}"
    if family.origins and all(dict(check.axes).get("credentials") == "include" for check in checks):
        what += " with cookies"  # `cors = *` allows them all without
    if not bad and not unknown and not accepted:
        return Summary("passed", f"{what}: {family.good}")
    parts = [f"{_number(family, bad)} {family.bad}"] if bad else []
    parts += [f"{_number(family, accepted)} got in, which is accepted"] if accepted else []
    parts += [f"{_number(family, unknown)} not known"] if unknown else []
    codes = tuple(dict.fromkeys(code for check in bad for code in _codes(check)))
    outcome: Outcome = "failed" if bad else "unreachable" if unknown else "skipped"
    return Summary(outcome, f"{what}: {', '.join(parts)}", codes)


def _line(found: Summary, context: Context) -> str:
    kind = {"passed": "passed", "skipped": "dim"}.get(found.outcome, "failed")
    codes = ", ".join(context.link(code, visible(code)) for code in found.codes)
    mark = context.paint(kind, context.mark(found.outcome))
    return f"{mark} {found.text}" + (f" ({codes})" if codes else "")


def _number(family: Family, checks: Sequence[Check]) -> int:
    """The number of checks, or of the origins that they are about."""
    return len({origin(check) for check in checks}) if family.origins else len(checks)


def origin(check: Check) -> str:
    """The origin that a check asks for, as sent; the axes may have one name for several."""
    if check.request is not None:
        return dict(check.request.headers).get("Origin", "")
    return dict(check.axes).get("origin", "")


def _causes(report: Report, context: Context) -> Iterator[str]:
    """One line for all failed checks with the same cause: the finding, how many, and an example."""
    places = {
        (name, finding.code): f" {place(context.path(finding.span.source.path))}:{finding.span.line}"
        for finding in report.findings
        if finding.span.source.text
        for name in finding.checks
    }
    groups: dict[str, list[Check]] = {}
    for check in report.checks or ():
        if _failed(check):
            names = [
                context.link(code, visible(code)) + places.get((check.id, code), "") for code in _codes(check)
            ]
            groups.setdefault(", ".join(names) or "failed", []).append(check)
    for cause, some in groups.items():
        axes = dict(some[0].axes)
        example = visible(f"{axes.get('method', '')} {axes.get('path', '')} from {origin(some[0])}")
        yield f"{cause}: {example}" if len(some) == 1 else f"{cause}: {len(some)} checks, such as {example}"
