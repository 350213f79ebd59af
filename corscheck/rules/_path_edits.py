"""Edits of a list of paths that keep its layout: one item per line, or all in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.edits import delete_lines, newline
from corscheck.fixes import Edit, Fix
from corscheck.source import Span

if TYPE_CHECKING:
    from corscheck.rules._path_items import Item, Items


def remove_item(items: Items, item: Item, message: str) -> Fix | None:
    """The fix that deletes an item with its separator; None where it comes from a reference or a variable.

    Also None where the list is `ragged`: with one item less, text that is harmless within the ninth item
    would become an item.
    """
    if items.ragged or not item.value.verbatim or (span := item.value.span) is None:
        return None
    source, line = span.source, span.source.line_span(span.line)
    before, after = Span(source, line.start, span.start), Span(source, span.end, line.end)
    first = items.items[0] is item
    if not before.text.strip() and not after.text.strip(" \t,"):
        return None if first else Fix(message, (delete_lines(span),))
    if not first and before.text.strip():
        separator = len(before.text) - len(before.text.rstrip(", \t"))
        return Fix(message, (Edit(Span(source, span.start - separator, span.end), ""),))
    separator = len(after.text) - len(after.text.lstrip(", \t"))
    return Fix(message, (Edit(Span(source, span.start, span.end + separator), ""),))


def add_item(item: Item, text: str, message: str) -> Fix | None:
    """The fix that inserts another item before an item: on a line of its own where the item has one."""
    span = item.value.span
    if not item.value.verbatim or span is None:
        return None
    line = span.source.line_span(span.line)
    before, after = line.text[: span.start - line.start], line.text[span.end - line.start :]
    if before.strip():
        return Fix(message, (Edit.insert(span, f"{text}, "),))
    comma = "," if after.lstrip().startswith(",") else ""
    if after.strip(" \t,"):
        return Fix(message, (Edit.insert(span, f"{text}{comma} "),))
    return Fix(message, (Edit.insert(span, f"{text}{comma}{newline(span.source)}{before}"),))


def replaced(items: Items, text: str, message: str) -> Fix | None:
    """The unsafe fix that replaces the whole list; None where it is not verbatim in the file."""
    span = items.value.span
    if span is None or any(item.value.pieces and not item.value.pieces[0].verbatim for item in items.items):
        return None
    return Fix(message, (Edit(span, text),), "unsafe")
