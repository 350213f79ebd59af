"""Requests and answers as lines."""

from __future__ import annotations

from corscheck.exchange import Failure, Request, Response
from corscheck.findings import Exchange
from corscheck.report.context import Context
from corscheck.report.exchanges import answer_lines, checks_by_request, exchange_notes, request_lines
from tests.support.reports import CHECKS, LIVE, SLASH

REQUEST = Request("OPTIONS", "http://h/\x1b", (("Origin", "https://a.example"),))


def test_a_request() -> None:
    assert request_lines(REQUEST) == ["OPTIONS http://h/\\x1b", "Origin: https://a.example"]


def test_an_answer_with_what_matters_to_cors() -> None:
    headers = (("Server", "x"), ("Access-Control-Allow-Origin", "*"), ("X-Other", "y"), ("VARY", "Origin"))
    assert answer_lines(Response(200, headers, "OK", attempts=3)) == [
        "200 OK (after 3 attempts)",
        "Server: x",
        "Access-Control-Allow-Origin: *",
        "VARY: Origin",
    ]


def test_an_answer_without_cors_says_so() -> None:
    assert answer_lines(Response(404)) == ["404", "(no Access-Control-* header)"]


def test_very_many_headers_are_counted() -> None:
    lines = answer_lines(Response(200, (("Access-Control-Allow-Origin", "*"),) * 23))
    assert len(lines) == 22
    assert lines[-1] == "and 3 more lines"


def test_no_answer() -> None:
    assert answer_lines(Failure("refused", "nobody\nthere", attempts=2)) == [
        "no answer (refused): nobody\\nthere (after 2 attempts)"
    ]


def test_notes_of_a_finding_end_with_the_command() -> None:
    browsers = {"chrome": "blocked", "firefox": None}
    found = SLASH._replace(exchange=Exchange(REQUEST, Response(204), "curl x", browsers))
    notes = list(exchange_notes(found, CHECKS[0], Context()))
    assert [label for label, _ in notes] == ["request", "expected", "received", "chrome", "repeat"]
    assert notes[-1][1] == ["curl x"]
    assert list(exchange_notes(SLASH, None, Context())) == []


def test_checks_by_their_requests() -> None:
    found = checks_by_request(LIVE)
    assert found
    assert all(check.request is request for request, check in found.items())
