"""Taking out of a live report what was silenced: rules that are off, comments, other severities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.judge import without
from corscheck.findings import Suppressed
from corscheck.rules import every_rule
from corscheck.suppress import MARK, read_suppressions

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corscheck.findings import Finding, Report, Severity
    from corscheck.suppress import Suppressions


def silenced(
    report: Report,
    severities: Mapping[str, Severity] | None = None,
    disabled_in: Callable[[str], frozenset[str]] | None = None,
) -> Report:
    """The report without the findings that comments or settings silence; checks fail for the others only.

    Args:
        report: what came of a run.
        severities: code → severity, instead of the rule's own.
        disabled_in: path → codes that are off in that file.
    """
    comments = _comments(report)
    kept: list[Finding] = []
    suppressed = list(report.suppressed)
    for finding in report.findings:
        path = finding.span.source.path
        if disabled_in is not None and finding.code in disabled_in(path):
            continue
        comment = comments[path].silencing(finding) if path in comments else None
        if comment is not None:
            suppressed.append(Suppressed(finding, "comment", comment.reason))
        else:
            kept.append(finding._replace(severity=(severities or {}).get(finding.code, finding.severity)))
    checks = report.checks and tuple(without(report.checks, kept, report.findings))
    return report._replace(findings=tuple(kept), suppressed=tuple(suppressed), checks=checks)


def _comments(report: Report) -> dict[str, Suppressions]:
    """The suppressions in each file that has findings, by path."""
    sources = {finding.span.source.path: finding.span.source for finding in report.findings}
    rules = every_rule()
    codes = {name.lower(): rule.code for rule in rules for name in (rule.code, rule.name)}
    enabled = frozenset(rule.code for rule in rules)
    return {
        path: read_suppressions(source, codes, enabled)
        for path, source in sources.items()
        if MARK in source.text
    }
