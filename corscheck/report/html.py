"""`html`: one self-contained page for light and dark themes; it loads and runs nothing."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from corscheck.report.context import HOME, rule_url
from corscheck.report.exchanges import checks_by_request, exchange_notes
from corscheck.report.fix_diff import diff
from corscheck.report.frame import frames
from corscheck.report.matrix import matrix
from corscheck.report.run_errors import HEADING, location, messages
from corscheck.report.summary import sentences
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.findings import Check, Finding, Report, RunError
    from corscheck.report.context import Context

_STYLE = """
:root { color-scheme: light dark; --error: #b3261e; --warning: #8a5a00; --info: #0b57d0; --good: #146c2e }
@media (prefers-color-scheme: dark) {
  :root { --error: #ff8a80; --warning: #ffca66; --info: #8ab4f8; --good: #7ad992 }
}
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
pre { font: 14px/1.4 ui-monospace, monospace }
code { font-family: ui-monospace, monospace; font-size: .9em }
pre { overflow-x: auto; padding: .75rem; border: 1px solid #8888; border-radius: .4rem }
dd pre { white-space: pre-wrap; overflow-wrap: anywhere }
article { border-top: 1px solid #8888 }
h2 { font-size: 1.1rem; overflow-wrap: anywhere }
table { border-collapse: collapse; display: block; overflow-x: auto }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid #8884 }
dt { font-weight: 600 }
dd { margin: 0 0 .5rem }
.error, .failed, .unreachable, .removed { color: var(--error) }
.warning { color: var(--warning) }
.info, .skipped { color: var(--info) }
.passed, .added { color: var(--good) }
"""

_TICKS = re.compile("`(.*?)`")

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>corscheck</title>
<style>{style}</style>
</head>
<body>
<h1>corscheck</h1>
"""


def render(report: Report, context: Context) -> str:
    """The page: caveats, errors, counts, the matrix, every finding, every check."""
    context = context._replace(colour=False, unicode=True, width=None)
    parts = [_HEAD.replace("{style}", _STYLE)]
    parts += [f"<p>{text(caveat)}</p>\n" for caveat in report.caveats]
    if report.errors:
        parts.append(_errors(report.errors, context))
    parts += [f"<p>{text(line)}</p>\n" for line in [*sentences(report), *report.notes]]
    if report.checks:
        parts.append(_pre(matrix(report.checks, context)))
    checks = checks_by_request(report)
    for finding in report.findings:
        request = finding.exchange.request if finding.exchange else None
        parts.append(_finding(finding, context, checks.get(request) if request else None))
    if report.checks:
        parts.append(_checks(report.checks))
    footer = f'<footer><p><a href="{HOME}">corscheck</a> {text(context.version)}</p></footer>\n'
    return "".join([*parts, footer, "</body>\n</html>\n"])


def text(value: str) -> str:
    """A value as text of the page; parts in backticks become code."""
    return _TICKS.sub(r"<code>\1</code>", escape(visible(value)))


def _errors(errors: Iterable[RunError], context: Context) -> str:
    """The errors of the run, as a section: the rest of the page is not everything that was asked for."""
    items = []
    for error in errors:
        first, *rest = messages(error)
        where = f"{text(location(error, context))}: " if error.path else ""
        more = f"; {text(error.help)}" if error.help else ""
        output = _pre(rest) if rest else ""
        items.append(f"<li>{where}<code>{error.kind}</code>: {text(first)}{more}{output}</li>\n")
    return f'<section class="error">\n<h2>{HEADING}</h2>\n<ul>\n{"".join(items)}</ul>\n</section>\n'


def _finding(finding: Finding, context: Context, check: Check | None) -> str:
    severity = f'<span class="{finding.severity}">{finding.severity}</span>'
    link = f'<a href="{escape(rule_url(finding.code))}">{text(finding.code)}</a>'
    sure = "" if finding.confidence == "certain" else f" ({finding.confidence})"
    parts = [f"<article>\n<h2>{severity}{sure} {link} {text(finding.message)}</h2>\n"]
    parts.append(_pre(frames(finding, context)))
    if finding.help:
        parts.append(f"<p>{text(finding.help)}</p>\n")
    if finding.versions:
        parts.append(f"<p>For ASAB {text(', '.join(finding.versions))}</p>\n")
    if finding.fix:
        safety = "Fix" if finding.fix.is_safe else "Unsafe fix"
        parts.append(f"<p>{safety}: {text(finding.fix.message)}</p>\n{_diff(finding, context)}")
    notes = list(exchange_notes(finding, check, context))
    if notes:
        pairs = "".join(f"<dt>{text(label)}</dt><dd>{_pre(lines)}</dd>\n" for label, lines in notes)
        parts.append(f"<dl>\n{pairs}</dl>\n")
    return "".join([*parts, "</article>\n"])


def _diff(finding: Finding, context: Context) -> str:
    rows = []
    for line in diff(finding, context):
        sign = line.split(" ", 2)[1:2]
        kind = {"+": "added", "-": "removed"}.get(sign[0] if sign else "")
        rows.append(f'<span class="{kind}">{escape(line)}</span>' if kind else escape(line))
    return "<pre>" + "\n".join(rows) + "</pre>\n"


def _checks(checks: Iterable[Check]) -> str:
    rows = "".join(
        f'<tr><td class="{check.outcome}">{check.outcome}</td><td>{text(check.title)}</td>'
        f"<td>{text(check.expected)}</td><td>{text(check.result)}</td>"
        f"<td>{text(check.step or '')}</td></tr>\n"
        for check in checks
    )
    head = "<tr><th>outcome</th><th>check</th><th>expected</th><th>result</th><th>step</th></tr>\n"
    return f"<h2>Checks</h2>\n<table>\n{head}{rows}</table>\n"


def _pre(lines: Iterable[str]) -> str:
    """Lines of visible text, unchanged."""
    return "<pre>" + "\n".join(map(escape, lines)) + "</pre>\n"
