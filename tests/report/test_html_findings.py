"""Findings on the page."""

from __future__ import annotations

from corscheck.report.html_findings import LINKED, section
from tests.support.big_report import big_report
from tests.support.reports import CONTEXT, LINT, LIVE

BIG = big_report()
ANCHORS = {check.id: f"c{number}" for number, check in enumerate(BIG.checks or (), 1)}


def test_a_finding_links_its_rule_and_its_checks() -> None:
    page = section(BIG, ANCHORS, CONTEXT)
    assert 'href="https://github.com/corscheck/corscheck/blob/main/docs/rules/CORS214.md"' in page
    failed = [ANCHORS[one.id] for one in BIG.checks or () if one.outcome == "failed"]
    assert all(f'<a href="#{name}" class="cell">' in page for name in failed)


def test_of_many_checks_there_is_the_number() -> None:
    many = tuple(check.id for check in BIG.checks or ())
    finding = BIG.findings[0]._replace(checks=many)
    page = section(BIG._replace(findings=(finding,)), ANCHORS, CONTEXT)
    assert f"and {len(many) - LINKED} more checks" in page


def test_fixes_versions_and_confidence() -> None:
    page = section(LINT, {}, CONTEXT)
    assert "<dt>Fix</dt>" in page
    assert "<dt>Unsafe fix</dt>" in page
    assert "ASAB 25.15, 26.37" in page
    assert "warning (likely)" in page


def test_the_evidence_of_a_live_finding() -> None:
    page = section(LIVE, {}, CONTEXT)
    assert "<summary>Request and answer</summary>" in page
    assert "OPTIONS http://127.0.0.1:8080/api/x" in page
