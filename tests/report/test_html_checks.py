"""All checks on the page, in families."""

from __future__ import annotations

import re
from typing import get_args

from corscheck.report.html_checks import FAMILIES, WORDS, section
from corscheck.rules.live._case import Kind
from tests.support.big_report import big_report
from tests.support.reports import LIVE

BIG = big_report(61, 1)
ANCHORS = {check.id: f"c{number}" for number, check in enumerate(BIG.checks or (), 1)}


def test_every_kind_of_check_has_a_family() -> None:
    assert set(get_args(Kind)) | {""} == set(FAMILIES)


def test_a_family_is_one_line_with_its_counts() -> None:
    page = section(BIG.checks or (), ANCHORS)
    assert "Routes of the service" in page
    assert "12 checks: 9 passed, 2 failed, 1 no answer" in page
    assert page.count('class="family"') == 4
    assert page.count('class="family" open') == 1  # the one in which a check fails


def test_every_check_has_an_exchange_to_lead_to() -> None:
    page = section(BIG.checks or (), ANCHORS)
    assert set(re.findall(r'<div id="(c\d+)" class="exchange"', page)) == set(ANCHORS.values())


def test_a_check_of_no_known_kind_is_shown_too() -> None:
    anchors = {check.id: "c1" for check in LIVE.checks or ()}
    page = section(LIVE.checks or (), anchors)
    assert all(f">{words}<" in page for words in WORDS.values())
