"""`github`: workflow commands, which GitHub Actions turns into annotations.

The runner (actions/runner, `ActionCommand.cs`) ends a command's header at the first `::`, takes `,`
and `=` in it apart, keeps columns only when both lines are the same, cuts messages at 4096
characters and keeps ten annotations of each kind per step, so the worst come first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.findings import SEVERITIES, in_file
from corscheck.report.context import rule_url
from corscheck.report.run_errors import messages
from corscheck.report.summary import sentences
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Report, RunError

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
_KEPT = 10
"""Annotations of each level that GitHub shows for one step."""


def render(report: Report, context: Context) -> str:
    """One command per error of the run and per finding, the worst first, then the counts as plain lines."""
    findings = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    lines = [] if context.quiet else [command("notice", {}, visible(text)) for text in report.caveats]
    lines += [_error(error, context) for error in report.errors]
    lines += [_annotation(finding, context) for finding in findings]
    if not context.quiet:
        lines += [command("notice", {}, visible(note)) for note in report.notes]
        lines += sentences(report)
        most = max(report.count("error") + len(report.errors), report.count("warning"), report.count("info"))
        if most > _KEPT:
            lines.append(
                f"GitHub shows {_KEPT} annotations of each kind for a step; all of them are in this log."
            )
    return "".join(f"{line}\n" for line in lines)


def command(level: str, properties: dict[str, str], message: str) -> str:
    """A workflow command, escaped as the runner unescapes it."""
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level}{' ' if listed else ''}{listed}::{_data(message)}"


def _error(error: RunError, context: Context) -> str:
    properties: dict[str, str] = {"title": error.kind}
    if error.path:
        properties = {"file": visible(context.root_path(error.path)), **properties}
    if error.span:
        position = error.span.source.position(error.span.start)
        properties |= {"line": str(position.line), "col": str(position.column)}
    message = [text[:2000] for text in messages(error)]
    if error.help:
        message.append(visible(error.help, 2000))
    return command("error", properties, "\n".join(message))


def _annotation(finding: Finding, context: Context) -> str:
    source, start, end = finding.span
    first, last = source.position(start), source.position(end)
    title = {"title": f"{finding.code} {finding.name}"}
    properties = {
        "file": visible(context.root_path(source.path)),
        "line": str(first.line),
        "endLine": str(last.line),
        **title,
    }
    if first.line == last.line:
        properties |= {"col": str(first.column), "endColumn": str(last.column)}
    if not in_file(finding):  # GitHub would look for a file of that name
        properties = title
    message = [visible(finding.message, 2000)]
    message += [visible(line, 500) for line in (finding.help or "").splitlines()]
    if finding.versions:
        message.append(f"for ASAB {', '.join(finding.versions)}")
    message.append(rule_url(finding.code))
    if finding.exchange:
        message.append(visible(finding.exchange.curl, 1000))
    return command(_LEVELS[finding.severity], properties, "\n".join(message))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
