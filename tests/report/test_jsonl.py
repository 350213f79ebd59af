"""JSON Lines: what is read back renders as the same report in every format."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corscheck.report import Context, render
from corscheck.report.read import Reader

GOLDEN = Path(__file__).parent / "golden"


@pytest.mark.parametrize("kind", ["lint", "live", "incomplete", "empty"])
def test_what_is_read_back_is_the_same(kind: str) -> None:
    reader = Reader()
    text = (GOLDEN / f"jsonl-{kind}.txt").read_text()
    found = reader.read(text.splitlines(keepends=True)).report
    assert render("jsonl", found, Context()) == text
    document = (GOLDEN / f"json-{kind}.json").read_text()
    assert render("json", found, Context()) == document
    again = reader.read(document.splitlines(keepends=True)).report
    fixes = [(one.fix, one.span) for one in again.findings]
    assert all(fix is None for fix, _ in fixes)  # a document has no text of the files
    places = [(one.span.source.path, *one.span.source.position(one.span.start)) for one in again.findings]
    assert places == [
        (one.span.source.path, *one.span.source.position(one.span.start)) for one in found.findings
    ]
    for form in ("full", "concise", "github", "gitlab", "sarif", "junit", "rdjson", "html", "markdown"):
        assert render(form, again, Context())


def test_the_last_line_counts_the_lines() -> None:
    lines = [json.loads(line) for line in (GOLDEN / "jsonl-live.txt").read_text().splitlines()]
    assert lines[0]["type"] == "run"
    assert lines[-1]["type"] == "end"
    assert (lines[-1]["lines"], lines[-1]["exit_code"]) == (len(lines), 1)
