"""The two parts of a live report: what pages can call, and whether the server does what the file promises."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.report.families import families
from corscheck.report.matrix import matrix
from corscheck.report.routes import table, verdicts

if TYPE_CHECKING:
    from corscheck.report.context import Context
    from corscheck.run_report import Report


def live_blocks(report: Report, context: Context) -> list[list[str]]:
    """Verdicts, the table of routes, a line for each kind of check; every check only with -v."""
    blocks = [verdicts(report, context), table(report, context), families(report, context)]
    if context.verbose and report.checks:
        blocks.append(matrix(report.checks, context))
    return blocks
