"""`gitlab`: an array of objects with stable fingerprints."""

from __future__ import annotations

import json

from corscheck.findings import Finding
from corscheck.report import render
from corscheck.run_report import Report
from corscheck.source import Source
from tests.support.reports import CONTEXT, LINT


def test_gitlab_fingerprints_ignore_line_numbers_and_differ() -> None:
    source = Source("cors = *\n[b]\ncors = *\n", "a.conf")
    moved = Source("\n\n" + source.text, "a.conf")
    twice = [
        Report(
            tuple(Finding("CORS001", "x", "error", "m", one.span(at, at + 4)) for at in (start, start + 13))
        )
        for one, start in ((source, 0), (moved, 2))
    ]
    first, second = ([o["fingerprint"] for o in json.loads(render("gitlab", r, CONTEXT))] for r in twice)
    assert first == second
    assert len(set(first)) == 2


def test_gitlab_is_an_array() -> None:
    assert json.loads(render("gitlab", Report(), CONTEXT)) == []
    for item in json.loads(render("gitlab", LINT, CONTEXT)):
        assert item["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert set(item) == {"description", "check_name", "fingerprint", "severity", "location"}
