"""Every result, step and layer has its words."""

from __future__ import annotations

from typing import get_args

from corscheck.fetch.responder import Kind
from corscheck.fetch.steps import STEPS
from corscheck.fetch.verdict import Result
from corscheck.report.why_words import CHECKS, HEADLINES, LAYERS


def test_every_result_has_a_headline() -> None:
    assert set(HEADLINES) == set(get_args(Result))


def test_every_check_of_a_header_is_one_check() -> None:
    elsewhere = ("request", "mixed-content", "-network", "-redirect", "-status")
    for step in STEPS:
        found = [name for name, parts in CHECKS if any(part in step for part in parts)]
        assert len(found) == (not step.endswith(elsewhere)), step


def test_every_layer_that_is_known_has_words() -> None:
    assert set(LAYERS) == set(get_args(Kind)) - {"unknown"}
