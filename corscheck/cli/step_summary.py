"""GitHub's step summary: the page of a job to which each step may append Markdown."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem
from corscheck.files import encoded, reason
from corscheck.report import render

if TYPE_CHECKING:
    from corscheck.report.context import Context
    from corscheck.run_report import Report

VARIABLE = "GITHUB_STEP_SUMMARY"
"""The variable with the file's path; the runner makes the file and reads it after the step."""

LIMIT = 1024 * 1024
"""Bytes of one step's summary; the runner (actions/runner, `CreateStepSummaryCommand`) drops a larger one."""

_NO_ROOM = "\ncorscheck: the report does not fit into what is left of this summary (1 MiB); see the log.\n"


def append(path: str, report: Report, context: Context) -> None:
    """Append the Markdown report to a summary, as far as there is room.

    Raises:
        UsageProblem: It cannot be written.
    """
    page = encoded(render("markdown", report, context.plain._replace(unicode=True, width=None, quiet=False)))
    try:
        with open(path, "ab") as file:
            room = LIMIT - os.fstat(file.fileno()).st_size
            if len(page) > room:
                page = _NO_ROOM.encode()
            if len(page) <= room:
                file.write(page)
    except (OSError, ValueError) as error:
        raise UsageProblem(f"cannot write the step summary {path}: {reason(error)}") from error
