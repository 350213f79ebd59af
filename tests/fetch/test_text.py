from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.fetch.text import LIMIT, LISTED, listed, quoted, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://a.example", "https://a.example"),
        ("a b~", "a b~"),
        ("\ta\r\n", r"\ta\r\n"),
        ("\x00\x1b[31m\x7f", r"\x00\x1b[31m\x7f"),
        ("caf\xe9\xa0", r"caf\xe9\xa0"),
        ("a\u200bb\uffff", r"a\u200bb\uffff"),
        ("\U0001f600", r"\U0001f600"),
        ("\ud800", r"\ud800"),
        ("\0 ~", r"\x00 ~"),
        ("\xff\u0100", r"\xff\u0100"),
        ("\U00010000", r"\U00010000"),
    ],
)
def test_invisible_characters_become_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_long_text_is_cut() -> None:
    assert visible("a" * LIMIT) == "a" * LIMIT
    assert visible("a" * (LIMIT + 1)) == "a" * LIMIT + f"... ({LIMIT + 1} characters)"
    assert visible("abcd", 3) == "abc... (4 characters)"
    assert visible("\0bc", 3) == r"\x00bc"
    assert (LIMIT, LISTED) == (200, 20)


def test_quoted_and_listed() -> None:
    assert quoted("a ") == "`a `"
    assert quoted("") == "an empty value"
    assert listed(["GET", "P\tT"]) == r"`GET`, `P\tT`"
    assert listed(()) == ""
    assert listed(["a"] * LISTED) == ", ".join(["`a`"] * LISTED)
    assert listed(["a"] * (LISTED + 2)) == ", ".join(["`a`"] * LISTED) + " and 2 more"


@given(st.text())
def test_nothing_but_printable_ascii_comes_out(text: str) -> None:
    assert all(" " <= char <= "~" for char in visible(text))
