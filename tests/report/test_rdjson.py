"""`rdjson`: columns in bytes, fixes as suggestions."""

from __future__ import annotations

import json
from typing import Any

from corscheck.findings import Edit, Finding, Fix, Report
from corscheck.report import render
from corscheck.source import Source, Span
from tests.support.reports import APP, CONTEXT, LINT, WIDE


def finding(text: str, start: int, end: int, **changes: Any) -> Finding:
    span = Span(Source(text, "a.conf"), start, end)
    return Finding("CORS001", "x", "error", "m", span)._replace(**changes)


def test_rdjson_columns_are_bytes() -> None:
    (one,) = json.loads(render("rdjson", Report((WIDE,)), CONTEXT))["diagnostics"]
    line = APP.line_text(7).encode()
    start, end = one["location"]["range"]["start"], one["location"]["range"]["end"]
    assert line[start["column"] - 1 : end["column"] - 1].decode() == "🎉 x/*"


def test_rdjson_a_fix_is_one_suggestion() -> None:
    one = finding("é = b, c\n", 0, 1)
    span = one.span.source.span
    fix = Fix("both", (Edit(span(7, 8), "C"), Edit(span(4, 5), "B")))
    (found,) = json.loads(render("rdjson", Report((one._replace(fix=fix),)), CONTEXT))["diagnostics"]
    assert found["suggestions"] == [
        {"range": {"start": {"line": 1, "column": 6}, "end": {"line": 1, "column": 10}}, "text": "B, C"}
    ]


def test_rdjson_no_suggestion_for_another_file() -> None:
    items = json.loads(render("rdjson", LINT, CONTEXT))["diagnostics"]
    assert [len(item["suggestions"]) for item in items] == [0, 1, 1, 0]
