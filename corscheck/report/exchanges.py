"""What live findings and checks add: requests and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure
from corscheck.text import plural, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Answer, Headers, Request
    from corscheck.findings import Check, Finding, Report
    from corscheck.report.context import Context

_TELLING = (
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
_HEADERS = 20
"""Header lines of one answer that a person is shown; how many are left out is said."""


def checks_by_request(report: Report) -> dict[Request, Check]:
    """The check that each request was sent for."""
    return {check.request: check for check in report.checks or () if check.request is not None}


def told_request(request: Request) -> list[str]:
    """The request as lines for a person."""
    return [visible(f"{request.method} {request.url}"), *_lines(request.headers)]


def told_answer(answer: Answer) -> list[str]:
    """The answer as lines for a person: status and the headers that matter to CORS."""
    if isinstance(answer, Failure):
        return [visible(f"no answer ({answer.kind}): {answer.message}") + _tries(answer.attempts)]
    status = visible(f"{answer.status} {answer.reason}".strip()) + _tries(answer.attempts)
    telling = [line for line in answer.headers if line[0].lower().startswith(_TELLING)]
    lines = _lines(tuple(telling[:_HEADERS]))
    if len(telling) > _HEADERS:
        lines.append(f"and {plural(len(telling) - _HEADERS, 'more line')}")
    if not any(name.lower().startswith("access-control-") for name, _ in telling):
        lines.append("(no Access-Control-* header)")
    return [status, *lines]


def told(finding: Finding, expected: Check | None, context: Context) -> Iterator[tuple[str, list[str]]]:
    """The notes (label, lines) below a live finding, the curl line last."""
    exchange = finding.exchange
    if exchange is None:
        return
    yield "request", told_request(exchange.request)
    if expected is not None and expected.expected:
        yield "expected", [visible(expected.expected)]
    yield "received", told_answer(exchange.answer)
    for browser, message in (exchange.browsers or {}).items():
        if message is not None:
            yield visible(browser), [visible(message)]
    yield "repeat", [context.paint("bold", visible(exchange.curl))]


def _lines(headers: Headers) -> list[str]:
    return [visible(f"{name}: {value}", 500) for name, value in headers]


def _tries(attempts: int) -> str:
    return f" (after {attempts} attempts)" if attempts > 1 else ""
