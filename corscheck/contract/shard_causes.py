"""Causes that only the checks of all shards show: which refused preflight explains a blocked request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.evaluate import recheck, wording
from corscheck.exchange import Response
from corscheck.rules.live._observation import PASSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.findings import Finding
    from corscheck.run_report import Check, Report

_SECONDARY = "CORS242"
"""Reported only for pages of whose preflights none is refused."""

_Key = tuple[str, ...]  # service, section and origin; the path, too


def explained(report: Report) -> Report:
    """The report of all shards with the causes that one run finds; checks in the order of the plan."""
    checks = report.checks or ()
    pages = {_page(check) for check in checks if _is_refused(check)}
    findings = tuple(_without_secondary(report.findings, {page[-1] for page in pages}))
    direct = _direct(findings, checks)
    shown = [
        recheck(check, tuple(code for code in check.codes if (check.id, code) in direct)) for check in checks
    ]
    causes = _causes(shown)
    explaining = {check.id: cause for check in shown if (cause := _cause_of(check, causes)) is not None}
    return report._replace(
        findings=tuple(_with_checks(finding, direct, explaining) for finding in findings),
        checks=tuple(
            recheck(check, explaining[check.id].codes) if check.id in explaining else check for check in shown
        ),
    )


def _direct(findings: Iterable[Finding], checks: Iterable[Check]) -> set[tuple[str, str]]:
    """Ids of checks and codes of findings which they themselves lead to."""
    orders = {check.id: check.order for check in checks}
    found = set()
    for finding in findings:
        own = {tested.order for part in finding.parts for tested in part.tested}
        found |= {(name, finding.code) for name in finding.checks if orders.get(name) in own}
    return found


def _causes(checks: Iterable[Check]) -> dict[_Key, Check]:
    """Page and path, and page → the first refused preflight there."""
    causes: dict[_Key, Check] = {}
    for check in checks:
        if check.codes and _is_refused(check):
            causes.setdefault((*_page(check), dict(check.axes).get("path", "")), check)
            causes.setdefault(_page(check), check)
    return causes


def _cause_of(check: Check, causes: dict[_Key, Check]) -> Check | None:
    """The refused preflight that explains why a request is blocked which no rule reports."""
    if check.codes or not _is_blocked(check) or not isinstance(check.answer, Response):
        return None
    page = _page(check)
    return causes.get((*page, dict(check.axes).get("path", ""))) or causes.get(page)


def _with_checks(finding: Finding, direct: set[tuple[str, str]], explaining: dict[str, Check]) -> Finding:
    """The finding with the checks that fail because of it: first those that lead to it."""
    if not finding.parts:
        return finding
    own = [name for name in finding.checks if (name, finding.code) in direct]
    known = set(own)
    more = [name for name, cause in explaining.items() if cause.id in known]
    return finding._replace(checks=(*own, *more))


def _without_secondary(findings: Iterable[Finding], origins: set[str]) -> Iterator[Finding]:
    """The findings without what is secondary for pages of these origins."""
    for finding in findings:
        if finding.code != _SECONDARY:
            yield finding
            continue
        parts = []
        for part in finding.parts:
            tested = tuple(one for one in part.tested if one.origin not in origins)
            if tested:
                parts.append(part._replace(tested=tested))
        if tuple(parts) == finding.parts:
            yield finding
        elif parts:
            message, help_ = wording(parts)
            yield finding._replace(message=message, help=help_, parts=tuple(parts))


def _is_blocked(check: Check) -> bool:
    """Whether the configuration says that it must pass, and a browser does not allow it."""
    promised = check.expected.startswith("allow:") and check.kind not in ("policy", "wanted")
    return promised and (check.result not in PASSED or check.request is None)


def _is_refused(check: Check) -> bool:
    """Whether it is a preflight alone that must pass and does not."""
    return _is_blocked(check) and not check.title.endswith(" really sent")


def _page(check: Check) -> _Key:
    axes = dict(check.axes)
    return axes.get("service", ""), axes.get("section", ""), axes.get("origin", "")
