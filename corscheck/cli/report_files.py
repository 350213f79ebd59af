"""`--report FORMAT:PATH`: parsed before the run, written after it."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from corscheck.errors import CorscheckError, UsageProblem
from corscheck.files import identity
from corscheck.report import FILE_FORMATS, parts
from corscheck.run_report import RunError
from corscheck.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.report.context import Context
    from corscheck.run_report import Report

_BEGINNING = 100
"""Bytes with which a report begins as no other file does."""

STDOUT = "-"
"""The path that stands for standard output."""


def read_reports(
    options: Iterable[str], formats: Sequence[str] = FILE_FORMATS, *, stdout: bool = True
) -> tuple[tuple[str, str], ...]:
    """Format and path of each `--report`.

    Args:
        options: as given.
        formats: the command's formats.
        stdout: whether the path may be `-`.

    Raises:
        UsageProblem: One is not understood, or two go to the same file.
    """
    places: set[str] = set()
    reports = []
    for option in options:
        form, path = _read(option, formats)
        if path == STDOUT and not stdout:
            raise UsageProblem(f"--report {form} needs a file: --report {form}:PATH")
        place = path if path == STDOUT else identity(path)
        if place in places:
            raise UsageProblem(f"--report {option}: another report goes to the same file")
        places.add(place)
        reports.append((form, path))
    return tuple(reports)


def _read(text: str, formats: Sequence[str]) -> tuple[str, str]:
    name, _, path = text.partition(":")
    if name not in formats:
        hint = did_you_mean(name, formats) or f"; there are {', '.join(formats)}"
        raise UsageProblem(f"unknown report format `{name}`{hint}")
    if not path:
        raise UsageProblem(f"--report {name} needs a file: --report {name}:PATH")
    return name, path


def write_reports(reports: Sequence[tuple[str, str]], report: Report, context: Context) -> Report:
    """Write the files; one that cannot be written is an error of the report returned, and stops no other."""
    if not reports:
        return report
    from corscheck.writing import write  # noqa: PLC0415  # 3 ms that most runs do without

    plain = in_file(context)
    for form, path in reports:
        try:
            write(path, partial(parts, form, report, plain), None if _begins_report(path) else not_a_report)
        except CorscheckError as error:
            report = report._replace(errors=(*report.errors, RunError.of(error, file=path)))
    return report


def in_file(context: Context) -> Context:
    """The context for a report in a file, whatever the terminal can show."""
    return context.plain._replace(unicode=True, width=None, quiet=False)


def _begins_report(path: str) -> bool:
    """Whether a file begins as a report, so that it need not be read as a whole."""
    from corscheck.report.recognise import begins_report  # noqa: PLC0415  # as above

    try:
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return begins_report(file.read(_BEGINNING).decode("utf-8", "replace"))
    except (OSError, ValueError):
        return False


def not_a_report(old: bytes | None) -> str | None:
    """The objection that what is in a file is not a report."""
    from corscheck.report.recognise import is_report  # noqa: PLC0415  # as above

    if old is None or is_report(old.decode("utf-8", "replace")):
        return None
    return "what is there is not a report; name another file, or delete it"
