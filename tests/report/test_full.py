"""On a terminal, prose is broken between words; what may have to be copied is not."""

from __future__ import annotations

import re

import pytest

from corscheck.findings import Finding, Report
from corscheck.report.context import Context
from corscheck.report.full import render
from corscheck.source import Source, Span

SPAN = Span(Source("[web]\ncors = x\n", "app.conf"), 13, 14)
WORDS = "one two three four five six seven eight nine ten"
FINDING = Finding("CORS104", "x", "error", WORDS, SPAN, help=f"{WORDS} {'x' * 60}")


def lines(width: int | None, *, colour: bool = False) -> list[str]:
    return render(Report((FINDING,)), Context(width=width, colour=colour)).splitlines()


def test_a_pipe_gets_long_lines() -> None:
    assert lines(None)[0] == f"CORS104 [error] {WORDS}"


@pytest.mark.parametrize("colour", [False, True])
def test_a_terminal_gets_broken_ones(*, colour: bool) -> None:
    found = lines(40, colour=colour)
    plain = [re.sub(r"\x1b\[[\d;]*m", "", line) for line in found]
    assert plain[:3] == [
        "CORS104 [error] one two three four five",
        "six seven eight nine ten",
        " --> app.conf:2:8",
    ]
    note = plain.index(next(line for line in plain if "help:" in line).rstrip())
    assert plain[note + 1].startswith("          ")
    assert any(line.strip() == "x" * 60 for line in plain)
    assert all(line.count("\x1b[") % 2 == 0 for line in found)
