"""Nothing active or invisible reaches a terminal, and columns are counted as terminals draw them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.report.text import cells, cut, listed, pad, place, plural, visible, width


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain `text`", "plain `text`"),
        ("naïve 日本 🎉", "naïve 日本 🎉"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x1b]8;;http://evil\x07", "\\x1b]8;;http://evil\\x07"),
        ("\x9b2J", "\\x9b2J"),
        ("safe\u202egnp.exe", "safe\\u202egnp.exe"),
        ("a\u200bb\ufeffc\u00a0d", "a\\u200bb\\ufeffc\\xa0d"),
        ("x\u2028y", "x\\u2028y"),
        ("\U000e0041", "\\U000e0041"),
        ("\ud800", "\\ud800"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_visible_says_how_much_it_leaves_out() -> None:
    assert visible("x" * 12, 10) == "xxxxxxxxxx... (2 more characters)"


@given(st.text(st.characters()))
def test_visible_is_always_printable(text: str) -> None:
    assert visible(text).isprintable()


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


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("app.conf", "app.conf"),
        ("::error::x", "./::error::x"),
        (" ##[error]x", "./ ##[error]x"),
        ("a\nb", "a\\nb"),
    ],
)
def test_place_is_no_command_of_a_runner(path: str, shown: str) -> None:
    assert place(path) == shown


def test_words() -> None:
    assert [plural(1, "file"), plural(0, "file")] == ["1 file", "0 files"]
    assert listed(["a", "", "b"]) == "a, b"
