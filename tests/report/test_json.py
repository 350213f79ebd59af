"""`json`: the members that are always there."""

from __future__ import annotations

import json

from corscheck.findings import Suppressed
from corscheck.report import render
from corscheck.run_report import Report
from tests.support.reports import CONTEXT, REPORTS, SLASH


def test_json_summary_and_members_are_always_there() -> None:
    for report in (*REPORTS.values(), Report(), Report(suppressed=(Suppressed(SLASH, "comment"),))):
        document = json.loads(render("json", report, CONTEXT))
        assert list(document) == [
            "version",
            "findings",
            "summary",
            "errors",
            "services",
            "routes",
            "checks",
            "suppressed",
            "notes",
            "run",
        ]
        assert document["summary"].keys() >= {"files", "errors", "warnings", "infos", "fixable"}
        assert document["summary"].keys() >= {"checks", "passed", "failed", "unreachable", "not_tested"}
