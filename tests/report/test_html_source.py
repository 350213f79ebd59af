"""Lines of files on the page, with their marks."""

from __future__ import annotations

import re

from corscheck.findings import Finding
from corscheck.report.html_source import fix_lines, source_lines
from corscheck.source import Source
from tests.support.reports import CONTEXT, OVERRIDDEN, SLASH, TRAILING


def marked(page: str) -> list[str]:
    return re.findall(r'<mark class="\w+">(.*?)</mark>', page)


def test_the_place_is_marked_in_its_line() -> None:
    page = source_lines(SLASH, CONTEXT)
    assert "<code>etc/app.conf:6:2</code>" in page
    assert marked(page) == ["api/*"]
    assert re.findall(r'class="number">(\d+)<', page) == ["5", "6", "7"]


def test_related_places_are_marked_and_labelled() -> None:
    page = source_lines(OVERRIDDEN, CONTEXT)
    assert "cors = " in marked(page)
    assert '<span class="label related">overridden here</span>' in page
    assert "etc/site.conf" in page


def test_lines_that_are_left_out_leave_a_gap() -> None:
    text = "\n".join(f"line {number}" for number in range(1, 40))
    source = Source(text, "a.conf")
    page = source_lines(Finding("CORS001", "x", "error", "m", source.span(0, len(text))), CONTEXT)
    assert '<li class="gap">' in page


def test_an_empty_place_is_shown() -> None:
    source = Source("[web]\ncors =\n", "a.conf")
    page = source_lines(Finding("CORS001", "x", "error", "m", source.span(12, 12)), CONTEXT)
    assert marked(page) == [" "]


def test_text_of_a_file_is_no_markup() -> None:
    source = Source("<script>alert(1)</script>", "<b>.conf")
    page = source_lines(Finding("CORS001", "x", "error", "m", source.span(0, 8)), CONTEXT)
    assert "<script" not in page
    assert "<b>" not in page
    assert marked(page) == ["&lt;script&gt;"]


def test_a_fix_is_shown_as_lines_before_and_after() -> None:
    page = fix_lines(TRAILING, CONTEXT)
    assert re.search(r'<del class="removed">4 - cors = https://app\.example\.com/</del>', page)
    assert re.search(r'<ins class="added">4 \+ cors = https://app\.example\.com</ins>', page)
    assert fix_lines(SLASH._replace(fix=None), CONTEXT) == ""
