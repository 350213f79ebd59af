"""Edits in terms of lines; they keep the file's own line ends."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.fixes import Edit
from corscheck.source import Span

if TYPE_CHECKING:
    from corscheck.source import Source


def newline(source: Source) -> str:
    """The line end the file uses: that of its first line."""
    match = re.search(r"\r\n|\r|\n", source.text)
    return match[0] if match else "\n"


def whole_lines(span: Span) -> Span:
    """The lines of the span, with the last one's line end."""
    source = span.source
    first = span.line
    last = max(source.position(max(span.end - 1, span.start)).line, first)
    end = source.starts[last] if last < len(source.starts) else len(source.text)
    return Span(source, source.starts[first - 1], end)


def delete_lines(span: Span) -> Edit:
    """Delete the lines of the span."""
    return Edit(whole_lines(span), "")


def insert_above(span: Span, line: str) -> Edit:
    """A new line above the one on which the span starts."""
    start = whole_lines(span).start
    return Edit(Span(span.source, start, start), line + newline(span.source))


def insert_below(span: Span, line: str) -> Edit:
    """A new line below the one on which the span ends."""
    lines = whole_lines(span)
    end = newline(span.source)
    place = Span(span.source, lines.end, lines.end)
    return Edit(place, line + end if lines.text.endswith(("\n", "\r")) else end + line)
