"""Phrases that the messages of several rules use."""

from __future__ import annotations

from corscheck.asab.diagnosis import Diagnosis
from corscheck.rules._messages import stops


def test_stops_is_one_line() -> None:
    assert stops(Diagnosis("ValueError", "one\n\ttwo")) == ": the service stops with `ValueError: one two`"
