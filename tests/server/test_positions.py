"""Offsets and positions of the protocol."""

from __future__ import annotations

import pytest
from lsprotocol.types import Position

from corscheck.server.positions import UTF8, UTF16, UTF32, offset_of, position_of, range_of
from corscheck.source import Source, Span

TEXT = "[web]\r\ncors = ä😀x\rlast\n"
SOURCE = Source(TEXT, "app.conf")
AFTER = TEXT.index("x")


@pytest.mark.parametrize(("encoding", "character"), [(UTF8, 13), (UTF16, 10), (UTF32, 9)])
def test_characters_are_counted_in_units(encoding: str, character: int) -> None:
    assert position_of(SOURCE, AFTER, encoding) == Position(1, character)
    assert offset_of(SOURCE, Position(1, character), encoding) == AFTER


@pytest.mark.parametrize("encoding", [UTF8, UTF16, UTF32])
@pytest.mark.parametrize("offset", [0, 5, 7, AFTER, AFTER + 1, AFTER + 2, len(TEXT) - 1, len(TEXT)])
def test_there_and_back(encoding: str, offset: int) -> None:
    assert offset_of(SOURCE, position_of(SOURCE, offset, encoding), encoding) == offset


@pytest.mark.parametrize(
    ("position", "offset"),
    [
        (Position(0, 99), 5),  # the end of the line, before CR LF
        (Position(1, 99), AFTER + 1),
        (Position(1, 9), AFTER - 1),  # within the surrogate pair: where it begins
        (Position(99, 0), len(TEXT)),
        (Position(3, 0), len(TEXT)),
    ],
)
def test_positions_that_are_none(position: Position, offset: int) -> None:
    assert offset_of(SOURCE, position, UTF16) == offset


def test_a_range_of_several_lines() -> None:
    found = range_of(Span(SOURCE, 1, AFTER), UTF16)
    assert (found.start, found.end) == (Position(0, 1), Position(1, 10))


def test_what_ends_a_line_for_python_only() -> None:
    source = Source("a\x0c\u2028b\n", "app.conf")
    assert position_of(source, 3, UTF16) == Position(0, 3)
