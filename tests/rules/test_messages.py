"""Phrases that the messages of several rules use."""

from __future__ import annotations

import pytest

from corscheck.asab.diagnosis import Diagnosis
from corscheck.rules._messages import listed, redacted, shown, stops


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a", "`a`"),
        ("a\n  b", "`a b`"),
        ("x" * 60, f"`{'x' * 60}`"),
        ("x" * 61, f"`{'x' * 59}…`"),
        ("", "``"),
    ],
)
def test_shown(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("https://jane:secret@a.com", "`https://...@a.com`"),
        ("jane:secret@a.com", "`...@a.com`"),
        ("https://a\u200b.com", "`https://a\\u200b.com`"),
        ("https://bücher.example", "`https://bücher.example`"),
    ],
)
def test_redacted(text: str, quote: str) -> None:
    assert redacted(text) == quote


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["a"], "`a`"), (["a", "b"], "`a` and `b`"), (["a", "b", "c"], "`a`, `b` and `c`")],
)
def test_listed(texts: list[str], expected: str) -> None:
    assert listed(texts) == expected


def test_stops_is_one_line() -> None:
    assert stops(Diagnosis("ValueError", "one\n\ttwo")) == ": the service stops with `ValueError: one two`"
