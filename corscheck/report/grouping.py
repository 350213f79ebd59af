"""Findings by their rule: one line for each rule with infos, and `--group-by rule` of the text formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.findings import SEVERITIES, counts
from corscheck.text import place, plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Report

HINT = "--min-severity info shows every info in full."
"""The line before the summary of a report with only one line for each rule with infos."""

Group = list["Finding"]
"""Findings of one rule, in the order of the report."""


def split(report: Report, context: Context) -> tuple[list[Finding], list[Group]]:
    """The findings to list one by one, and the infos of which there is one line for each rule.

    Infos are listed like all others if `--min-severity info` is given, or if they fail the run.
    """
    if context.min_severity == "info":
        return list(report.findings), []
    infos = [one for one in report.findings if one.severity == "info" and not counts(one, context.fail_on)]
    if not infos:
        return list(report.findings), []
    taken = set(map(id, infos))
    return [one for one in report.findings if id(one) not in taken], by_rule(infos)


def by_rule(findings: Iterable[Finding]) -> list[Group]:
    """The findings of each rule, the worst rules first."""
    groups: dict[str, Group] = {}
    for finding in findings:
        groups.setdefault(finding.code, []).append(finding)
    return sorted(groups.values(), key=lambda group: (_worst(group), group[0].code))


def info_lines(groups: Sequence[Group], context: Context) -> list[str]:
    """A line for each rule with infos: the place and the message of its first finding, and the count."""
    return [_info_line(group, context) for group in groups]


def _info_line(group: Sequence[Finding], context: Context) -> str:
    first = group[0]
    code = context.link(first.code, context.paint("info", f"{visible(first.code)} [info]"))
    return f"{location(first, context)}: {code} {visible(first.message)} ({size(group)})"


def rule_heading(group: Sequence[Finding], context: Context) -> str:
    """`CODE [severity] name: 12 findings in 8 files`."""
    severity = SEVERITIES[_worst(group)]
    code = context.paint(severity, f"{visible(group[0].code)} [{severity}]")
    name = context.paint("bold", visible(group[0].name))
    return f"{context.link(group[0].code, code)} {name}: {size(group)}"


def size(group: Sequence[Finding]) -> str:
    """How many findings there are, and in how many files if there are several findings."""
    files = len({finding.span.source.path for finding in group})
    return plural(len(group), "finding") + (f" in {plural(files, 'file')}" if len(group) > 1 else "")


def location(finding: Finding, context: Context) -> str:
    """`path:line:column` of a finding."""
    position = finding.span.source.position(finding.span.start)
    return f"{place(context.path(finding.span.source.path))}:{position.line}:{position.column}"


def _worst(group: Sequence[Finding]) -> int:
    return min(SEVERITIES.index(finding.severity) for finding in group)
