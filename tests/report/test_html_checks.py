"""All checks on the page, in families."""

from __future__ import annotations

import re

from corscheck.report.html_checks import WORDS, section
from tests.support.big_report import big_report
from tests.support.reports import LIVE

BIG = big_report(61, 1)
ANCHORS = {check.id: f"c{number}" for number, check in enumerate(BIG.checks or (), 1)}


def test_a_family_is_one_line_with_its_counts() -> None:
    page = section(BIG.checks or (), ANCHORS)
    assert (
        ">failed</span> 12 requests to the routes: 2 not as it says, 1 not known (CORS214)</summary>" in page
    )
    assert page.count('class="family"') == 3
    assert page.count('class="family" open') == 1  # the one in which a check fails


def test_what_got_in_and_is_accepted_is_not_green() -> None:
    (check,) = [one for one in BIG.checks or () if one.kind == "foreign"][:1]
    page = section([check], ANCHORS)
    assert '<span class="badge skipped">accepted</span> 1 origin that must not get in: 1 got in' in page


def test_every_check_has_an_exchange_to_lead_to() -> None:
    page = section(BIG.checks or (), ANCHORS)
    assert set(re.findall(r'<div id="(c\d+)" class="exchange"', page)) == set(ANCHORS.values())


def test_a_check_of_no_known_kind_is_shown_too() -> None:
    anchors = {check.id: "c1" for check in LIVE.checks or ()}
    page = section(LIVE.checks or (), anchors)
    assert all(f">{words}<" in page for words in WORDS.values())
