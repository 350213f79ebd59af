"""Edits of a list of paths that keep its shape: one item a line, or all in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.edits import delete_lines, newline
from corscheck.findings import Edit, Fix
from corscheck.source import Span

if TYPE_CHECKING:
    from corscheck.rules.paths._items import Item, Items


def remove_item(items: Items, item: Item, message: str) -> Fix | None:
    """Take an item out, with its separator; None where it came out of a reference or a variable.

    And None where that would bring to light what is no path: as part of the ninth item it does no harm.
    """
    if items.ragged or not item.value.exact or (span := item.value.span) is None:
        return None
    source, line = span.source, span.source.line_span(span.line)
    before, behind = Span(source, line.start, span.start), Span(source, span.end, line.end)
    first = items.items[0] is item
    if not before.text.strip() and not behind.text.strip(" \t,"):
        return None if first else Fix(message, (delete_lines(span),))
    if not first and before.text.strip():
        separator = len(before.text) - len(before.text.rstrip(", \t"))
        return Fix(message, (Edit(Span(source, span.start - separator, span.end), ""),))
    separator = len(behind.text) - len(behind.text.lstrip(", \t"))
    return Fix(message, (Edit(Span(source, span.start, span.end + separator), ""),))


def add_item(item: Item, text: str, message: str) -> Fix | None:
    """Put another item in front of an item: on a line of its own where the item has one."""
    span = item.value.span
    if not item.value.exact or span is None:
        return None
    line = span.source.line_span(span.line)
    before, behind = line.text[: span.start - line.start], line.text[span.end - line.start :]
    if before.strip():
        return Fix(message, (Edit.insert(span, f"{text}, "),))
    comma = "," if behind.lstrip().startswith(",") else ""
    if behind.strip(" \t,"):
        return Fix(message, (Edit.insert(span, f"{text}{comma} "),))
    return Fix(message, (Edit.insert(span, f"{text}{comma}{newline(span.source)}{before}"),))


def replaced(items: Items, text: str, message: str) -> Fix | None:
    """Replace the whole list, which is unsafe; None where it does not stand in the file as it is."""
    span = items.value.span
    if span is None or any(item.value.pieces and not item.value.pieces[0].exact for item in items.items):
        return None
    return Fix(message, (Edit(span, text),), safe=False)
