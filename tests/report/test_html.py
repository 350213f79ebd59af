"""`html`: one page that loads and runs nothing."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from corscheck.report.html import render, text
from tests.support.reports import CONTEXT, INCOMPLETE, REPORTS, SLASH


class Balance(HTMLParser):
    """Fails where elements are not nested."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("kind", REPORTS)
def test_the_page_is_whole(kind: str) -> None:
    page = render(REPORTS[kind], CONTEXT)
    assert page.startswith("<!doctype html>\n")
    assert Balance(page).open == []


def test_it_loads_and_runs_nothing() -> None:
    page = render(REPORTS["live"], CONTEXT)
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert " src=" not in page


def test_what_is_quoted_becomes_code() -> None:
    assert text("a `b` <c>") == "a <code>b</code> &lt;c&gt;"


def test_what_was_not_tried_stands_before_the_findings() -> None:
    page = render(INCOMPLETE, CONTEXT)
    assert (
        page.index("Incomplete") < page.index(SLASH.code)
        if SLASH in INCOMPLETE.findings
        else "Incomplete" in page
    )
