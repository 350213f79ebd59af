"""`azure`: logging commands, which Azure Pipelines turns into issues of the build.

The agent (microsoft/azure-pipelines-agent, `Command.cs`) looks for `##vso[` anywhere in a line, ends the
properties at the first `]` and takes them apart at `;`; it unescapes `%AZP25` last. There are only errors
and warnings, so infos are plain lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.findings import SEVERITIES, in_file
from corscheck.report.concise import line
from corscheck.report.context import rule_url
from corscheck.report.run_errors import messages
from corscheck.report.summary import sentences
from corscheck.text import guarded, visible

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Report, RunError

_DATA = {"%": "%AZP25", "\r": "%0D", "\n": "%0A"}
_PROPERTY = {**_DATA, ";": "%3B", "]": "%5D"}


def render(report: Report, context: Context) -> str:
    """One command per error of the run, error and warning, the worst first; the rest as plain lines."""
    context = context._replace(colour=False)
    findings = sorted(report.findings, key=lambda finding: SEVERITIES.index(finding.severity))
    lines = [] if context.quiet else [guarded(visible(text)) for text in report.caveats]
    lines += [_error(error, context) for error in report.errors]
    lines += [_issue(finding, context) for finding in findings]
    if not context.quiet:
        lines += [guarded(visible(note)) for note in report.notes]
        lines += map(guarded, sentences(report))
    return "".join(f"{text}\n" for text in lines)


def command(level: str, properties: dict[str, str], message: str) -> str:
    """A `task.logissue` command, escaped as the agent unescapes it."""
    listed = "".join(f"{name}={_escaped(value, _PROPERTY)};" for name, value in properties.items())
    return f"##vso[task.logissue type={level};{listed}]{_escaped(message, _DATA)}"


def _error(error: RunError, context: Context) -> str:
    properties: dict[str, str] = {}
    if error.path:
        properties["sourcepath"] = visible(context.root_path(error.path))
    if error.span:
        position = error.span.source.position(error.span.start)
        properties |= {"linenumber": str(position.line), "columnnumber": str(position.column)}
    properties["code"] = error.kind
    parts = [*messages(error), *([visible(error.help)] if error.help else [])]
    return command("error", properties, "\n".join(parts))


def _issue(finding: Finding, context: Context) -> str:
    if finding.severity == "info":
        return guarded(line(finding, context))
    source, start, _ = finding.span
    position = source.position(start)
    place = {
        "sourcepath": visible(context.root_path(source.path)),
        "linenumber": str(position.line),
        "columnnumber": str(position.column),
    }
    properties = {**(place if in_file(finding) else {}), "code": finding.code}
    message = [visible(finding.message), *map(visible, (finding.help or "").splitlines())]
    if finding.versions:
        message.append(f"for ASAB {', '.join(finding.versions)}")
    message.append(rule_url(finding.code))
    if finding.exchange:
        message.append(visible(finding.exchange.curl))
    return command(finding.severity, properties, "\n".join(message))


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)
