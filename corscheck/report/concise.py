"""`concise`: a line per finding, `path:line:column: CODE [severity] [*] message`; `[*]`: `--fix` fixes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report import run_errors
from corscheck.report.grouping import HINT, by_rule, info_lines, location, rule_heading, split
from corscheck.report.summary import sentences
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Report


def render(report: Report, context: Context) -> str:
    """Caveats, one line per error, per finding and per rule with infos, then the counts."""
    lines = [] if context.quiet else [visible(caveat) for caveat in report.caveats]
    lines += [text for error in report.errors for text in run_errors.lines(error, context)]
    if report.routes and not context.quiet:
        from corscheck.report.routes import verdicts  # noqa: PLC0415  # only for live runs

        lines += verdicts(report, context)
    findings, infos = split(report, context)
    if context.group_by == "rule":
        for group in by_rule(findings):
            lines += [rule_heading(group, context), *(line(finding, context) for finding in group)]
    else:
        lines += [line(finding, context) for finding in findings]
    lines += info_lines(infos, context)
    if not context.quiet:
        lines += [HINT] if any(len(group) > 1 for group in infos) else []
        lines += sentences(report)
    return "".join(f"{text}\n" for text in lines)


def line(finding: Finding, context: Context) -> str:
    """A finding as one line."""
    mark = " [*]" if finding.fix and finding.fix.is_safe else ""
    code = context.paint(finding.severity, f"{visible(finding.code)} [{finding.severity}]")
    code = context.link(finding.code, code)
    return f"{location(finding, context)}: {code}{mark} {visible(finding.message)}"
