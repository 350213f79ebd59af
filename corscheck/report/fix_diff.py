"""A fix as lines before and after it, computed from its edits, without comparing texts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple
from corscheck.report.columns import cells
from corscheck.report.frame import WIDTH, gutter_width
from corscheck.text import place

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.findings import Finding
    from corscheck.fixes import Edit
    from corscheck.report.context import Context
    from corscheck.source import Source, Span

_NEWLINE = re.compile(r"\r\n|\r|\n")
_LONGEST = 100_000
"""Code points of a line that is not worth showing."""

_KEPT = 40
"""Code points of an overlong line that are shown before what changes."""


class Change(NamedTuple):
    """A run of changed lines: the number of its first, and its lines before and after."""

    line: int
    before: list[str]
    after: list[str]


def diff(finding: Finding, context: Context) -> list[str]:
    """What the fix of a finding changes, file by file, as lines for a terminal."""
    if finding.fix is None:
        return []
    gutter = gutter_width(finding)
    bar = context.paint("gutter", f"{' ' * gutter} |")
    lines: list[str] = []
    for source in {id(edit.span.source): edit.span.source for edit in finding.fix.edits}.values():
        if source is not finding.span.source:
            lines.append(f"{' ' * gutter}{context.paint('gutter', '-->')} {place(context.path(source.path))}")
        lines.append(bar)
        if not source.quotable or any(_is_overlong(edit.span) for edit in finding.fix.edits):
            continue
        for change in changes(source, finding.fix.edits):
            lines += _rows(change, gutter, context)
    return [*lines, bar] if lines else []


def changes(source: Source, edits: tuple[Edit, ...]) -> Iterator[Change]:
    """What the edits change in one source: runs of changed lines, in order."""
    ordered = sorted((e for e in edits if e.span.source is source), key=lambda e: (e.span.start, e.span.end))
    while ordered:
        group = [ordered.pop(0)]
        last = source.position(group[0].span.end).line
        while ordered and source.position(ordered[0].span.start).line <= last:
            last = max(last, source.position(ordered[0].span.end).line)
            group.append(ordered.pop(0))
        first = group[0].span.line
        start, end = source.starts[first - 1], source.line_span(last).end
        yield _trimmed(first, source.text[start:end], _edited(source, start, end, group))


def _edited(source: Source, start: int, end: int, edits: list[Edit]) -> str:
    parts = []
    for edit in edits:
        parts += [source.text[start : edit.span.start], edit.text]
        start = max(start, edit.span.end)
    return "".join([*parts, source.text[start:end]])


def _is_overlong(span: Span) -> bool:
    line = span.source.line_span(span.line)
    return line.end - line.start > _LONGEST


def _trimmed(line: int, old: str, new: str) -> Change:
    before, after = _NEWLINE.split(old), _NEWLINE.split(new)
    most = min(len(before), len(after))
    head = next((at for at in range(most) if before[at] != after[at]), most)
    tail = next((at for at in range(most - head) if before[-1 - at] != after[-1 - at]), most - head)
    return Change(line + head, before[head : len(before) - tail], after[head : len(after) - tail])


def _rows(change: Change, gutter: int, context: Context) -> Iterator[str]:
    for sign, kind, lines, others in (
        ("-", "removed", change.before, change.after),
        ("+", "added", change.after, change.before),
    ):
        for index, line in enumerate(lines):
            text = _window(line, others[index] if index < len(others) else "")
            number = context.paint("gutter", f"{change.line + index:>{gutter}}")
            yield f"{number} {context.paint(kind, f'{sign} {cells(text)[0]}'.rstrip())}"


def _window(line: str, other: str) -> str:
    """The part of an overlong line that differs from the other one."""
    if len(line) <= WIDTH:
        return line
    same = next((i for i, (one, two) in enumerate(zip(line, other, strict=False)) if one != two), 0)
    start = max(same - _KEPT, 0)
    return (
        ("..." if start else "") + line[start : start + WIDTH] + ("..." if start + WIDTH < len(line) else "")
    )
