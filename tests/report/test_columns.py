"""Columns are counted as terminals draw them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.report.columns import cells, cut, pad, width, wrapped
from corscheck.text import visible


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("日本", 4), ("e\u0301", 1), ("🎉", 2), ("", 0)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "shown", "columns"),
    [
        ("ab", "ab", [0, 1, 2]),
        ("\tx", "    x", [0, 4, 5]),
        ("ab\tx", "ab  x", [0, 1, 2, 4, 5]),
        ("日\tx", "日  x", [0, 2, 4, 5]),
        ("a\u200bx", "a\\u200bx", [0, 1, 7, 8]),
        ("e\u0301x", "e\u0301x", [0, 1, 1, 2]),
    ],
)
def test_cells(text: str, shown: str, columns: list[int]) -> None:
    assert cells(text) == (shown, columns)


@given(st.text(), st.integers(8, 40))
def test_cut_fits(text: str, columns: int) -> None:
    shown = cut(visible(text), columns)
    assert width(shown) <= columns
    assert width(pad(shown, columns)) == columns


LINK = "\x1b[1ma\x1b[0m \x1b]8;;u\x1b\\b\x1b]8;;\x1b\\"
URL = "https://api.example.com/a-long-name/another"


@pytest.mark.parametrize(
    ("line", "columns", "lines"),
    [
        ("a b c", None, ["a b c"]),
        ("a b c", 5, ["a b c"]),
        ("aa bb cc", 5, ["aa bb", "  cc"]),
        ("  ✗ aa bb", 7, ["  ✗ aa", "    bb"]),
        (f"see {URL} now", 20, ["see", f"  {URL}", "  now"]),
        ("日本 日本", 5, ["日本", "  日本"]),
        ("a  b   c", 7, ["a  b", "  c"]),
        (LINK, 3, [LINK]),
        ("\x1b[1maa bb\x1b[0m", 4, ["\x1b[1maa", "  bb\x1b[0m"]),
        ("x" * 30, 10, ["x" * 30]),
    ],
)  # fmt: skip
def test_lines_are_wrapped_between_words(line: str, columns: int | None, lines: list[str]) -> None:
    assert wrapped(line, columns) == lines
