"""`rdjson`: reviewdog's diagnostics; columns count UTF-8 bytes, suggestions become review suggestions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from corscheck.findings import SEVERITIES
from corscheck.report.concise import line
from corscheck.report.context import HOME, rule_url
from corscheck.report.run_errors import line_of, lines, messages, path_of
from corscheck.secrets import HIDDEN
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from corscheck.fixes import Fix
    from corscheck.report.context import Context
    from corscheck.run_report import Report, RunError
    from corscheck.source import Source, Span

_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(report: Report, context: Context) -> str:
    """The document, one diagnostic per line."""
    worst = next((severity for severity in SEVERITIES if report.count(severity)), "info")
    worst = "error" if report.errors else worst
    head = {"source": {"name": "corscheck", "url": HOME}, "severity": _SEVERITIES[worst]}
    plain = context.plain
    diagnostics = [_error(error, report, plain) for error in report.errors]
    diagnostics += [_diagnostic(finding, plain) for finding in report.findings]
    items = ",\n".join(map(json.dumps, diagnostics))
    return f'{json.dumps(head)[:-1]}, "diagnostics": [\n{items}]}}\n'


def _error(error: RunError, report: Report, context: Context) -> dict[str, Any]:
    """An error of the run as a diagnostic: an empty report would mean that nothing is wrong."""
    parts = [*messages(error), *([visible(error.help)] if error.help else [])]
    column = error.span.source.column_utf8(error.span.start) if error.span else 1
    return {
        "message": "\n".join(parts),
        "location": {
            "path": context.path(path_of(error, report)),
            "range": {"start": {"line": line_of(error), "column": column}},
        },
        "severity": "ERROR",
        "code": {"value": error.kind},
        "original_output": lines(error, context)[0],
    }


def _diagnostic(finding: Finding, context: Context) -> dict[str, Any]:
    parts = [visible(text) for text in (finding.message, *(finding.help or "").splitlines())]
    return {
        "message": "\n".join(parts),
        "location": _location(finding.span, context),
        "severity": _SEVERITIES[finding.severity],
        "code": {"value": finding.code, "url": rule_url(finding.code)},
        "suggestions": _suggestions(finding.fix, finding.span.source) if finding.fix else [],
        "related_locations": [
            {"message": visible(other.message), "location": _location(other.span, context)}
            for other in finding.related
        ],
        "original_output": line(finding, context),
    }


def _location(span: Span, context: Context) -> dict[str, Any]:
    return {"path": context.path(span.source.path), "range": _range(span.source, span.start, span.end)}


def _range(source: Source, start: int, end: int) -> dict[str, Any]:
    return {
        name: {"line": source.position(offset).line, "column": source.column_utf8(offset)}
        for name, offset in (("start", start), ("end", end))
    }


def _suggestions(fix: Fix, source: Source) -> list[dict[str, Any]]:
    """The fix as one suggestion from its first to its last edit: reviewdog applies each one separately."""
    if any(edit.span.source is not source for edit in fix.edits):
        return []
    edits = sorted(fix.edits, key=lambda edit: edit.span.start)
    start, end = edits[0].span.start, max(edit.span.end for edit in edits)
    text, done = "", start
    for edit in edits:
        text += source.text[done : edit.span.start] + edit.text
        done = edit.span.end
    if HIDDEN in text:  # hidden text between the edits would be lost
        return []
    start, end, text = _on_lines(source.text, start, end, text)
    return [{"range": _range(source, start, end), "text": text}]


def _on_lines(whole: str, start: int, end: int, text: str) -> tuple[int, int, str]:
    """The same change, but not beyond the last line, after which reviewdog has no line.

    A deletion of the last line deletes the end of the line before it instead of its own.
    """
    last = _newline(whole, len(whole))
    if end < len(whole) or not last:
        return start, end, text
    if start == end:  # an insertion
        return end - len(last), end - len(last), last + text.removesuffix(last)
    if not text:
        start -= len(_newline(whole, start))
    return start, end - len(last), text.removesuffix(last)


def _newline(text: str, end: int) -> str:
    """The line end before an offset, if there is one."""
    return next((mark for mark in ("\r\n", "\n", "\r") if text.endswith(mark, 0, end)), "")
