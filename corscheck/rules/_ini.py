"""What rules need to know about the text of an INI file: comments and options inside values, and edits.

Python's `configparser`, which ASAB uses, recognises comments and options only at the start of a line that is
not indented deeper than the option above it; everything else is part of a value.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.edits import insert_above
from corscheck.fixes import Edit, Fix, applicability

if TYPE_CHECKING:
    from corscheck.asab.container import Option
    from corscheck.source import Span, Value

SWALLOWED = (
    r"(?m)^(?:([A-Za-z][\w-]*(?=[ \t]*=)|cors\w*(?=[ \t]*:)|preflightpaths(?=[ \t]*:))[ \t]*[=:]"
    r"|\[[^\]\n/\"']+\]$)"
)
"""A line of a value that looks like an option or a section header."""

_COMMENT = r"(?:\A|(?<=\s))[;#](?!\s*[A-Za-z][A-Za-z0-9+.-]*://)[^\n]*"


def swallowed_lines(text: str) -> list[re.Match[str]]:
    """The continuation lines of a value that look like an option or a section header."""
    if "\n" not in text:
        return []
    return [match for match in re.finditer(SWALLOWED, text) if match.start() > 0]


def comments_in(text: str) -> list[tuple[int, int]]:
    """Start and end of each comment after a value, or in place of one."""
    return [match.span() for match in re.finditer(_COMMENT, text)]


def line_end(text: str, start: int) -> int:
    """The offset at which the line ends that contains the offset `start`."""
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def ini_span(value: Value) -> Span | None:
    """The span at which a value can be edited; None unless it is verbatim in an INI file."""
    span = value.span
    if span is None or not value.verbatim or span.source.path.lower().endswith((".json", ".yaml", ".yml")):
        return None
    return span


def replacement(value: Value, text: str | None, *, safe: bool) -> Fix | None:
    """The fix that writes `text` in place of a value; None without a text, or where it cannot be edited."""
    span = ini_span(value)
    if text is None or span is None:
        return None
    return Fix(f"Write `{text}`", (Edit(span, text),), applicability(safe=safe))


def with_blanks_before(span: Span) -> Span:
    """The span, extended by the blanks before it."""
    return span._replace(start=len(span.source.text[: span.start].rstrip(" \t")))


def moved_comment(option: Option, comment: Value, *, safe: bool) -> Fix | None:
    """The fix that moves a comment after a value to a line of its own above the option."""
    span, key = ini_span(comment), option.key
    if span is None or key is None or key.source is not span.source:
        return None
    indent = key.source.text[key.source.line_span(key.line).start : key.start]
    edits = (insert_above(key, indent + span.text), Edit(with_blanks_before(span), ""))
    return Fix("Move the comment to a line of its own", edits, applicability(safe=safe))
