"""Nothing active or invisible reaches a terminal, and no CI runner finds a command."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.text import LISTED, QUOTED, first_of, guarded, listed, place, plural, quoted, visible
from tests.support.runner import commands


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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a ", "`a `"),
        ("", "an empty value"),
        ("a\n  b", "`a\\n  b`"),
        ("x" * QUOTED, f"`{'x' * QUOTED}`"),
        ("x" * (QUOTED + 1), f"`{'x' * QUOTED}...` ({QUOTED + 1} characters)"),
        ("\0" * (QUOTED + 1), "`" + "\\x00" * QUOTED + f"...` ({QUOTED + 1} characters)"),
    ],
)
def test_quoted(text: str, shown: str) -> None:
    assert quoted(text) == shown


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([], ""),
        (["a"], "`a`"),
        (["a", "b"], "`a` and `b`"),
        (("a", "", "P\tT"), "`a`, an empty value and `P\\tT`"),
        (["a"] * LISTED, ", ".join(["`a`"] * (LISTED - 1)) + " and `a`"),
        (["a"] * (LISTED + 2), ", ".join(["`a`"] * LISTED) + " and 2 more"),
    ],
)
def test_listed(names: list[str], shown: str) -> None:
    assert listed(names) == shown


@pytest.mark.parametrize(
    ("parts", "most", "shown"),
    [
        ([], 2, ""),
        (["a", "b"], 2, "a, b"),
        (["a", "b", "c"], 2, "a, b and 1 more"),
        (["a"] * 1002, 1, "a and 1,001 more"),
    ],
)
def test_first_of(parts: list[str], most: int, shown: str) -> None:
    assert first_of(parts, most) == shown


def test_plural() -> None:
    assert [plural(1, "file"), plural(0, "file")] == ["1 file", "0 files"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("app.conf", "app.conf"),
        ("::error::x", "./::error::x"),
        (" ##[error]x", " #\\#[error]x"),
        ("a\nb", "a\\nb"),
    ],
)
def test_place_is_not_a_command_of_a_runner(path: str, shown: str) -> None:
    assert place(path) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ## text [x]", "plain ## text [x]"),
        ("a::b", "a::b"),
        ("::error::x", "\\::error::x"),
        ("   ::stop-commands::x", "\\   ::stop-commands::x"),
        ("x ##vso[task.setvariable variable=PATH]y", "x #\\#vso[task.setvariable variable=PATH]y"),
        ("##VSO[task.complete]", "#\\#VSO[task.complete]"),
        ("a ##[add-mask]b ##[group]c", "a #\\#[add-mask]b #\\#[group]c"),
        ("###[error]", "##\\#[error]"),
        ("####vso[x]", "###\\#vso[x]"),
        ("##teamcity[buildStop]", "#\\#teamcity[buildStop]"),
    ],
)
def test_guarded(text: str, shown: str) -> None:
    assert guarded(text) == shown
    assert guarded(shown) == shown


@given(st.lists(st.sampled_from(["#", "##", "[", "vso", "::", ":", " ", "x", "error", "VSO"])).map("".join))
def test_no_runner_finds_a_command(text: str) -> None:
    assert commands(guarded(text)) == []
    assert commands(place(text)) == []
