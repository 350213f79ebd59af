"""`markdown`: a summary for a pipeline's page, such as GitHub's step summary.

Values are written with character references (CommonMark 2.5: they never form structure) or in a
fence longer than any run of backticks in them, so that no value can break out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.report.context import rule_url
from corscheck.report.exchanges import checks_by_request, exchange_notes
from corscheck.report.frame import frames
from corscheck.report.live import live_blocks
from corscheck.report.run_errors import HEADING, location, messages
from corscheck.report.summary import sentences
from corscheck.text import plural, visible

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Check, Report, RunError

LIMIT = 900_000
"""Bytes of the page, about: GitHub drops a step summary that is larger than 1 MiB."""

_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")
_TICKS = re.compile(r"&#96;(.*?)&#96;")
_SIGNS = {"error": "❌", "warning": "⚠️", "info": "ℹ️"}  # noqa: RUF001  # the sign for information


def render(report: Report, context: Context) -> str:
    """Heading, caveats, errors, counts, the matrix of live checks, each finding with its lines."""
    context = context.plain._replace(unicode=True, width=None)
    parts = ["# corscheck", *map(text, report.caveats)]
    if report.errors:
        parts += [f"## {_SIGNS['error']} {HEADING}", *(_error(error, context) for error in report.errors)]
    parts += [*sentences(report), *(f"Note: {text(note)}" for note in report.notes)]
    if report.checks:
        parts += [fenced(lines) for lines in live_blocks(report, context) if lines]
    checks = checks_by_request(report)
    size = sum(len(part.encode(errors="replace")) for part in parts)
    for number, finding in enumerate(report.findings):
        request = finding.exchange.request if finding.exchange else None
        part = _finding(finding, context, checks.get(request) if request else None)
        size += len(part.encode(errors="replace"))
        if size > LIMIT:
            rest = plural(len(report.findings) - number, "more finding")
            parts.append(f"{rest} did not fit into this page.")
            break
        parts.append(part)
    return "\n\n".join(parts) + "\n"


def text(value: str) -> str:
    """A text with all Markdown and HTML in it escaped; parts in backticks become code."""
    safe = _SPECIAL.sub(lambda match: f"&#{ord(match[0])};", visible(value))
    return _TICKS.sub(r"<code>\1</code>", safe)


def _error(error: RunError, context: Context) -> str:
    first, *rest = messages(error)
    where = f"{text(location(error, context))}: " if error.path else ""
    more = f"; {text(error.help)}" if error.help else ""
    output = f"\n\n{fenced(rest)}" if rest else ""
    return f"- {where}{text(error.kind)}: {text(first)}{more}{output}"


def _finding(finding: Finding, context: Context, check: Check | None) -> str:
    link = f"[{text(finding.code)}]({rule_url(finding.code)})"
    lines = [
        f"### {_SIGNS[finding.severity]} {link} {text(finding.message)}",
        fenced(frames(finding, context)),
    ]
    if finding.help:
        lines.append(text(finding.help))
    if finding.fix:
        lines.append(f"{'Fix' if finding.fix.is_safe else 'Unsafe fix'}: {text(finding.fix.message)}")
    if finding.versions:
        lines.append(f"For ASAB {text(', '.join(finding.versions))}")
    for label, text_lines in exchange_notes(finding, check, context):
        lines.append(f"{label}:\n\n{fenced(text_lines)}")
    return "\n\n".join(lines)


def fenced(lines: list[str]) -> str:
    """Lines in a fence that none of them can end."""
    runs = [len(run) for line in lines for run in re.findall("`+", line)]
    fence = "`" * max(3, max(runs, default=0) + 1)
    return "\n".join([f"{fence}text", *lines, fence])
