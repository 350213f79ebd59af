"""Code frames: lines of a file with carets below the exact columns, for one or several labelled places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.records import NamedTuple
from corscheck.report.columns import cells
from corscheck.text import place, plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.source import Source, Span

LINES = 6
"""Lines of one marked place that are shown, besides its last."""

RELATED = 8
"""Related places of one finding that are shown; of the others only their number."""

WIDTH = 140
"""Code points of a line that are shown without a terminal."""


class Mark(NamedTuple):
    """A place to underline."""

    span: Span
    label: str
    severity: str  # how the place is coloured; `related` for another place


class Line(NamedTuple):
    """A line of a file, or a part of a long one."""

    number: int
    start: int  # offset in the source of what is shown
    text: str


def frames(finding: Finding, context: Context) -> list[str]:
    """The lines of all frames of a finding: that of its own place first, then those of other files."""
    gutter = gutter_width(finding)
    lines: list[str] = []
    for source, marks, shown in lines_of(finding, context):
        position = source.position(marks[0].span.start)
        where = f"{place(context.path(source.path))}:{position.line}:{position.column}"
        lines.append(f"{' ' * gutter}{context.paint('gutter', '-->')} {where}")
        if shown:
            lines += _frame(source, marks, shown, gutter, context)
    hidden = len(finding.related) - RELATED
    if hidden > 0:
        lines.append(f"{' ' * gutter} {context.paint('gutter', '=')} and {plural(hidden, 'more place')}")
    return lines


def lines_of(finding: Finding, context: Context) -> Iterator[tuple[Source, list[Mark], list[Line]]]:
    """The files of a finding's places, with the places and the lines to show; no lines where none may be."""
    marks = [Mark(finding.span, "", finding.severity)]
    marks += [Mark(other.span, other.message, "related") for other in finding.related[:RELATED]]
    for source, group in _by_source(marks):
        numbers = sorted(_shown_lines(source, group)) if source.text and source.quotable else []
        yield source, group, [Line(number, *_window(source, number, group, context)) for number in numbers]


def gutter_width(finding: Finding) -> int:
    """Columns that the line numbers of a finding's frames take."""
    spans = [finding.span, *(other.span for other in finding.related)]
    edits = finding.fix.edits if finding.fix else ()
    spans += [edit.span for edit in edits]
    return max(len(str(_last_line(span) + 1)) for span in spans)


def _by_source(marks: list[Mark]) -> Iterator[tuple[Source, list[Mark]]]:
    groups: dict[int, list[Mark]] = {}
    for mark in marks:
        groups.setdefault(id(mark.span.source), []).append(mark)
    for group in groups.values():
        yield group[0].span.source, group


def _frame(
    source: Source, marks: list[Mark], shown_lines: Iterable[Line], gutter: int, context: Context
) -> list[str]:
    bar = context.paint("gutter", f"{' ' * gutter} |")
    lines, previous = [bar], None
    for number, start, text in shown_lines:
        if previous is not None and number > previous + 1:
            lines.append(context.paint("gutter", "..."))
        previous = number
        shown, columns = cells(text)
        numbered = context.paint("gutter", f"{number:>{gutter}} |")
        lines.append(f"{numbered} {shown}".rstrip())
        for mark in marks:
            if underline := _underline(mark, source, number, start, columns):
                label = f" {visible(mark.label)}" if mark.label and number == mark.span.line else ""
                lines.append(f"{bar} {underline[0]}{context.paint(mark.severity, underline[1] + label)}")
    return [*lines, bar]


def _shown_lines(source: Source, marks: Iterable[Mark]) -> set[int]:
    lines: set[int] = set()
    for mark in marks:
        first, last = mark.span.line, _last_line(mark.span)
        lines.update(range(first, min(last + 1, first + LINES)))
        lines.add(last)
        if mark.severity != "related":
            around = (first - 1, last + 1)
            lines.update(n for n in around if 0 < n <= len(source.starts) and source.line_text(n).strip())
    return lines


def _last_line(span: Span) -> int:
    """The line of a span's last character."""
    return span.source.position(max(span.end - 1, span.start)).line


def _window(source: Source, number: int, marks: list[Mark], context: Context) -> tuple[int, str]:
    """The part of a line that is shown, and the offset in the source at which it starts."""
    span = source.line_span(number)
    limit = max((context.width or WIDTH) - 10, 40)
    if span.end - span.start <= limit:
        return span.start, span.text
    focus = max((mark.span.start for mark in marks if mark.span.line == number), default=span.start)
    if focus - span.start <= limit * 3 // 4:
        return span.start, source.text[span.start : span.start + limit]
    start = min(focus - limit // 4, span.end - limit)
    return start, source.text[start : start + limit]


def _underline(
    mark: Mark, source: Source, number: int, start: int, columns: list[int]
) -> tuple[str, str] | None:
    """Blanks and carets for one mark on one line, of which the window from `start` is shown."""
    line = source.line_span(number)
    if not mark.span.line <= number <= _last_line(mark.span):
        return None
    low, high = max(mark.span.start, line.start), min(mark.span.end, line.end)
    if number > mark.span.line:
        low += len(source.text[low:high]) - len(source.text[low:high].lstrip())
        if low >= high:
            return None
    last = len(columns) - 1
    begin, end = (columns[min(max(offset - start, 0), last)] for offset in (low, high))
    sign = "-" if mark.severity == "related" else "^"
    return " " * begin, sign * max(end - begin, 1)
