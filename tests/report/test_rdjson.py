"""`rdjson`: columns in bytes, fixes as suggestions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.findings import Finding
from corscheck.fixes import Edit, Fix
from corscheck.report import render
from corscheck.run_report import Report
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


def _applied(text: str, suggestion: dict[str, Any]) -> str:
    """As reviewdog and GitHub apply it: to whole lines, of which there is none after the last line end."""
    lines = text.splitlines()
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    assert 1 <= start["line"] <= end["line"] <= len(lines)
    first, last = lines[start["line"] - 1].encode(), lines[end["line"] - 1].encode()
    assert end["column"] <= len(last) + 1
    new = first[: start["column"] - 1].decode() + suggestion["text"] + last[end["column"] - 1 :].decode()
    return "\n".join([*lines[: start["line"] - 1], *new.splitlines(), *lines[end["line"] :]])


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("ends_with", ["a line end", "nothing"])
@given(st.data())
def test_rdjson_suggestions_stay_on_the_lines_of_the_file(
    newline: str, ends_with: str, data: st.DataObject
) -> None:
    final = ends_with == "a line end"
    lines = data.draw(st.lists(st.sampled_from(["a", "bc", "é = f"]), min_size=2, max_size=5))
    text = newline.join(lines) + (newline if final else "")
    starts = [sum(len(line) + len(newline) for line in lines[:number]) for number in range(len(lines))]
    number = data.draw(st.integers(1, len(lines) - 1))
    start, end = starts[number], (*starts, len(text))[number + 1]
    new = data.draw(st.sampled_from(["", f"x = 1{newline}"] if final else ["", "x = 1"]))
    one = finding(text, 0, 1)
    fix = Fix("delete", (Edit(one.span.source.span(start, end), new),))
    (found,) = json.loads(render("rdjson", Report((one._replace(fix=fix),)), CONTEXT))["diagnostics"]
    assert _applied(text, *found["suggestions"]) == "\n".join((text[:start] + new + text[end:]).splitlines())


def test_rdjson_an_insertion_at_the_end_follows_the_last_line() -> None:
    one = finding("a\nb\n", 0, 1)
    fix = Fix("add", (Edit(one.span.source.span(4, 4), "c\n"),))
    (found,) = json.loads(render("rdjson", Report((one._replace(fix=fix),)), CONTEXT))["diagnostics"]
    assert _applied("a\nb\n", *found["suggestions"]) == "a\nb\nc"


def test_rdjson_no_suggestion_for_another_file() -> None:
    items = json.loads(render("rdjson", LINT, CONTEXT))["diagnostics"]
    assert [len(item["suggestions"]) for item in items] == [0, 1, 1, 0]
