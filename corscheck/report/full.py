"""`full`: each finding with its lines of code, its help, its fix and how to repeat it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report.change import diff
from corscheck.report.context import rule_url
from corscheck.report.frame import frames, gutter_width
from corscheck.report.live import checks_by_request, told, unanswered
from corscheck.report.summary import sentences
from corscheck.report.text import guarded, visible

if TYPE_CHECKING:
    from corscheck.findings import Check, Finding, Report
    from corscheck.report.context import Context


def render(report: Report, context: Context) -> str:
    """The whole report for a person; the findings in full, the matrix of checks, the counts."""
    blocks: list[list[str]] = []
    if report.checks and not context.quiet:
        from corscheck.report.matrix import matrix  # noqa: PLC0415  # only live runs have one

        blocks.append(matrix(report.checks, context))
    checks = checks_by_request(report)
    for finding in report.findings:
        request = finding.exchange.request if finding.exchange else None
        blocks.append(block(finding, context, checks.get(request) if request else None))
    blocks.append(list(unanswered(report)))
    if not context.quiet:
        blocks.append([f"note: {visible(note)}" for note in report.notes])
        blocks.append(sentences(report))
    return "".join("\n".join(lines) + "\n\n" for lines in blocks if lines)[:-1]


def block(finding: Finding, context: Context, check: Check | None = None) -> list[str]:
    """The lines of one finding; `check` is the live case that led to it."""
    gutter = gutter_width(finding)
    lines = [heading(finding, context), *frames(finding, context)]
    lines += _note(gutter, context, "help", (finding.help or "").splitlines())
    if finding.fix:
        lines += _note(gutter, context, "fix" if finding.fix.safe else "unsafe fix", [finding.fix.message])
        lines += diff(finding, context)
    lines += _note(gutter, context, "docs", [rule_url(finding.code)])
    if finding.versions:
        lines += _note(gutter, context, "for", ["ASAB " + ", ".join(finding.versions)])
    for label, told_lines in told(finding, check, context):
        lines += _note(gutter, context, label, told_lines, raw=True)
    return lines


def heading(finding: Finding, context: Context) -> str:
    """`CODE [severity] message`."""
    sure = "" if finding.confidence == "certain" else f", {finding.confidence}"
    code = context.paint(finding.severity, f"{visible(finding.code)} [{finding.severity}{sure}]")
    return f"{code} {context.paint('bold', visible(finding.message))}"


def _note(gutter: int, context: Context, label: str, lines: list[str], *, raw: bool = False) -> list[str]:
    """`= label: text`, further lines indented below it; `raw` lines were made visible before."""
    shown = [guarded(line if raw else visible(line)) for line in lines]
    sign = f"{' ' * gutter} {context.paint('gutter', '=')} {label}: "
    indent = " " * (gutter + len(label) + 5)
    return [(indent if index else sign) + line for index, line in enumerate(shown)]
