"""Members of JSON objects are used only as what they are."""

from __future__ import annotations

from typing import Any

import pytest

from corscheck.report.fields import Fields, UnusableReport


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", 1),
        ("text", None),
        ("word", "\x1b[31m"),
        ("word", "a b"),
        ("words", ["a", 1]),
        ("words", ["<b>"]),
        ("number", True),
        ("number", -1),
        ("number", 1.0),
        ("number", 2**40),
        ("seconds", float("nan")),
        ("seconds", float("inf")),
        ("seconds", "1"),
        ("flag", 1),
        ("flag", None),
        ("object", []),
        ("items", {}),
        ("texts", [None]),
        ("pairs", [["a"]]),
        ("pairs", {"a": 1}),
        ("pairs", [["a", "b", "c"]]),
    ],
)
def test_what_is_something_else_is_refused(name: str, value: Any) -> None:
    with pytest.raises(UnusableReport, match="`x` of it"):
        getattr(Fields({"x": value}, "it"), name)("x")


def test_what_is_missing_has_its_default() -> None:
    fields = Fields({"x": None}, "it")
    assert (fields.text("x", "d"), fields.word("y", "w"), fields.number("y", 3)) == ("d", "w", 3)
    assert (fields.optional("x"), fields.optional_word("x"), fields.items("y")) == (None, None, [])
    assert not fields.flag("y")
    assert "x" not in fields


def test_choices_are_compared_with_their_type() -> None:
    assert Fields({"x": True}, "it").choice("x", (True, False)) is True
    with pytest.raises(UnusableReport):
        Fields({"x": 1}, "it").choice("x", (True, False))
