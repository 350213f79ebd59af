"""Carets stand under what they mean, whatever the line is made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.findings import Edit, Finding, Fix, Related
from corscheck.report import Context
from corscheck.report.columns import cells, width
from corscheck.report.fix_diff import changes, diff
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


@pytest.mark.parametrize(
    ("text", "edits", "rows"),
    [
        ("a\nb\nc\n", [(2, 3, "B")], ["2 - b", "2 + B"]),
        ("a\nb\nc\n", [(2, 4, "")], ["2 - b"]),  # a line less
        ("a\nb\nc\n", [(2, 2, "x\n")], ["2 + x"]),  # a line more
        ("a\r\nb\r\n", [(3, 4, "x\r\ny")], ["2 - b", "2 + x", "3 + y"]),
        ("a b\n", [(2, 3, "B"), (0, 1, "A")], ["1 - a b", "1 + A B"]),
        ("a\nb\nc\n", [(0, 1, "A"), (4, 5, "C")], ["1 - a", "1 + A", "3 - c", "3 + C"]),
        ("a", [(1, 1, "\n")], ["2 +"]),
        ("a\x1b", [(0, 1, "\u202e")], ["1 - a\\x1b", "1 + \\u202e\\x1b"]),
    ],
)
def test_diff(text: str, edits: list[tuple[int, int, str]], rows: list[str]) -> None:
    one = finding(text, 0, 1)
    source = one.span.source
    fix = Fix("mend", tuple(Edit(source.span(start, end), new) for start, end, new in edits))
    assert diff(one._replace(fix=fix), CONTEXT) == ["  |", *rows, "  |"]


def test_diff_without_a_fix() -> None:
    assert diff(finding("a", 0, 1), CONTEXT) == []


def test_diff_of_an_overlong_line_shows_what_changes() -> None:
    source = Source("a" * 5000, "f")
    one = finding("x", 0, 1)._replace(
        span=source.span(0, 1), fix=Fix("mend", (Edit(source.span(4000, 4001), "X"),))
    )
    lines = diff(one, CONTEXT)
    assert "X" in lines[2]
    assert max(map(len, lines)) < 160


@given(st.text("ab\n"), st.data())
def test_changes_say_what_the_edits_do(text: str, data: st.DataObject) -> None:
    """Replacing the lines that the changes name gives the text that the edits give."""
    source = Source(text, "f")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6, unique=True)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    edits = tuple(Edit(source.span(low, high), data.draw(st.text("xy\n", max_size=3))) for low, high in pairs)
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.span.start] + edit.text + expected[edit.span.end :]
    lines = [source.line_text(number) for number in range(1, len(source.starts) + 1)]
    for change in reversed(list(changes(source, edits))):
        assert lines[change.line - 1 : change.line - 1 + len(change.before)] == change.before
        lines[change.line - 1 : change.line - 1 + len(change.before)] = change.after
    after = Source(expected, "f")
    assert lines == [after.line_text(number) for number in range(1, len(after.starts) + 1)]
