from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.live.dry_run import dry_report
from corscheck.live.runner import Options
from corscheck.live.target import Target
from corscheck.run_report import exit_code
from tests.live.test_runner import QUIET, config, web

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_is_sent_and_what_cannot_be_planned_is_an_error(tmp_path: Path) -> None:
    good = config(tmp_path, web(1), "good.conf")
    bad = config(tmp_path, "x\n", "bad.conf")
    gone = str(tmp_path / "gone.conf")
    report = dry_report([Target(path, axes=QUIET) for path in (good, bad, gone)], Options())
    assert {check.outcome for check in report.checks or ()} == {"skipped"}
    assert [(error.kind, error.service) for error in report.errors] == [
        ("not-loaded", bad),
        ("missing-file", gone),
    ]
    assert exit_code(report) == 2


def test_alone_a_dry_run_is_a_success(tmp_path: Path) -> None:
    report = dry_report([Target(config(tmp_path, web(1)), axes=QUIET)], Options())
    assert (report.errors, report.caveats, exit_code(report)) == ((), (), 0)
