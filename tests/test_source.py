"""Sources, spans and values that remember their places."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.source import Piece, Position, Source, Span, Value


@pytest.mark.parametrize(
    ("text", "offset", "position"),
    [
        ("", 0, (1, 1)),
        ("ab", 1, (1, 2)),
        ("a\nb", 2, (2, 1)),
        ("a\r\nb", 3, (2, 1)),
        ("a\rb", 2, (2, 1)),
        ("a\n\rb", 3, (3, 1)),
        ("a\x0cb\x85c\u2028d", 6, (1, 7)),  # only what universal newlines knows ends a line
        ("a\n", 2, (2, 1)),
    ],
)
def test_position(text: str, offset: int, position: tuple[int, int]) -> None:
    assert Source(text, "x").position(offset) == position


@pytest.mark.parametrize(("column", "expected"), [("position", 4), ("column_utf8", 8)])
def test_columns_in_two_units(column: str, expected: int) -> None:
    source = Source("first\nž🙂a|", "x")
    found = getattr(source, column)(9)
    assert (found.column if isinstance(found, Position) else found) == expected


def test_lone_surrogates_do_not_break_columns() -> None:
    source = Source("\udcff|", "x")
    assert source.column_utf8(1) == 4


def test_line_text_leaves_the_line_end_out() -> None:
    source = Source("one\r\ntwo\rthree\n", "x")
    assert [source.line_text(line) for line in (1, 2, 3, 4)] == ["one", "two", "three", ""]


def two_lines() -> tuple[Source, Value]:
    """A value of two lines, `/a,` and `/b`, with the indentation between them as an inexact joint."""
    source = Source("p = /a,\r\n\t/b\n", "x")
    first, second = source.span(4, 7), source.span(10, 12)
    joint = source.span(7, 10)
    pieces = (
        Piece(0, first, verbatim=True),
        Piece(3, joint, verbatim=False),
        Piece(4, second, verbatim=True),
    )
    return source, Value("/a,\n/b", pieces)


def test_parts_of_a_value_keep_their_places() -> None:
    source, value = two_lines()
    first, second = value.split(re.compile(r"[,\s]+"))
    assert (first.text, first.span) == ("/a", Span(source, 4, 6))
    assert (second.text, second.span) == ("/b", Span(source, 10, 12))
    assert first.verbatim
    assert second.verbatim
    assert not value.verbatim
    assert value.span == Span(source, 4, 12)


def test_split_at_most() -> None:
    value = Value("a,b,c")
    assert [part.text for part in value.split(re.compile(","), 1)] == ["a", "b,c"]
    assert [part.text for part in value.split(re.compile(","))] == ["a", "b", "c"]


def test_an_empty_part_has_a_place() -> None:
    source = Source("p=,/a", "x")
    empty, path = Value.at(source.span(2, 5)).split(re.compile(","))
    assert empty.span == Span(source, 2, 2)
    assert path.span == Span(source, 3, 5)


def test_expanded_text_stands_where_its_reference_is_written() -> None:
    source = Source("p=/x/${A}/y", "x")
    pieces = (
        Piece(0, source.span(2, 5), verbatim=True),
        Piece(3, source.span(5, 9), verbatim=False),
        Piece(8, source.span(9, 11), verbatim=True),
    )
    value = Value("/x/value/y", pieces)
    part = value.slice(4, 6)
    assert (part.text, part.span, part.verbatim) == ("al", Span(source, 5, 9), False)
    assert value.slice(8, 10).verbatim
    assert value.slice(2, 10).span == Span(source, 4, 11)


def test_a_default_stands_nowhere() -> None:
    value = Value("0.0.0.0 8080")
    assert value.span is None
    assert value.slice(0, 3).span is None
    assert not value.verbatim


@pytest.mark.parametrize("chars", [None, "\n", " ,"])
def test_strip(chars: str | None) -> None:
    source = Source("x= \n a ,\n", "x")
    value = Value.at(source.span(2, 9))
    stripped = value.strip(chars)
    assert stripped.text == value.text.strip(chars)
    assert stripped.span is not None
    assert stripped.span.text == stripped.text


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_a_slice_of_an_exact_value_is_exact(text: str, one: int, two: int) -> None:
    start, end = sorted((min(one, len(text)), min(two, len(text))))
    part = Value.at(Source(text, "x").span(0, len(text))).slice(start, end)
    assert part.text == text[start:end]
    assert part.span is not None
    assert part.span.text == part.text
    assert part.verbatim


@given(st.text(alphabet="a\r\n\x0b🙂"))
def test_lines_and_positions_agree(text: str) -> None:
    source = Source(text, "x")
    for offset in range(len(text) + 1):
        line, column = source.position(offset)
        assert source.starts[line - 1] + column - 1 == offset
