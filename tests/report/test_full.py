"""On a terminal, prose is broken between words; what may have to be copied is not."""

from __future__ import annotations

import re

import pytest

from corscheck import report as reports
from corscheck.findings import Finding
from corscheck.report.context import Context
from corscheck.report.full import block, render
from corscheck.run_report import Report
from corscheck.source import Source, Span
from tests.support.big_report import big_report
from tests.support.reports import CONTEXT, INCOMPLETE, LINT, LIVE, TRAILING

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


def test_what_to_do_comes_last() -> None:
    labels = [line.split(":")[0] for line in block(LIVE.findings[0], CONTEXT) if line.startswith("  = ")]
    assert labels == ["  = request", "  = received", "  = chrome", "  = repeat", "  = help", "  = docs"]
    lines = block(TRAILING, CONTEXT)
    assert lines.index("  = docs: corscheck rule CORS303") < lines.index("  = fix: Remove the `/`")


def test_codes_are_links_where_the_terminal_takes_them() -> None:
    context = CONTEXT._replace(links=True)
    for form in ("full", "concise"):
        for group_by in ("place", "rule"):
            text = reports.render(form, LINT, context._replace(group_by=group_by, colour=True))
            for finding in LINT.findings:
                url = f"https://github.com/corscheck/corscheck/blob/main/docs/rules/{finding.code}.md"
                assert f"\x1b]8;;{url}\x1b\\\x1b[" in text
            assert text.count("\x1b]8;;\x1b\\") * 2 == text.count("\x1b]8;;")
            plain = re.sub(r"\x1b\]8;;.*?\x1b\\", "", text)
            assert plain == reports.render(form, LINT, CONTEXT._replace(group_by=group_by, colour=True))


@pytest.mark.parametrize("form", ["json", "junit", "rdjson", "html", "markdown", "github", "sarif", "gitlab"])
def test_other_formats_have_no_links(form: str) -> None:
    context = CONTEXT._replace(links=True, colour=True)
    assert "\x1b" not in reports.render(form, LINT, context)


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_urls_are_never_broken(columns: int) -> None:
    url = f"https://api.example.com/{'a-long-name/' * 12}x"
    finding = FINDING._replace(message=f"see {url} for more", help=f"{WORDS} {url} {WORDS}")
    for group_by in ("place", "rule"):
        text = render(Report((finding,)), Context(width=columns, group_by=group_by))
        assert text.count(url) == (2 if group_by == "place" else 1)


@pytest.mark.parametrize("columns", [60, 80, 120])
@pytest.mark.parametrize("report", [LIVE, INCOMPLETE, big_report()], ids=["live", "incomplete", "big"])
def test_lines_fit_into_the_terminal_unless_they_are_to_be_copied(report: Report, columns: int) -> None:
    origin = f"https://{'a-long-name.' * 12}example.com"
    routes = tuple(one._replace(origin=origin, message=WORDS * 3) for one in report.routes)
    report = report._replace(routes=routes, caveats=(f"{WORDS} {WORDS} {origin}",), notes=(WORDS * 4,))
    raw = ("= request:", "= received:", "= repeat:", "             ", "error[", origin)
    for line in render(report, CONTEXT._replace(width=columns)).splitlines():
        assert len(line) <= columns or any(mark in line for mark in raw), line
