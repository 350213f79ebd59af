"""`--statistics`: how often each rule was broken."""

from __future__ import annotations

import json

from corscheck.report.statistics import Row, render, render_json, rows
from corscheck.run_report import Report
from tests.support.reports import CONTEXT, OVERRIDDEN, SLASH

REPORT = Report((SLASH, OVERRIDDEN, OVERRIDDEN, SLASH._replace(fix=None), SLASH), ("etc/app.conf",))


def test_the_most_frequent_first() -> None:
    assert rows(REPORT) == [
        Row("CORS104", "preflight-path-without-slash", 3, 2),
        Row("CORS021", "overridden-option", 2, 0),
    ]


def test_equal_counts_are_in_the_order_of_codes() -> None:
    assert [row.code for row in rows(Report((SLASH, OVERRIDDEN)))] == ["CORS021", "CORS104"]


def test_a_table() -> None:
    lines = render(REPORT, CONTEXT).splitlines()
    assert lines[:2] == [
        "3  CORS104  [-]  preflight-path-without-slash",
        "2  CORS021       overridden-option",
    ]
    assert lines[2].startswith("Found ")
    assert len(render(REPORT, CONTEXT._replace(quiet=True)).splitlines()) == 2
    assert "[*]" in render(Report((SLASH,)), CONTEXT)


def test_json() -> None:
    assert json.loads(render_json(REPORT, CONTEXT)) == {
        "version": 1,
        "errors": [],
        "statistics": [row._asdict() for row in rows(REPORT)],
    }
