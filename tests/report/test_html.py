"""`html`: one page that loads nothing and runs only its own script."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from corscheck.report.html import render
from corscheck.report.html_text import VOID
from corscheck.report.recognise import is_report
from corscheck.run_report import Report
from tests.support.big_report import big_report
from tests.support.reports import CHECKS, CONTEXT, EMPTY, INCOMPLETE, LINT, LIVE, REPORTS


class Balance(HTMLParser):
    """Fails where elements are not nested."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", REPORTS)
def test_the_page_is_whole(kind: str) -> None:
    page = render(REPORTS[kind], CONTEXT)
    assert page.startswith("<!doctype html>\n")
    assert Balance(page).open == []


def content(page: str, tag: str) -> str:
    return page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]


def test_it_loads_nothing_and_runs_only_its_own_script() -> None:
    page = render(REPORTS["live"], CONTEXT)
    policy = page.partition('http-equiv="Content-Security-Policy" content="')[2].partition('"')[0]
    hashes = {
        tag: b64encode(sha256(content(page, tag).encode()).digest()).decode() for tag in ("style", "script")
    }
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; "
        f"script-src 'sha256-{hashes['script']}'; base-uri 'none'; form-action 'none'"
    )
    assert page.count("<script") == page.count("<style") == 1
    assert " src=" not in page
    assert " style=" not in page


def test_what_was_not_tried_stands_on_top() -> None:
    page = render(INCOMPLETE, CONTEXT)
    assert page.index("this could not be done or tried") < page.index('id="verdict"') < page.index("CORS201")
    assert "the routes of the service are not known" in page


@pytest.mark.parametrize(
    ("report", "verdict"),
    [
        (Report(), "Nothing was examined"),
        (EMPTY, "✓ Passed"),
        (LINT, "✗ Failed"),
        (INCOMPLETE, "✗ Failed, and incomplete"),
        (LIVE._replace(findings=()), "✗ Failed, and incomplete"),
        (EMPTY._replace(errors=INCOMPLETE.errors), "? Incomplete"),
        (EMPTY._replace(checks=CHECKS[4:5]), "? Incomplete"),
    ],
)
def test_the_verdict_is_that_of_the_exit_code(report: Report, verdict: str) -> None:
    if report.checks == LIVE.checks:
        report = report._replace(checks=tuple(one._replace(codes=()) for one in report.checks or ()))
    assert f'id="verdict">{verdict}</h2>' in render(report, CONTEXT)


def test_the_header_says_what_when_and_with_what() -> None:
    page = render(big_report(), CONTEXT._replace(time="2026-01-31T12:00:00Z"))
    assert "<title>corscheck: service-0, service-1</title>" in page
    assert '<time datetime="2026-01-31T12:00:00Z">2026-01-31 12:00:00 UTC</time>' in page
    assert "service-0: http://127.0.0.1:8089 (ASAB 25.15)" in page
    assert "corscheck 0.1.0" in page
    assert is_report(page)


def test_infos_are_folded() -> None:
    assert "<summary>1 info of 1 rule</summary>" in render(LINT, CONTEXT)
    assert "<summary>1 info" not in render(LINT, CONTEXT._replace(min_severity="info"))
