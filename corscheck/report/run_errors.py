"""Errors of a run as text, and their places, for all formats."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.text import guarded, place, visible

if TYPE_CHECKING:
    from corscheck.report.context import Context
    from corscheck.run_report import Report, RunError

HEADING = "Incomplete: this could not be done or tried"

_LINES = 60
"""Lines of one message that are shown: the first one, and the last output of a service."""


def messages(error: RunError) -> list[str]:
    """An error as visible lines: the service and what went wrong, then the last output of the service."""
    named = error.service not in (None, error.file) and str(error.service) not in error.message
    who = f"{error.service}: " if named else ""
    message = error.message
    if error.span is not None:  # formats print the place separately
        message = message.removeprefix(f"{error.span.source.path}:{error.span.line}: ")
    first, *rest = f"{who}{message}".split("\n")
    return [visible(first), *(guarded(visible(line)) for line in rest[-_LINES:])]


def description(error: RunError) -> str:
    """An error on one line: the message, and what to do."""
    more = [visible(error.help)] if error.help else []
    return "; ".join([" ".join(messages(error)), *more])


def lines(error: RunError, context: Context) -> list[str]:
    """`path:line:column: error[kind]: message; help`, and indented below it the output of the service."""
    first, *rest = messages(error)
    where = f"{location(error, context)}: " if error.path else ""
    kind = context.paint("error", f"error[{error.kind}]")
    more = f"; {visible(error.help)}" if error.help else ""
    return [f"{where}{kind}: {first}{more}", *(f"    {line}" for line in rest)]


def section(report: Report, context: Context) -> list[str]:
    """All errors below a heading; empty if there are none."""
    if not report.errors:
        return []
    indented = [f"  {line}" for error in report.errors for line in lines(error, context)]
    return [context.paint("error", f"{HEADING}:"), *indented]


def location(error: RunError, context: Context) -> str:
    """`path:line:column`, or only the path if there is no line; empty without a file."""
    path = place(context.path(error.path)) if error.path else ""
    if error.span is None:
        return path
    position = error.span.source.position(error.span.start)
    return f"{path}:{position.line}:{position.column}"


def line_of(error: RunError) -> int:
    """The line of an error, for formats that require one."""
    return error.span.line if error.span else 1


def path_of(error: RunError, report: Report) -> str:
    """The file of an error, for formats that require one."""
    return error.path or next(iter(report.files), "corscheck.toml")
