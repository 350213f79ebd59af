"""`github`: what the runner makes of the commands."""

from __future__ import annotations

from typing import Any

import pytest

from corscheck.findings import Finding
from corscheck.report import Context, render
from corscheck.run_report import Report
from corscheck.source import Source, Span
from tests.support.reports import CONTEXT, LINT, LIVE, SLASH, WITHOUT_FILE
from tests.support.runner import Command, parse


def finding(text: str, start: int, end: int, **changes: Any) -> Finding:
    span = Span(Source(text, "a.conf"), start, end)
    return Finding("CORS001", "x", "error", "m", span)._replace(**changes)


def commands(report: Report, context: Context = CONTEXT) -> list[Command]:
    return [found for line in render("github", report, context).splitlines() if (found := parse(line))]


def test_github_errors_first_with_places_from_the_root() -> None:
    found = commands(LINT)
    assert [command.level for command in found] == ["error", "error", "warning", "notice"]
    assert found[1].properties == {
        "file": "service/etc/app.conf",
        "line": "6",
        "endLine": "6",
        "col": "2",
        "endColumn": "7",
        "title": "CORS104 preflight-path-without-slash",
    }
    assert found[1].message.splitlines()[0] == SLASH.message


def test_github_columns_only_within_a_line() -> None:
    (one,) = commands(Report((finding("a\nb\n", 0, 3),)))
    assert one.properties == {"file": "service/a.conf", "line": "1", "endLine": "2", "title": "CORS001 x"}


@pytest.mark.parametrize("message", ["100% ::x", "a, b: c]", "%0A", "::set-output name=x::y", "%25,%3A"])
def test_github_hostile_values_survive(message: str) -> None:
    source = Source("x", f"{message}.conf")
    one = Finding("CORS001", "x", "error", message, source.span(0, 1))
    (found,) = commands(Report((one,)), Context())
    assert found.message.splitlines()[0] == message
    assert found.properties["file"] == f"{message}.conf"
    assert found.properties["line"] == "1"


def test_github_newlines_do_not_start_commands() -> None:
    one = finding("x", 0, 1, message="a\n::error::b", help="c\r\n::error::d")
    assert len(render("github", Report((one,)), CONTEXT._replace(quiet=True)).splitlines()) == 1
    assert len(commands(Report((one,)))) == 1


def test_github_says_that_annotations_are_limited() -> None:
    text = render("github", Report((finding("x", 0, 1),) * 11), CONTEXT)
    assert "GitHub shows 10 annotations of each kind" in text.splitlines()[-1]
    assert len(commands(Report((finding("x", 0, 1),) * 11))) == 11


def test_github_messages_stay_below_the_limit() -> None:
    long = "x" * 100_000
    for command in commands(Report((finding("x", 0, 1, message=long, help=long),))):
        assert len(command.message) < 4096
    for command in commands(LIVE):
        assert len(command.message) < 4096


def test_github_names_no_file_where_there_is_none() -> None:
    (found,) = [one for one in commands(WITHOUT_FILE) if one.level == "error"]
    assert found.properties == {"title": "CORS201 other-allow-origin"}
