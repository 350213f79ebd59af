"""`full`: each finding with its lines of code, its help, its fix and how to repeat it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report.columns import width, wrapped
from corscheck.report.exchanges import checks_by_request, exchange_notes
from corscheck.report.fix_diff import diff
from corscheck.report.frame import frames, gutter_width
from corscheck.report.grouping import HINT, by_rule, info_lines, location, rule_heading, split
from corscheck.report.run_errors import section
from corscheck.report.summary import sentences
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Check, Report


def render(report: Report, context: Context) -> str:
    """The whole report for people: caveats, errors, what pages can call, findings, counts."""
    blocks = [[] if context.quiet else _prose(map(visible, report.caveats), context)]
    blocks.append(section(report, context))
    if report.checks and not context.quiet:
        from corscheck.report.live import live_blocks  # noqa: PLC0415  # only for live runs

        blocks += [_prose(lines, context) for lines in live_blocks(report, context)]
    findings, infos = split(report, context)
    if context.group_by == "rule":
        blocks += [rule_block(group, context) for group in by_rule(findings)]
    else:
        checks = checks_by_request(report)
        for finding in findings:
            request = finding.exchange.request if finding.exchange else None
            blocks.append(block(finding, context, checks.get(request) if request else None))
    blocks.append(_prose(info_lines(infos, context), context))
    if not context.quiet:
        blocks.append(_prose((f"note: {visible(note)}" for note in report.notes), context))
        blocks.append(_prose([*([HINT] if infos else []), *sentences(report)], context))
    return "".join("\n".join(lines) + "\n\n" for lines in blocks if lines)[:-1]


def _prose(lines: Iterable[str], context: Context) -> list[str]:
    """The lines, wrapped to the width of the terminal."""
    return [part for line in lines for part in wrapped(line, context.width)]


def block(finding: Finding, context: Context, check: Check | None = None) -> list[str]:
    """The lines of one finding, what to do last; `check` is the live check that it was found in."""
    gutter = gutter_width(finding)
    lines = [heading(finding, context), *frames(finding, context)]
    if finding.versions:
        lines += _note(gutter, context, "for", ["ASAB " + ", ".join(finding.versions)])
    for label, text_lines in exchange_notes(finding, check, context):
        lines += _note(gutter, context, label, text_lines, raw=True)
    lines += _note(gutter, context, "help", (finding.help or "").splitlines())
    lines += _note(gutter, context, "docs", [f"corscheck rule {finding.code}"])
    if finding.fix:
        lines += _note(gutter, context, "fix" if finding.fix.is_safe else "unsafe fix", [finding.fix.message])
        lines += diff(finding, context)
    return lines


def rule_block(group: Sequence[Finding], context: Context) -> list[str]:
    """The lines of one rule: how many findings, then the place and the message of each."""
    lines = [rule_heading(group, context)]
    for finding in group:
        where = f"  {location(finding, context)}: "
        shown = _broken(f"{where}{visible(finding.message)}", "      ", context)
        lines += [("    " if index else "") + line for index, line in enumerate(shown)]
    fixable = sum(finding.fix is not None and finding.fix.is_safe for finding in group)
    if fixable:
        lines += _note(1, context, "fix", [f"{fixable} of {len(group)} with --fix"])
    return [*lines, *_note(1, context, "docs", [f"corscheck rule {group[0].code}"])]


def heading(finding: Finding, context: Context) -> str:
    """`CODE [severity] message`; on a terminal, lines are wrapped between words."""
    sure = "" if finding.confidence == "certain" else f", {finding.confidence}"
    code = f"{visible(finding.code)} [{finding.severity}{sure}]"
    first, *more = _broken(f"{code} {visible(finding.message)}", "", context)
    message = "\n".join(context.paint("bold", line) for line in [first[len(code) + 1 :], *more])
    return f"{context.link(finding.code, context.paint(finding.severity, code))} {message}"


def _note(gutter: int, context: Context, label: str, lines: list[str], *, raw: bool = False) -> list[str]:
    """`= label: text`, further lines indented below it; `raw` lines are visible text already."""
    sign = f"{' ' * gutter} {context.paint('gutter', '=')} {label}: "
    indent = " " * (gutter + len(label) + 5)
    shown = lines if raw else [visible(line) for line in lines]
    if label in _PROSE:
        shown = [part for line in shown for part in _broken(line, indent, context)]
    return [(indent if index else sign) + line for index, line in enumerate(shown)]


_PROSE = ("help", "fix", "unsafe fix", "expected")
"""Labels of notes that are wrapped between words; other notes may be copied and stay as they are."""


def _broken(text: str, indent: str, context: Context) -> list[str]:
    """The text wrapped to the width of the terminal after the indentation, if there is a terminal."""
    if context.width is None or width(text) <= context.width - len(indent):
        return [text]
    from textwrap import wrap  # noqa: PLC0415  # only for terminals

    room = max(context.width - len(indent), 20)
    return wrap(text, room, break_long_words=False, break_on_hyphens=False) or [text]
