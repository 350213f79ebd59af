"""Errors of a run as text, and where they are."""

from __future__ import annotations

import pytest

from corscheck.report.context import Context
from corscheck.report.fingerprint import error_fingerprints
from corscheck.report.run_errors import (
    HEADING,
    description,
    line_of,
    lines,
    location,
    messages,
    path_of,
    section,
)
from corscheck.run_report import Report, RunError
from corscheck.source import Source

SPAN = Source("a\nconfig = x\n", "/repo/corscheck.toml").span(2, 8)
CONTEXT = Context(directory="/repo")
DOWN = RunError("unreachable", "http://h cannot be reached", "start it", "shop", "http://h", SPAN)
DIED = RunError("launch-failed", "the service ended\n\x1b[2Jout\n::error::put", service="shop", file="a.conf")


def test_the_service_is_named_once() -> None:
    assert messages(DOWN) == ["shop: http://h cannot be reached"]
    assert messages(DOWN._replace(message="shop is down")) == ["shop is down"]
    assert messages(DOWN._replace(service="a.conf", file="a.conf")) == ["http://h cannot be reached"]


def test_what_a_service_wrote_is_harmless() -> None:
    assert messages(DIED) == ["shop: the service ended", "\\x1b[2Jout", "\\::error::put"]


def test_of_a_long_output_the_end_is_shown() -> None:
    long = DIED._replace(message="\n".join(map(str, range(200))))
    assert len(messages(long)) == 61
    assert messages(long)[-1] == "199"


def test_lines_of_text() -> None:
    assert lines(DOWN, CONTEXT) == [
        "corscheck.toml:2:1: error[unreachable]: shop: http://h cannot be reached; start it"
    ]
    first, *rest = lines(DIED, CONTEXT)
    assert first == "a.conf: error[launch-failed]: shop: the service ended"
    assert rest == ["    \\x1b[2Jout", "    \\::error::put"]
    assert lines(RunError("interrupted", "interrupted"), CONTEXT) == ["error[interrupted]: interrupted"]


def test_a_section_with_a_heading_or_none() -> None:
    assert section(Report(), CONTEXT) == []
    assert section(Report(errors=(DOWN,)), CONTEXT)[0] == f"{HEADING}:"


def test_one_line_for_formats_that_have_one() -> None:
    assert description(DIED) == "shop: the service ended \\x1b[2Jout \\::error::put"
    assert description(DOWN) == "shop: http://h cannot be reached; start it"


@pytest.mark.parametrize(
    ("error", "where", "line", "path"),
    [
        (DOWN, "corscheck.toml:2:1", 2, "/repo/corscheck.toml"),
        (DIED, "a.conf", 1, "a.conf"),
        (RunError("usage", "x"), "", 1, "first.conf"),
    ],
)
def test_places(error: RunError, where: str, line: int, path: str) -> None:
    assert location(error, CONTEXT) == where
    assert line_of(error) == line
    assert path_of(error, Report(files=("first.conf",))) == path


def test_fingerprints_are_stable_and_differ() -> None:
    same = error_fingerprints((DOWN, DOWN, DIED), CONTEXT)
    assert len(set(same)) == 3
    moved = DOWN._replace(message="other", span=Source("config\n", SPAN.source.path).span(0, 6))
    assert error_fingerprints((moved,), CONTEXT) == same[:1]
