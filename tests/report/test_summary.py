"""Counts, as numbers and as sentences."""

from __future__ import annotations

import pytest

from corscheck.findings import Suppressed
from corscheck.report.summary import joined, sentences, summarise
from corscheck.run_report import Report, RunError
from tests.support.reports import CHECKS, LINT, LIVE, OVERRIDDEN, SLASH, WITHOUT_FILE


def test_numbers() -> None:
    numbers = summarise(LIVE)
    assert numbers["checks"] == len(CHECKS)
    assert sum(numbers[name] for name in ("passed", "failed", "unreachable", "skipped")) >= len(CHECKS)
    assert numbers["errors"] == LIVE.count("error")


@pytest.mark.parametrize(
    ("report", "lines"),
    [
        (Report(), []),
        (Report(files=("a",)), ["No findings in 1 file."]),
        (Report(files=("a", "b")), ["No findings in 2 files."]),
        (Report((SLASH,), ("a",)), ["Found 1 error in 1 file; 1 fixable with --fix."]),
        (
            Report((SLASH, OVERRIDDEN), ("a",)),
            ["Found 1 error, 1 warning in 1 file; 1 fixable with --fix, 1 more with --unsafe-fixes."],
        ),
        (Report((OVERRIDDEN,), ("a",)), ["Found 1 warning in 1 file; 1 with --unsafe-fixes."]),
        (Report(files=("a",), fixed=2), ["Fixed 2 findings.", "No findings in 1 file."]),
        (
            Report(files=("a",), suppressed=(Suppressed(SLASH, "comment"), Suppressed(SLASH, "baseline"))),
            ["No findings in 1 file.", "Suppressed: 1 by comments, 1 by the baseline."],
        ),
        (Report(checks=()), ["0 checks."]),
        (
            Report(checks=(), errors=(RunError("unreachable", "x", untested="service"),)),
            ["0 checks; 1 service not tested."],
        ),
        (
            Report(files=("a",), errors=(RunError("missing-file", "x", untested="file"),)),
            ["No findings in 1 file.", "1 file not linted."],
        ),
    ],
)
def test_sentences(report: Report, lines: list[str]) -> None:
    assert sentences(report) == lines


def test_a_run_that_tried_nothing_does_not_look_like_success() -> None:
    lost = Report(checks=(), errors=(RunError("unreachable", "x", untested="service"),))
    assert summarise(lost)["unreachable"] == 1
    assert summarise(lost)["not_tested"] == 1
    assert summarise(LINT)["not_tested"] == 0


def test_joined() -> None:
    assert joined(["a", "", "b"]) == "a, b"


def test_a_service_without_a_configuration_is_not_a_file() -> None:
    assert sentences(WITHOUT_FILE)[0] == "Found 1 error."
