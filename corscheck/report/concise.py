"""`concise`: one line per finding, `path:line:column: CODE [*] message`; `[*]` means `--fix` fixes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report import run_errors
from corscheck.report.summary import sentences
from corscheck.text import place, visible

if TYPE_CHECKING:
    from corscheck.findings import Finding, Report
    from corscheck.report.context import Context


def render(report: Report, context: Context) -> str:
    """Caveats, one line per error and per finding, then the counts."""
    lines = [] if context.quiet else [visible(caveat) for caveat in report.caveats]
    lines += [text for error in report.errors for text in run_errors.lines(error, context)]
    lines += [line(finding, context) for finding in report.findings]
    if not context.quiet:
        lines += sentences(report)
    return "".join(f"{text}\n" for text in lines)


def line(finding: Finding, context: Context) -> str:
    """A finding as one line."""
    position = finding.span.source.position(finding.span.start)
    where = f"{place(context.path(finding.span.source.path))}:{position.line}:{position.column}"
    mark = " [*]" if finding.fix and finding.fix.is_safe else ""
    code = context.paint(finding.severity, visible(finding.code))
    return f"{where}: {code}{mark} {visible(finding.message)}"
