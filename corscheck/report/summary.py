"""The summary of a report, as numbers and as sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypedDict

from corscheck.errors import EXIT_CODES
from corscheck.findings import SEVERITIES, in_file
from corscheck.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.run_report import Check, Report
    from corscheck.tried import Tried


class Summary(TypedDict):
    """The numbers of a report; the same for every command."""

    files: int
    errors: int
    warnings: int
    infos: int
    fixable: int  # findings that `--fix` fixes
    fixed: int
    suppressed: int
    checks: int
    passed: int
    failed: int
    unreachable: int  # checks without an answer, and services that could not be reached at all
    skipped: int
    not_tested: int  # checks that were not sent, and services and files that were not tried at all


def summarise(report: Report) -> Summary:
    """Count a report's findings, checks and what was not tried."""
    outcomes = Counter(check.outcome for check in report.checks or ())
    untested = [error for error in report.errors if error.untested]
    unreached = sum(EXIT_CODES[error.kind] == EXIT_CODES["unreachable"] for error in untested)
    return Summary(
        files=len(report.files),
        errors=report.count("error"),
        warnings=report.count("warning"),
        infos=report.count("info"),
        fixable=sum(one.fix is not None and one.fix.is_safe for one in (*report.findings, *report.hidden)),
        fixed=report.fixed,
        suppressed=len(report.suppressed),
        checks=len(report.checks or ()),
        passed=outcomes["passed"],
        failed=outcomes["failed"],
        unreachable=outcomes["unreachable"] + unreached,
        skipped=outcomes["skipped"],
        not_tested=outcomes["skipped"] + len(untested),
    )


def sentences(report: Report) -> list[str]:
    """The lines at the end of a report: findings, suppressions, checks, and what was not tried.

    Empty if nothing was examined, such as files without a web section.
    """
    lines = []
    if report.fixed:
        lines.append(f"Fixed {plural(report.fixed, 'finding')}.")
    if report.findings or report.hidden:
        lines.append(_found(report))
    elif report.files and report.checks is None:
        lines.append(f"No findings in {plural(len(report.files), 'file')}.")
    if report.suppressed:
        kinds = Counter[str](item.kind for item in report.suppressed)
        lines.append(
            "Suppressed: "
            + joined(f"{kinds[kind]} by {what}" for kind, what in _SUPPRESSED if kinds[kind])
            + "."
        )
    if report.checks is not None:
        lines.append(_checked(report, report.checks, _untested(report, "service")))
    lines += [f"{text}." for text in (_untested(report, "file"),) if text]
    return lines


_BY_HAND = ("CORS251",)
"""Rules whose fixes only a live run knows, not `corscheck lint --fix`."""

_SUPPRESSED = (("comment", "comments"), ("baseline", "the baseline"))
_OUTCOMES = {"passed": "passed", "failed": "failed", "unreachable": "unreachable", "skipped": "not tested"}
_UNTESTED = {"service": "not tested", "file": "not linted"}


def _found(report: Report) -> str:
    numbers = summarise(report)
    found = joined(plural(report.count(kind), kind) if report.count(kind) else "" for kind in SEVERITIES)
    findings = (*report.findings, *report.hidden)
    files = len({finding.span.source.path for finding in findings if in_file(finding)})
    fixes_of_lint = [finding.fix for finding in findings if finding.fix and finding.code not in _BY_HAND]
    unsafe = sum(not fix.is_safe for fix in fixes_of_lint)
    more = "more " if numbers["fixable"] else ""
    fixes = joined(
        [
            f"{numbers['fixable']} fixable with --fix" if numbers["fixable"] else "",
            f"{unsafe} {more}with --unsafe-fixes" if unsafe else "",
        ]
    )
    where = f" in {plural(files, 'file')}" if files else ""
    clauses = [f"Found {found}{where}", fixes, not_listed(report)]
    return "; ".join(filter(None, clauses)) + "."


def not_listed(report: Report) -> str:
    """How many findings `--min-severity` leaves out of the list, as a clause; empty for none."""
    if not report.hidden:
        return ""
    kinds = Counter(finding.severity for finding in report.hidden)
    numbers = joined(plural(kinds[kind], kind) if kinds[kind] else "" for kind in SEVERITIES)
    return f"not listed because of --min-severity: {numbers}"


def _checked(report: Report, checks: tuple[Check, ...], untested: str) -> str:
    outcomes = Counter[str](check.outcome for check in checks)
    if unknown := _unknown_routes(report.tried):
        del outcomes["passed"]  # what passed is not what was asked for
        untested = "; ".join(filter(None, [unknown, untested]))
    counts = joined(f"{outcomes[one]} {words}" for one, words in _OUTCOMES.items() if outcomes[one])
    more = f"; {untested}" if untested else ""
    return f"{plural(len(checks), 'check')}{': ' if counts else ''}{counts}{more}."


def _unknown_routes(tried: Sequence[Tried]) -> str:
    """That only the configurations' paths were tried, where the services' own routes are not known."""
    unknown = [one for one in tried if one.unknown is not None]
    if not unknown:
        return ""
    paths = plural(sum(one.paths for one in unknown), "path")
    were = "was" if paths == "1 path" else "were"
    if paths == "0 paths":  # no configuration names any
        return "the services' own routes are not known: only what is named was tried"
    if len(unknown) == len(tried) == 1:
        return f"the {paths} of the configuration {were} tried; the service's own routes are not known"
    which = f"of {len(unknown)} of {plural(len(tried), 'service')}"
    return f"{which} only the {paths} of the configuration {were} tried: their own routes are not known"


def _untested(report: Report, what: str) -> str:
    """How many services or files were not tried, as a clause; empty for none."""
    number = sum(error.untested == what for error in report.errors)
    return f"{plural(number, what)} {_UNTESTED[what]}" if number else ""


def joined(parts: Iterable[str]) -> str:
    """The parts that are not empty, with commas."""
    return ", ".join(filter(None, parts))
