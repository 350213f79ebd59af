"""Edits in terms of lines, with each kind of line end."""

from __future__ import annotations

import pytest

from corscheck.edits import delete_lines, insert_above, insert_below, newline
from corscheck.fixes import Edit, Fix, apply_fixes
from corscheck.source import Source, Span


def apply(source: Source, edit: Edit) -> str:
    return apply_fixes(source, [Fix("x", (edit,))])[0]


def place(source: Source, text: str) -> Span:
    start = source.text.index(text)
    return source.span(start, start + len(text))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines(end: str) -> None:
    source = Source(f"one{end}two{end}  three", "a")
    assert newline(source) == end
    two, three = place(source, "two"), place(source, "three")
    assert apply(source, delete_lines(two)) == f"one{end}  three"
    assert apply(source, delete_lines(three)) == f"one{end}two{end}"
    assert apply(source, insert_above(three, "x")) == f"one{end}two{end}x{end}  three"
    assert apply(source, insert_below(two, "x")) == f"one{end}two{end}x{end}  three"
    assert apply(source, insert_below(three, "x")) == f"one{end}two{end}  three{end}x"


def test_lines_of_a_span_over_several() -> None:
    source = Source("one\ntwo\nthree\nfour\n", "a")
    span = Span(source, place(source, "wo").start, place(source, "hree").start + 1)
    assert apply(source, delete_lines(span)) == "one\nfour\n"
    assert apply(source, insert_below(span, "x")) == "one\ntwo\nthree\nx\nfour\n"


def test_empty_file() -> None:
    source = Source("", "a")
    assert newline(source) == "\n"
    assert apply(source, insert_above(source.span(0, 0), "x")) == "x\n"
