"""Lines of files for the page: marked places, and what a fix changes; lines wrap and keep their marks."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple
from corscheck.report.columns import cells
from corscheck.report.fix_diff import diff
from corscheck.report.frame import RELATED, Mark, lines_of
from corscheck.report.html_text import Html, element, joined, plain, text
from corscheck.text import place, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.report.frame import Line
    from corscheck.source import Source


class _Piece(NamedTuple):
    """A part of a line: from where to where, and the marks on it."""

    start: int
    end: int
    marks: tuple[Mark, ...]


def source_lines(finding: Finding, context: Context) -> Html:
    """The places of a finding, file by file, with their lines and the marked parts of these."""
    parts = []
    for source, marks, lines in lines_of(finding, context):
        position = source.position(marks[0].span.start)
        where = f"{place(context.path(source.path))}:{position.line}:{position.column}"
        parts.append(element("p", element("code", plain(where)), class_="place"))
        if lines:
            parts.append(element("ol", *_rows(source, marks, lines), class_="source"))
    hidden = len(finding.related) - RELATED
    if hidden > 0:
        parts.append(element("p", text(f"and {plural(hidden, 'more place')}")))
    return joined(parts, "\n")


def _rows(source: Source, marks: list[Mark], lines: Iterable[Line]) -> Iterator[Html]:
    previous = None
    for line in lines:
        if previous is not None and line.number > previous + 1:
            yield element("li", element("span", Html("…"), class_="number"), class_="gap")
        previous = line.number
        code = joined(_piece(piece, line, source) for piece in _pieces(line, marks))
        labels = [mark for mark in marks if mark.label and mark.span.line == line.number]
        notes = joined(element("span", text(mark.label), class_="label related") for mark in labels)
        number = element("span", plain(str(line.number)), class_="number")
        yield element("li", number, element("code", code), notes)


def _pieces(line: Line, marks: list[Mark]) -> Iterator[_Piece]:
    """The line cut where a mark begins or ends."""
    end = line.start + len(line.text)
    cuts = {line.start, end}
    for mark in marks:
        cuts |= {min(max(at, line.start), end) for at in (mark.span.start, mark.span.end)}
    places = sorted(cuts)
    for low, high in pairwise(places):
        yield _Piece(low, high, tuple(one for one in marks if one.span.start <= low and high <= one.span.end))
    for mark in marks:  # an empty place, such as one where something is missing
        if mark.span.start == mark.span.end == end:
            yield _Piece(end, end, (mark,))


def _piece(piece: _Piece, line: Line, source: Source) -> Html:
    shown = (
        Html(escape(cells(source.text[piece.start : piece.end])[0])) if piece.end > piece.start else Html(" ")
    )
    if not piece.marks or (not shown.strip() and piece.start == line.start):
        return shown
    return element("mark", shown, class_=piece.marks[0].severity)


def fix_lines(finding: Finding, context: Context) -> Html:
    """What the fix of a finding changes, as lines with their signs."""
    rows = []
    for line in diff(finding, context):
        sign = line.split(" ", 2)[1:2]
        kind = {"+": "added", "-": "removed"}.get(sign[0] if sign else "")
        shown = Html(escape(line))
        rows.append(element("ins" if kind == "added" else "del", shown, class_=kind) if kind else shown)
    kept = [row for row in rows if row.strip(" |")]
    return element("pre", joined(kept, "\n")) if kept else Html("")
