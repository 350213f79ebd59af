"""Phrases that the messages of several rules use."""

from __future__ import annotations

import pytest

from corscheck.asab.diagnosis import Diagnosis
from corscheck.rules._messages import redacted, stops


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


def test_stops_is_one_line() -> None:
    assert stops(Diagnosis("ValueError", "one\n\ttwo")) == ": the service stops with `ValueError: one two`"
