"""Variables against `os.path.expandvars`."""

from __future__ import annotations

import os
import posixpath
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.asab.environment import expand
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
    assert expand(Value(text), ENVIRON).text == expected
    assert expand(Value(text), ENVIRON).text == expected


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
    value = expand(Value.at(Source(text, "a").span(0, len(text))), ENVIRON)
    assert [(piece.span.text, piece.exact) for piece in value.pieces] == expected


def test_unclosed_braces_take_linear_time() -> None:
    text = "${" * 50_000 + "$A"
    assert expand(Value(text), ENVIRON).text == text[:-2] + "a"
