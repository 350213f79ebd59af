"""Applying fixes and the order of findings."""

from typing import Any

import pytest

from corscheck.findings import (
    Check,
    Edit,
    Finding,
    Fix,
    Report,
    RunError,
    Suppressed,
    apply_fixes,
    exit_code,
    merged,
    sort_findings,
)
from corscheck.source import Source

SOURCE = Source("0123456789", "x")


def edit(start: int, end: int, text: str) -> Edit:
    return Edit(SOURCE.span(start, end), text)


@pytest.mark.parametrize(
    ("fixes", "text", "applied"),
    [
        ([], "0123456789", 0),
        ([(edit(0, 1, "a"),), (edit(9, 10, ""),)], "a12345678", 2),
        ([(edit(0, 4, "a"),), (edit(3, 5, "b"),)], "a456789", 1),  # overlap: the first wins
        ([(edit(2, 2, "a"),), (edit(2, 2, "b"),)], "01a23456789", 1),  # same place: the first wins
        ([(edit(0, 1, "a"), edit(5, 6, "b")), (edit(5, 7, "c"),)], "a1234b6789", 1),
        ([(edit(5, 7, "c"),), (edit(0, 1, "a"), edit(5, 6, "b"))], "01234c789", 1),  # whole or not at all
        ([(edit(0, 2, "a"),), (edit(2, 4, "b"),)], "ab456789", 2),  # neighbours do not overlap
    ],
)
def test_apply_fixes(fixes: list[tuple[Edit, ...]], text: str, applied: int) -> None:
    found, done = apply_fixes(SOURCE, [Fix("mend", edits) for edits in fixes])
    assert found == text
    assert len(done) == applied


def test_a_fix_that_reaches_into_another_file_is_left_alone() -> None:
    other = Source("0123456789", "y")
    fix = Fix("move", (edit(0, 1, ""), Edit.insert(other.span(0, 0), "0")))
    assert apply_fixes(SOURCE, [fix]) == (SOURCE.text, [])


def finding(code: str, start: int, path: str = "x") -> Finding:
    return Finding(code, "name", "error", "message", Source("0123456789", path).span(start, start + 1))


def test_findings_are_sorted_by_file_place_and_code() -> None:
    found = sort_findings([finding("C2", 1), finding("C1", 1), finding("C3", 0), finding("C0", 5, "a")])
    assert [one.code for one in found] == ["C0", "C3", "C1", "C2"]


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
