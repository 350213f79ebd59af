"""Counting and merging findings of reports, and the exit code."""

from typing import Any

import pytest

from corscheck.findings import Finding, Suppressed
from corscheck.run_report import Check, Report, RunError, exit_code, merged
from corscheck.source import Source


def finding(code: str, start: int, path: str = "x") -> Finding:
    return Finding(code, "name", "error", "message", Source("0123456789", path).span(start, start + 1))


def test_report_counts_by_severity() -> None:
    report = Report((finding("C1", 0), finding("C2", 1)._replace(severity="info")))
    assert [report.count(severity) for severity in ("error", "warning", "info")] == [1, 0, 1]


def test_reports_are_merged_and_nothing_is_there_twice() -> None:
    one, two, other = finding("CORS104", 1), finding("CORS104", 1), finding("CORS104", 1, "y")
    mild = two._replace(severity="info", checks=("second",))
    error = RunError("usage", "x")
    check = Check("id", "title", "passed", "allow", None, None, None)
    parts = [
        Report((other, one._replace(checks=("first",))), ("x", "y"), None, ("note",), errors=(error,)),
        Report((mild,), ("x",), (check,), ("note",), (Suppressed(one, "comment"),), 2, (error,), ("caveat",)),
        Report(suppressed=(Suppressed(two, "comment"),), checks=(), fixed=1),
    ]
    whole = merged(parts)
    assert [(found.span.source.path, found.severity, found.checks) for found in whole.findings] == [
        ("x", "error", ("first", "second")),
        ("y", "error", ()),
    ]
    assert merged(parts[::-1]).findings[0].severity == "error"
    assert whole._replace(findings=(), suppressed=()) == Report(
        (), ("x", "y"), (check,), ("note",), (), 3, (error,), ("caveat",)
    )
    assert len(whole.suppressed) == 1
    assert merged(parts[:1]) is parts[0]
    assert merged([]) == Report()


@pytest.mark.parametrize(
    ("own", "run", "code"),
    [(None, "warning", 1), (None, "error", 0), ("error", "warning", 0), ("info", "error", 1)],
)
def test_a_finding_may_know_better_whether_it_fails_the_run(own: Any, run: Any, code: int) -> None:
    mild = finding("CORS104", 1)._replace(severity="warning", fail_on=own)
    assert exit_code(Report((mild,)), run) == code
    assert exit_code(merged([Report((mild,)), Report((mild._replace(fail_on="error"),))]), run) == (
        0 if own == "error" else 1 if own else exit_code(Report((mild,)), run)
    )
