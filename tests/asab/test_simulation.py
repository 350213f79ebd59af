"""Simulated expressions against Python's own engine, position by position."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest

from corscheck.asab.simulation import MAX_PROGRAM, NotKnown, Program, Simulation, is_single

_parser: Any = import_module("re._parser")


def compiled(expression: str) -> Program:
    program = Program()
    tree = _parser.parse(expression)
    program.add(tree, tree.state.flags)
    return program


def matches(expression: str, text: str) -> bool:
    return Simulation(text).run(compiled(expression), 0, len(text))


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "a",
        "[^a]",
        "a|b|",
        "(?:a|ab)(?:c|bcd)d*",
        "a{2}",
        "a{1,3}b?",
        "(?:ab){2,}",
        "a*?b+?",
        "^a$",
        r"\ba\b",
        "(?=ab)a.",
        "(?!b).",
        "a(?<=a)b",
        "a(?<!b)b",
        "(?i:a)b",
        "(?i:a(?-i:b))",
        "(?s:.)",
        ".",
        r"(?a:\w)",
        "(?P<name>a)b",
    ],
)
def test_it_is_what_the_engine_says(expression: str) -> None:
    for text in ("", "a", "A", "b", "aa", "ab", "aB", "abab", "abcd", "abd", "aab", "aaab", "\n", "\u017e"):
        assert matches(expression, text) is (re.fullmatch(expression, text) is not None), text


def test_expressions_that_keep_the_engine_busy_for_days_take_some_steps() -> None:
    assert not matches("(?:a+)+b", "a" * 500)
    assert matches("(?:a|a)*b", "a" * 500 + "b")


def test_a_part_of_the_text_is_matched_from_a_place_to_another_or_to_anywhere() -> None:
    program = compiled("ab")
    assert Simulation("xabx").run(program, 1, 3)
    assert Simulation("xabx").run(program, 1, None)
    assert not Simulation("xabx").run(program, 1, 4)
    assert not Simulation("xabx").run(program, 0, None)


@pytest.mark.parametrize(
    "expression", [r"(a)\1", "(?>a)", "a*+", "(?:a?)*", "(a)?(?(1)b|c)", f"a{{{MAX_PROGRAM + 1}}}"]
)
def test_what_cannot_be_simulated(expression: str) -> None:
    with pytest.raises(NotKnown):
        compiled(expression)


def test_steps_are_bounded() -> None:
    with pytest.raises(NotKnown):
        matches(".*" * 200, "a" * 500)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [("a", True), ("[ab]", True), (".", True), ("ab", False), ("^", False), ("", False)],
)
def test_one_letter(expression: str, expected: bool) -> None:  # noqa: FBT001  # a table
    assert is_single(_parser.parse(expression)) is expected
