"""Sentences of consoles, today's and those of years ago, and the steps that they are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from corscheck.fetch.steps import STEPS
from corscheck.paste.console_reasons import reason_of

ACAO = "'Access-Control-Allow-Origin' header"


REASONS = (Path(__file__).parents[1] / "data" / "pasted" / "console-reasons.txt").read_text().splitlines()


@pytest.mark.parametrize(("step", "sentence"), [line.split(" ", 1) for line in REASONS])
def test_steps(step: str, sentence: str) -> None:
    reason = reason_of(sentence, names_phase="Reason:" not in sentence)
    assert reason is not None
    assert step in STEPS
    assert reason.is_at(step)
    assert not reason.is_at(None)
    other = "preflight-method" if step != "preflight-method" else "preflight-header"
    assert not reason.is_at(other)


def test_what_a_sentence_shows_of_the_request() -> None:
    method = reason_of("Method patch is not allowed by Access-Control-Allow-Methods in preflight response.")
    assert method is not None
    assert (method.method, method.phase) == ("patch", "preflight")
    header = reason_of("Request header field Content-Type is not allowed by Access-Control-Allow-Headers.")
    assert header is not None
    assert header.headers == (("content-type", "application/json"),)
    wildcard = reason_of(f"The value of the {ACAO} in the response must not be the wildcard '*'")
    assert wildcard is not None
    assert wildcard.credentials == "include"


@pytest.mark.parametrize("text", ["", "404 Not Found", "TypeError: Failed to fetch"])
def test_what_says_nothing(text: str) -> None:
    assert reason_of(text) is None
