"""The fix of a finding as lines before and after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.findings import Finding
from corscheck.fixes import Edit, Fix
from corscheck.report import Context
from corscheck.report.fix_diff import changes, diff
from corscheck.source import Source, Span

CONTEXT = Context()


def finding(text: str, start: int, end: int) -> Finding:
    return Finding("CORS001", "x", "error", "m", Span(Source(text, "f"), start, end))


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
    fix = Fix("fix", tuple(Edit(source.span(start, end), new) for start, end, new in edits))
    assert diff(one._replace(fix=fix), CONTEXT) == ["  |", *rows, "  |"]


def test_diff_without_a_fix() -> None:
    assert diff(finding("a", 0, 1), CONTEXT) == []


def test_diff_of_an_overlong_line_shows_what_changes() -> None:
    source = Source("a" * 5000, "f")
    one = finding("x", 0, 1)._replace(
        span=source.span(0, 1), fix=Fix("fix", (Edit(source.span(4000, 4001), "X"),))
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
