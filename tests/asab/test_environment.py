"""Variables against `os.path.expandvars`."""

from __future__ import annotations

import os
import posixpath
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.asab.environment import expand
from corscheck.limits import Budget, LimitReached
from corscheck.source import Source, Value

ENVIRON = {"A": "a", "B": "$A", "EMPTY": "", "_": "u", "1": "one", "A-B": "dash"}


@given(
    st.lists(
        st.sampled_from(["$", "{", "}", "A", "B", "_", "1", "-", "\u017e", "EMPTY", " ", "\n", "$$"])
    ).map("".join)
)
def test_as_in_the_standard_library(text: str) -> None:
    with patch.dict(os.environ, ENVIRON, clear=True):
        expected = posixpath.expandvars(text)
    assert expand(Value(text), ENVIRON, Budget()).text == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", [("plain", True)]),
        ("$A", [("$A", False)]),
        ("x${A}y$NONE", [("x", True), ("${A}", False), ("y$NONE", True)]),
        ("$EMPTY", [("$EMPTY", False)]),
        ("x${EMPTY}y", [("x", True), ("y", True)]),
    ],
)
def test_places(text: str, expected: list[tuple[str, bool]]) -> None:
    value = expand(Value.at(Source(text, "a").span(0, len(text))), ENVIRON, Budget())
    assert [(piece.span.text, piece.verbatim) for piece in value.pieces] == expected


def test_unclosed_braces_take_linear_time() -> None:
    text = "${" * 50_000 + "$A"
    assert expand(Value(text), ENVIRON, Budget()).text == text[:-2] + "a"


def test_what_is_put_in_is_bounded() -> None:
    budget = Budget(characters=1000)
    assert expand(Value("$A" * 500), ENVIRON, budget).text == "a" * 500
    assert budget.characters == 500
    with pytest.raises(LimitReached):
        expand(Value("$LONG" * 100_000), {"LONG": "x" * 100_000}, budget)
