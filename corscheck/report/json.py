"""`json`: versioned documents; lines and columns count from 1, in code points, ends are exclusive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from corscheck.exchange import Failure
from corscheck.report.context import rule_url
from corscheck.report.summary import not_listed, summarise

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request
    from corscheck.findings import Finding, Related, Suppressed
    from corscheck.fixes import Edit
    from corscheck.report.context import Context
    from corscheck.run_report import Check, Report, RunError
    from corscheck.source import Source, Span
    from corscheck.tried import RouteVerdict, Tried

VERSION = 1
"""The version of the documents' form; it changes when parsers have to change."""

Object = dict[str, Any]


def render(report: Report, context: Context) -> str:
    """The document of `lint`, `preflight` and `check`: one finding, error or check per line."""
    return "".join(parts(report, context))


def parts(report: Report, context: Context) -> Iterator[str]:
    """The document's lines, as they are asked for."""
    yield f'{{"version": {json.dumps(VERSION)}'
    for name, value in _members(report, context):
        yield f',\n "{name}": '
        if isinstance(value, Iterator):
            yield from _lines(value)
        else:
            yield json.dumps(value)
    yield "}\n"


def _members(report: Report, context: Context) -> Iterator[tuple[str, Any]]:
    yield "findings", (finding_object(finding, context) for finding in report.findings)
    yield "summary", summarise(report)
    yield "errors", (error_object(error, context) for error in report.errors)
    yield "services", map(service_object, report.tried)
    yield "routes", map(route_object, report.routes)
    yield "checks", (check_object(check, context) for check in report.checks or ())
    yield "suppressed", (_suppressed(item, context) for item in report.suppressed)
    yield "notes", (*report.caveats, *report.notes, *filter(None, [not_listed(report)]))
    yield "run", run_object(report, context)


def run_object(report: Report, context: Context) -> Object:
    """What the report covers; `shard` is the number of a part of a run, and the number of all parts."""
    return {
        "corscheck": context.version,
        "shard": report.shard,
        "live": report.checks is not None,
        "fail_on": context.fail_on,
        "files": [context.path(path) for path in report.files],
    }


def finding_object(finding: Finding, context: Context) -> Object:
    """A finding, with `versions` and `confidence`."""
    exchange = finding.exchange
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "message": finding.message,
        "help": finding.help,
        "url": rule_url(finding.code),
        **_place(finding.span, context),
        "related": [_related(other, context) for other in finding.related],
        "fix": finding.fix
        and {
            "message": finding.fix.message,
            "applicability": finding.fix.applicability,
            "edits": [_edit(edit, context) for edit in finding.fix.edits],
        },
        "versions": finding.versions,
        "confidence": finding.confidence,
        "request": exchange and request_object(exchange.request),
        "response": exchange and answer_object(exchange.answer),
        "curl": exchange and exchange.curl,
        "browsers": exchange and exchange.browsers,
    }


def error_object(error: RunError, context: Context) -> Object:
    """An error of the run; `path` and `start` are the line that asked for what could not be done."""
    return {
        "kind": error.kind,
        "service": error.service,
        "target": error.target,
        "path": error.path and context.path(error.path),
        "start": error.span and position_object(error.span.source, error.span.start),
        "message": error.message,
        "help": error.help,
        "untested": error.untested,
    }


def check_object(check: Check, context: Context) -> Object:
    """A live check; `line` is the configuration line that promises its outcome."""
    return {
        "id": check.id,
        "title": check.title,
        "outcome": check.outcome,
        "expected": check.expected,
        "result": check.result or None,
        "step": check.step,
        "kind": check.kind or None,
        "codes": check.codes,
        "axes": dict(check.axes),
        "path": check.span and context.path(check.span.source.path),
        "line": check.span and _line(check.span),
        "request": check.request and request_object(check.request),
        "response": check.answer and answer_object(check.answer),
    }


@lru_cache(maxsize=256)  # many checks follow from a few lines
def _line(span: Span) -> int:
    return span.line


def service_object(tried: Tried) -> Object:
    """A web container that was tried; `routes_unknown` says why its routes are not known."""
    return {
        "service": tried.service,
        "url": tried.base_url,
        "running": tried.running or None,
        "paths": tried.paths,
        "routes_unknown": tried.unknown,
    }


def route_object(route: RouteVerdict) -> Object:
    """Whether pages of an origin can call a route; `callable` is null where that is not known."""
    return {
        "service": route.service,
        "origin": route.origin,
        "method": route.method,
        "path": route.path,
        "callable": route.callable,
        "step": route.step,
        "cause": route.cause,
        "codes": route.codes,
        "template": route.template or route.path,
        "message": route.message or None,
        "url": route.base_url,
        "credentials": route.credentials,
        "sent": route.sent,
        "any_origin": route.invented,
        "intended": route.intended,
        "checks": route.checks,
    }


def request_object(request: Request) -> Object:
    """A request as it went over the wire."""
    return {"method": request.method, "url": request.url, "headers": request.headers}


def answer_object(answer: Answer) -> Object:
    """An answer; without one `status` is null and `error` says why."""
    if isinstance(answer, Failure):
        error = {"kind": answer.kind, "message": answer.message}
        return {"status": None, "headers": [], "error": error, **_effort(answer)}
    return {
        "status": answer.status,
        "reason": answer.reason,
        "http_version": answer.http_version,
        "headers": answer.headers,
        "error": None,
        **_effort(answer),
    }


def position_object(source: Source, offset: int) -> Object:
    """Line and column of an offset, both from 1, the column in code points."""
    position = source.position(offset)
    return {"line": position.line, "column": position.column}


def _effort(answer: Answer) -> Object:
    return {"elapsed": round(answer.elapsed, 6), "attempts": answer.attempts}


def _place(span: Span, context: Context) -> Object:
    start, end = position_object(span.source, span.start), position_object(span.source, span.end)
    return {"path": context.path(span.source.path), "start": start, "end": end}


def _related(related: Related, context: Context) -> Object:
    return {**_place(related.span, context), "message": related.message}


def _edit(edit: Edit, context: Context) -> Object:
    return {**_place(edit.span, context), "text": edit.text}


def _suppressed(item: Suppressed, context: Context) -> Object:
    return {"kind": item.kind, "reason": item.reason, "finding": finding_object(item.finding, context)}


def _lines(objects: Iterator[Object]) -> Iterator[str]:
    """A list with one object per line; ASCII only, so that it cannot control a terminal."""
    before = "[\n"
    encode = json.JSONEncoder(check_circular=False).encode  # objects that were made here have no circles
    for item in objects:
        yield before + encode(item)
        before = ",\n"
    yield "[]" if before == "[\n" else "]"
