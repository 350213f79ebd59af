"""`corscheck report`: reports of earlier runs, rendered again and merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.cli.options import SHOW_SECRETS, Color, Grouping, OutputFormat, ReportOptions, Severity
from corscheck.cli.session import Sessions, reporting
from corscheck.errors import UsageProblem
from corscheck.files import identity, reason
from corscheck.findings import SEVERITIES
from corscheck.records import NamedTuple
from corscheck.run_report import Report, RunError
from corscheck.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Annotated

    from corscheck.cli.option_types import Argument, Option
    from corscheck.cli.session import Session
    from corscheck.contract.shards import Named

LIMIT = 512 * 1024 * 1024
"""Bytes of one report that are read."""


class MergeOptions(NamedTuple):
    """What `corscheck report` is asked for."""

    files: Annotated[
        tuple[str, ...],
        Argument(metavar="FILE...", help="Reports in JSON or JSON Lines; those of shards become one."),
    ]
    output_format: Annotated[
        OutputFormat | None,
        Option("--output-format", help="Form of the report on standard output."),
    ] = None
    report: Annotated[
        tuple[str, ...],
        Option(
            "--report",
            metavar="FORMAT:PATH",
            values="reports",
            help="Write a report to a file, too, also as html, markdown or jsonl. Repeatable.",
        ),
    ] = ()
    min_severity: Annotated[
        Severity | None,
        Option("--min-severity", metavar="SEVERITY", help="The mildest severity to list (default: all)."),
    ] = None
    group_by: Annotated[
        Grouping, Option("--group-by", help="List findings by their place, or the places of each rule.")
    ] = "place"
    fail_on: Annotated[
        Severity | None,
        Option(
            "--fail-on",
            metavar="SEVERITY",
            help="The mildest severity that makes the exit code 1 (default: as in the runs).",
        ),
    ] = None
    exit_zero: Annotated[
        bool, Option("--exit-zero", help="Exit with 0 instead of 1 when there are findings.")
    ] = False
    color: Annotated[Color, Option("--color", help="Colours; auto respects NO_COLOR.")] = "auto"
    quiet: Annotated[bool, Option("--quiet", "-q", help="Show findings only: no summary, no notes.")] = False
    verbose: Annotated[bool, Option("--verbose", "-v", help="List every check.")] = False
    show_secrets: Annotated[bool, Option("--show-secrets", help=SHOW_SECRETS)] = False


def report(options: MergeOptions) -> int:
    """Render reports of earlier runs again, merged.

    Examples:
      corscheck report run.json --report html:run.html
      corscheck report shard-*.jsonl --output-format github
    """
    shown = ReportOptions(
        output_format=options.output_format,
        report=options.report,
        min_severity=options.min_severity,
        group_by=options.group_by,
        fail_on=options.fail_on,
        exit_zero=options.exit_zero,
        isolated=True,  # the settings of the runs are in their reports
        color=options.color,
        quiet=options.quiet,
        verbose=options.verbose,
        show_secrets=options.show_secrets,
    )
    return reporting(shown, (), lambda: _report(options, Sessions(shown).here()))


def _report(options: MergeOptions, session: Session) -> int:
    from corscheck.contract.shards import all_listed, whole  # noqa: PLC0415  # after mistakes in options

    if not options.files:
        raise UsageProblem("no report is named")
    named, errors, fail_on = _read_all(options.files)
    if options.fail_on is None:
        session = session._replace(fail_on=fail_on, context=session.context._replace(fail_on=fail_on))
    found = all_listed(whole(named)) if named else Report()  # options say again what is listed
    return session.finish(found._replace(errors=(*errors, *found.errors)))


def _read_all(paths: tuple[str, ...]) -> tuple[list[Named], list[RunError], Severity]:
    """The reports, errors for files that cannot be used, and the mildest severity that failed a run."""
    from corscheck.report.read import Reader, UnusableReport  # noqa: PLC0415  # as above

    reader = Reader()
    named: list[Named] = []
    errors: list[RunError] = []
    known: set[str] = set()
    strictest: Severity = "error" if paths else "warning"
    for path in paths:
        place = identity(path)
        if place in known:
            errors.append(RunError("usage", f"{path} is named twice", "name each report once", file=path))
            continue
        known.add(place)
        try:
            read = reader.read(_lines(path))
        except FileNotFoundError:
            errors.append(RunError("missing-file", f"there is no report {path}", file=path))
        except (UnusableReport, OSError, ValueError) as error:
            message = f"cannot use the report {path}: {reason(error)}"
            errors.append(RunError("unreadable-file", message, "write the report again", file=path))
        else:
            report = _completed(path, read.report) if read.is_cut else read.report
            named.append((path, report))
            strictest = max(strictest, read.fail_on, key=SEVERITIES.index)
    return named, errors, strictest if named else "warning"


def _completed(path: str, report: Report) -> Report:
    """A report that was cut, with the error that says so, and those for checks of which nothing is known."""
    from corscheck.contract.untested import with_untested  # noqa: PLC0415  # few are cut

    found = plural(len(report.checks or ()), "check")
    planned = sum(one.planned for one in report.tried)
    of = f" of {planned:,} planned" if planned and report.shard is None else ""
    cut = RunError(
        "unreadable-file",
        f"the report {path} is not complete: it ends after {found}{of}, and findings may be missing",
        "the run was killed or goes on, or the report was copied in part: write it again",
        file=path,
    )
    report = with_untested(report)
    return report._replace(errors=(cut, *report.errors))


def _lines(path: str) -> Iterator[str]:
    """The lines of a file, as they are needed.

    Raises:
        OSError: It cannot be read.
        ValueError: It is too large, or not UTF-8.
    """
    left = LIMIT
    with open(path, "rb") as file:
        while line := file.readline(left + 1):
            left -= len(line)
            if left < 0:
                raise ValueError(f"it is larger than {LIMIT // 1024**2} MiB")
            yield line.decode("utf-8")
