"""Carets are below the right characters, in lines of any characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.findings import Finding, Related
from corscheck.report import Context
from corscheck.report.columns import cells, width
from corscheck.report.frame import frames
from corscheck.source import Source, Span

CONTEXT = Context()


def finding(text: str, start: int, end: int, *related: Related) -> Finding:
    return Finding("CORS001", "x", "error", "m", Span(Source(text, "f"), start, end), related=related)


@pytest.mark.parametrize(
    ("text", "start", "end", "line", "carets"),
    [
        ("a = bc", 4, 6, "1 | a = bc", "  |     ^^"),
        ("\ta = b", 5, 6, "1 |     a = b", "  |         ^"),
        ("日本=x", 3, 4, "1 | 日本=x", "  |      ^"),
        ("🎉 x", 0, 1, "1 | 🎉 x", "  | ^^"),
        ("a\u200bx", 2, 3, "1 | a\\u200bx", "  |        ^"),
        ("a\u200bx", 1, 2, "1 | a\\u200bx", "  |  ^^^^^^"),
        ("e\u0301x", 2, 3, "1 | e\u0301x", "  |  ^"),
        ("abc", 1, 1, "1 | abc", "  |  ^"),  # an empty span still has a caret
        ("abc", 3, 3, "1 | abc", "  |    ^"),  # at the end of a line
        ("abc\n", 3, 4, "1 | abc", "  |    ^"),  # a line end
        ("a\x1b[31m", 0, 1, "1 | a\\x1b[31m", "  | ^"),
    ],
)
def test_carets(text: str, start: int, end: int, line: str, carets: str) -> None:
    assert frames(finding(text, start, end), CONTEXT)[2:4] == [line, carets]


def test_several_lines_are_underlined_without_their_indentation() -> None:
    text = "cors =\n  a,\n\n  b\nx = 1\n"
    assert frames(finding(text, 7, 17), CONTEXT) == [
        " --> f:2:1",
        "  |",
        "1 | cors =",
        "2 |   a,",
        "  | ^^^^",
        "3 |",
        "4 |   b",
        "  |   ^",
        "5 | x = 1",
        "  |",
    ]


def test_a_long_place_is_shown_with_its_ends() -> None:
    lines = frames(finding("x\n" * 100, 0, 199), CONTEXT)
    assert [line for line in lines if line.endswith("| x")][-1] == "100 | x"
    assert "..." in lines
    assert len(lines) < 30


def test_many_places_are_counted() -> None:
    source = Source("x\n", "other")
    related = [Related(source.span(0, 1), f"place {n}") for n in range(20)]
    assert frames(finding("y", 0, 1, *related), CONTEXT)[-1] == "  = and 12 more places"


def test_labels_are_harmless() -> None:
    source = Source("x\n", "oth\x1ber")
    lines = frames(finding("y", 0, 1, Related(source.span(0, 1), "a\x1b\nb")), CONTEXT)
    assert " --> oth\\x1ber:1:1" in lines
    assert "  | - a\\x1b\\nb" in lines


@pytest.mark.parametrize(("start", "terminal"), [(0, None), (500_000, None), (999_990, 60)])
def test_overlong_lines_show_the_place(start: int, terminal: int | None) -> None:
    text = "a" * start + "X" + "b" * (1_000_000 - start)
    lines = frames(finding(text, start, start + 1), CONTEXT._replace(width=terminal))
    assert max(map(len, lines)) <= (terminal or 140)
    column = lines[3].index("^")
    assert lines[2][column] == "X"


@given(st.text(st.characters(exclude_characters="\r\n"), min_size=1), st.data())
def test_carets_are_as_wide_as_the_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    lines = frames(finding(text, start, end), CONTEXT)
    if len(text) < 130:
        before, place = cells(text[:start])[0], cells(text)[1]
        assert lines[3] == "  | " + " " * width(before) + "^" * max(place[end] - place[start], 1)
    assert all(line.isprintable() for line in lines)
