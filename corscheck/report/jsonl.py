"""`jsonl`: one JSON object a line, with all that is needed to render the report again and to merge shards.

The first line describes the run, the last one counts the lines: a report that was cut has no last line, and
neither has one of a run that goes on.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corscheck.report.ci_commands import broken
from corscheck.report.json import (
    VERSION,
    check_object,
    error_object,
    finding_object,
    position_object,
    route_object,
    run_object,
    service_object,
)
from corscheck.report.summary import summarise
from corscheck.run_report import Report, exit_code
from corscheck.secrets import masked_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.report.json import Object
    from corscheck.run_report import Check, RunError
    from corscheck.source import Source, Span
    from corscheck.tried import Tried


def render(report: Report, context: Context) -> str:
    """The report as lines, ASCII only."""
    return "".join(parts(report, context))


def parts(report: Report, context: Context) -> Iterator[str]:
    """The lines, as they are asked for."""
    number = 0
    for line in _lines(report, context):
        number += 1
        yield f"{json.dumps(line)}\n"
    end = {
        "type": "end",
        "lines": number + 1,
        "summary": summarise(report),
        "exit_code": exit_code(report, context.fail_on),
    }
    yield f"{json.dumps(end)}\n"


class LinesSoFar:
    """The lines of a run that goes on: what was sent and answered, which is judged at the end only."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._known: set[str] = set()  # paths of sources

    def begin(self, shard: tuple[int, int] | None) -> str:
        """The line about the run."""
        return _joined([_run(Report(checks=(), shard=shard), self._context)])

    def service(self, tried: Tried) -> str:
        """The line of a web container that is about to be tried."""
        return _joined([_service(tried)])

    def check(self, check: Check) -> str:
        """The lines of a check, whose outcome is not known yet."""
        shown = {**_check(check, self._context), "outcome": None}
        return _joined([*self._new_source(check.span), shown])

    def error(self, error: RunError) -> str:
        """The lines of an error."""
        return _joined([*self._new_source(error.span), _error(error, self._context)])

    def _new_source(self, span: Span | None) -> Iterator[Object]:
        if span is not None and span.source.path not in self._known:
            self._known.add(span.source.path)
            yield _source(span.source, self._context)


def _joined(lines: Iterable[Object]) -> str:
    return "".join(broken(f"{json.dumps(line)}\n", "json") for line in lines)


def _run(report: Report, context: Context) -> Object:
    return {"type": "run", "version": VERSION, **run_object(report, context), "fixed": report.fixed}


def _lines(report: Report, context: Context) -> Iterator[Object]:
    yield _run(report, context)
    for source in _sources(report):
        yield _source(source, context)
    yield from map(_service, report.tried)
    for check in report.checks or ():
        yield _check(check, context)
    yield from _findings(report, context)
    for route in report.routes:
        yield {"type": "route", **route_object(route)}
    for error in report.errors:
        yield _error(error, context)
    for kind, notes in (("caveat", report.caveats), ("note", report.notes)):
        for note in notes:
            yield {"type": "note", "kind": kind, "text": note}


def _findings(report: Report, context: Context) -> Iterator[Object]:
    for listed, findings in ((True, report.findings), (False, report.hidden)):
        for finding in findings:
            yield {"type": "finding", **_finding(finding, context), "listed": listed}
    for item in report.suppressed:
        shown = _finding(item.finding, context)
        yield {"type": "suppressed", "kind": item.kind, "reason": item.reason, "finding": shown}


def _source(source: Source, context: Context) -> Object:
    shown = source if source.quotable else masked_source(source)
    path = context.path(source.path)
    return {"type": "source", "path": path, "text": shown.text, "quotable": source.quotable}


def _service(tried: Tried) -> Object:
    return {"type": "service", **service_object(tried), "planned": tried.planned, "plan": tried.plan}


def _check(check: Check, context: Context) -> Object:
    span = check.span
    return {
        "type": "check",
        **check_object(check, context),
        "start": span and position_object(span.source, span.start),
        "end": span and position_object(span.source, span.end),
        "order": check.order,
    }


def _finding(finding: Finding, context: Context) -> Object:
    parts = [
        {"severity": part.severity, "message": part.message, "help": part.help, "tested": part.tested}
        for part in finding.parts
    ]
    return {
        **finding_object(finding, context),
        "checks": finding.checks,
        "fail_on": finding.fail_on,
        "parts": parts,
    }


def _error(error: RunError, context: Context) -> Object:
    end = error.span and position_object(error.span.source, error.span.end)
    return {"type": "error", **error_object(error, context), "end": end}


def _sources(report: Report) -> Iterable[Source]:
    """The files that anything in the report points into, one for each path."""
    findings = (*report.findings, *report.hidden, *(one.finding for one in report.suppressed))
    spans: list[Span | None] = [check.span for check in report.checks or ()]
    spans += [error.span for error in report.errors]
    for finding in findings:
        edits = finding.fix.edits if finding.fix else ()
        spans += [finding.span, *(one.span for one in finding.related), *(one.span for one in edits)]
    found: dict[str, Source] = {}
    for span in spans:
        if span is not None:
            found.setdefault(span.source.path, span.source)
    return found.values()
