"""`--statistics`: the number of findings per rule, the largest first."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple
from corscheck.report import run_errors
from corscheck.report.json import error_object
from corscheck.report.summary import sentences
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.report.context import Context
    from corscheck.run_report import Report


class Row(NamedTuple):
    """One rule: the number of its findings, and of those that `--fix` fixes."""

    code: str
    name: str
    findings: int
    fixable: int


def rows(report: Report) -> list[Row]:
    """One row per code, sorted by count and then by code."""
    names = {finding.code: finding.name for finding in report.findings}
    counts = Counter(finding.code for finding in report.findings)
    fixable = Counter(one.code for one in report.findings if one.fix is not None and one.fix.is_safe)
    found = [Row(code, names[code], count, fixable[code]) for code, count in counts.items()]
    return sorted(found, key=lambda row: (-row.findings, row.code))


def render(report: Report, context: Context) -> str:
    """A table: count, code, `[*]` if all can be fixed or `[-]` if some can, name."""
    found = rows(report)
    wide = max((len(str(row.findings)) for row in found), default=0)
    marks = {True: "[*]", False: "[-]"}
    lines = [text for error in report.errors for text in run_errors.lines(error, context)]
    lines += [
        f"{row.findings:>{wide}}  {context.link(row.code, visible(row.code))}  "
        f"{marks[row.fixable == row.findings] if row.fixable else '   '}  {visible(row.name)}"
        for row in found
    ]
    if not context.quiet:
        lines += sentences(report)
    return "".join(f"{line}\n" for line in lines)


def render_json(report: Report, context: Context) -> str:
    """The same as JSON."""
    statistics = [row._asdict() for row in rows(report)]
    errors = [error_object(error, context) for error in report.errors]
    return json.dumps({"version": 1, "statistics": statistics, "errors": errors}, indent=1) + "\n"
