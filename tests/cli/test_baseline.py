"""The baseline file: several reports, several baselines, and what is never overwritten."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from corscheck.cli.baseline import against_baselines, update_baselines
from corscheck.errors import UsageProblem
from corscheck.findings import Finding
from corscheck.run_report import Report
from corscheck.source import Source


def report(path: str, *lines: str) -> Report:
    """A report with a finding on each of the lines."""
    text = "\n".join(lines)
    source = Source(text, path)
    findings = []
    for number in range(1, len(lines) + 1):
        span = source.line_span(number)
        findings.append(Finding("CORS104", "x", "error", lines[number - 1], span))
    return Report(tuple(findings), (path,))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("etc").mkdir()


def test_each_report_has_its_own_baseline(capsys: pytest.CaptureFixture[str]) -> None:
    one, two = report("one.conf", "a", "b"), report("etc/two.conf", "a")
    update_baselines([("known.json", one), ("etc/known.json", two)])
    assert capsys.readouterr().err == "Wrote 2 findings to known.json.\nWrote 1 finding to etc/known.json.\n"
    assert [row["path"] for row in json.loads(Path("etc/known.json").read_text())["findings"]] == ["two.conf"]
    more = report("one.conf", "b", "c")
    found = against_baselines([("known.json", more), ("etc/known.json", two), (None, report("x", "a"))])
    assert [(one.span.source.path, one.message) for one in found.findings] == [("one.conf", "c"), ("x", "a")]
    assert [(one.finding.message, one.kind) for one in found.suppressed] == [
        ("b", "baseline"),
        ("a", "baseline"),
    ]
    assert found.notes == ("1 finding of known.json found no longer; --update-baseline forgets",)


def test_reports_with_one_baseline_are_compared_together() -> None:
    one, two = report("one.conf", "a"), report("two.conf", "a")
    parts = [("known.json", one), ("./etc/../known.json", two)]
    update_baselines(parts)
    found = against_baselines(parts)
    assert (found.findings, found.notes, len(found.suppressed)) == ((), (), 2)


def test_a_baseline_that_is_missing_or_unreadable() -> None:
    with pytest.raises(UsageProblem, match=r"there is no baseline known\.json"):
        against_baselines([("known.json", Report())])
    Path("known.json").write_text("[")
    with pytest.raises(UsageProblem, match=r"known\.json: "):
        against_baselines([("known.json", Report())])
    with pytest.raises(UsageProblem, match="needs a file"):
        update_baselines([("known.json", Report()), (None, Report())])


@pytest.mark.parametrize(
    "text", ["[web]\ncors = *\n", "[]", "null", '{"findings": [], "summary": {}}', "{" * 99_999]
)
def test_what_is_not_a_baseline_is_kept(text: str) -> None:
    Path("it").write_text(text)
    with pytest.raises(UsageProblem, match="it was not written: what is there is not a baseline"):
        update_baselines([("it", report("one.conf", "a"))])
    assert Path("it").read_text() == text


@pytest.mark.parametrize(
    "text", ["", "\n", '{"version": 1, "findings": []}', '{"version": 9, "findings": [{}]}']
)
def test_a_baseline_is_written_anew(text: str) -> None:
    Path("it").write_text(text)
    update_baselines([("it", report("one.conf", "a"))])
    assert len(json.loads(Path("it").read_text())["findings"]) == 1
