"""The entries of `cors` as rules ask for them, and the problem and the fix of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.edits import insert_above
from corscheck.findings import Edit, Fix
from corscheck.rules.origins._value import cors_of
from corscheck.rules.rule import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container, Option
    from corscheck.findings import Severity
    from corscheck.rules.origins._form import Form, Kind
    from corscheck.source import Span, Value


def entries_of(web: Container, *kinds: Kind) -> Iterator[tuple[Value, Form]]:
    """The entries of those kinds with their places."""
    read = cors_of(web)
    for entry in read.entries if read else ():
        if entry.form.kind in kinds:
            yield web.cors.slice(entry.start, entry.end), entry.form


def compared(web: Container) -> Severity:
    """How bad an entry is that never matches: an error where ASAB compares origins, otherwise a warning."""
    return "error" if web.profile.cors == "allow-list" else "warning"


def unmatched(web: Container, kinds: tuple[Kind, ...], advice: str | None = None) -> Iterator[Problem]:
    """A problem for each entry of those kinds, which no browser ever sends."""
    for value, form in entries_of(web, *kinds):
        yield Problem(
            value,
            form.message,
            help=f"write `{form.instead}`" if form.instead else advice,
            fix=written(value, form.instead, safe=form.safe),
            severity=compared(web),
        )


def written(value: Value, instead: str | None, *, safe: bool) -> Fix | None:
    """The fix that writes something else; None where nothing is known, or the value is not in the file."""
    span = ini_span(value)
    if instead is None or span is None:
        return None
    return Fix(f"Write `{instead}`", (Edit(span, instead),), safe=safe)


def ini_span(value: Value) -> Span | None:
    """Where a value can be edited: it stands letter by letter in an INI file."""
    span = value.span
    if span is None or not value.exact or span.source.path.lower().endswith((".json", ".yaml", ".yml")):
        return None
    return span


def from_blank(span: Span) -> Span:
    """The span with the blanks in front of it."""
    return span._replace(start=len(span.source.text[: span.start].rstrip(" \t")))


def moved_comment(option: Option, comment: Value, *, safe: bool) -> Fix | None:
    """Move a comment behind a value to a line of its own, above the option."""
    span, key = ini_span(comment), option.key
    if span is None or key is None or key.source is not span.source:
        return None
    indent = key.source.text[key.source.line_span(key.line).start : key.start]
    edits = (insert_above(key, indent + span.text), Edit(from_blank(span), ""))
    return Fix("Move the comment to a line of its own", edits, safe=safe)
