"""Requests and answers of live findings and checks, as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.text import plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Answer, Headers, Request
    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Check, Report

_CORS_RELATED = (
    "access-control-",
    "allow",
    "cache-control",
    "content-type",
    "location",
    "server",
    "vary",
    "via",
    "www-authenticate",
)
_MOST_HEADERS = 20
"""Header lines of one answer that are shown; of the others only their number."""


def checks_by_request(report: Report) -> dict[Request, Check]:
    """The check that each request was sent for."""
    return {check.request: check for check in report.checks or () if check.request is not None}


def request_lines(request: Request) -> list[str]:
    """A request as lines of text."""
    return [visible(f"{request.method} {request.url}"), *_lines(request.headers)]


def answer_lines(answer: Answer) -> list[str]:
    """An answer as lines of text: status, and headers related to CORS."""
    if isinstance(answer, Failure):
        return [visible(f"no answer ({answer.kind}): {answer.message}") + _tries(answer.attempts)]
    status = visible(f"{answer.status} {answer.reason}".strip()) + _tries(answer.attempts)
    related = [line for line in answer.headers if line[0].lower().startswith(_CORS_RELATED)]
    lines = _lines(tuple(related[:_MOST_HEADERS]))
    if len(related) > _MOST_HEADERS:
        lines.append(f"and {plural(len(related) - _MOST_HEADERS, 'more line')}")
    if not any(name.lower().startswith("access-control-") for name, _ in related):
        lines.append("(no Access-Control-* header)")
    return [status, *lines]


def exchange_notes(
    finding: Finding, expected: Check | None, context: Context
) -> Iterator[tuple[str, list[str]]]:
    """The notes (label, lines) of a live finding, the curl command last."""
    exchange = finding.exchange
    if exchange is None:
        return
    yield "request", request_lines(exchange.request)
    if expected is not None and expected.expected:
        yield "expected", [visible(expected.expected)]
    yield "received", answer_lines(exchange.answer)
    for browser, message in (exchange.browsers or {}).items():
        if message is not None:
            yield visible(browser), [visible(message)]
    yield "repeat", [context.paint("bold", visible(exchange.curl))]


def _lines(headers: Headers) -> list[str]:
    return [visible(f"{name}: {value}", 500) for name, value in headers]


def _tries(attempts: int) -> str:
    return f" (after {attempts} attempts)" if attempts > 1 else ""
