"""`markdown`: a page that is not too big."""

from __future__ import annotations

import re

from corscheck.report import render
from corscheck.run_report import Report
from tests.support.reports import CONTEXT, SLASH


def test_a_big_markdown_page_says_what_it_leaves_out() -> None:
    text = render("markdown", Report((SLASH,) * 3000), CONTEXT)
    assert len(text.encode()) < 1024 * 1024
    assert re.search(r"\n\d+ more findings did not fit into this page\.\n$", text)
