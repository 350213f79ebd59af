from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corscheck.contract.untested import untested, with_untested
from corscheck.exchange import Failure, Request, Response
from corscheck.run_report import Check, Report, exit_code
from corscheck.source import Source, Span
from tests.support.reports import route

if TYPE_CHECKING:
    from corscheck.exchange import Answer

LINE = Span(Source("[web]\ncors = *\n", "app.conf"), 6, 10)
DOWN = Failure("refused", "nothing listens on 127.0.0.1:1")


def check(number: int, outcome: Any, answer: Answer | None, service: str = "a", result: str = "") -> Check:
    request = Request("OPTIONS", f"http://127.0.0.1:8080/{number}")
    axes = (("service", service),)
    return Check(
        f"{service} {number}", f"PUT /{number}", outcome, "", LINE, request, answer, (), axes, result
    )


def test_one_error_for_each_service_and_reason() -> None:
    checks = [
        check(1, "passed", Response(204)),
        check(2, "unreachable", DOWN),
        check(3, "unreachable", DOWN),
        check(4, "unreachable", Failure("timeout", "too slow")),
        check(5, "skipped", None, "b", "preflight_passed"),
        check(6, "passed", Response(204), "b"),
        check(7, "failed", DOWN, "b"),
    ]
    assert [(one.kind, one.service, one.message) for one in untested(checks)] == [
        ("unreachable", "a", f"no answer to 2 of 4 checks (PUT /2 and 1 more): {DOWN.message}"),
        ("unreachable", "a", "no answer to 1 of 4 checks (PUT /4): too slow"),
        (
            "not-tested",
            "b",
            "not sent: 1 of 3 checks (PUT /5): it needs no preflight, and is not sent itself",
        ),
    ]
    assert {(one.span, one.target) for one in untested(checks)} == {(LINE, "http://127.0.0.1:8080")}
    assert [one.help is not None for one in untested(checks)] == [False, False, True]


def test_routes_that_only_a_request_itself_would_show_are_an_error() -> None:
    some = [route("GET", f"/{n}", callable_=None, cause="not-sent") for n in range(2)]
    others = (
        route("GET", "/3", callable_=True),
        route("GET", "/4", callable_=None, cause="not-tried"),
        route("GET", "/5", callable_=None, cause="not-sent", intended=True),
    )
    report = with_untested(Report(checks=(), routes=(*some, *others)))
    (error,) = report.errors
    assert (error.kind, error.service) == ("not-tested", "notes")
    assert "`GET /0` and `GET /1`" in error.message
    assert exit_code(report) == 2
    assert with_untested(Report(checks=(), routes=others)).errors == ()


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (DOWN, "unreachable", 3),
        (Failure("not-http", "x"), "not-http", 3),
        (Failure("malformed", "x"), "not-http", 3),
        (Failure("deadline", "x"), "deadline", 3),
    ],
)
def test_the_kind_of_what_got_no_answer(answer: Failure, kind: str, code: int) -> None:
    report = with_untested(Report(checks=(check(1, "unreachable", answer),)))
    assert [error.kind for error in report.errors] == [kind]
    assert exit_code(report) == code


def test_what_was_not_sent_is_never_a_success() -> None:
    report = with_untested(Report(checks=(check(1, "skipped", None, result="request_rejected"),)))
    assert exit_code(report) == exit_code(report, exit_zero=True) == 2
    assert "no browser sends this request" in report.errors[0].message
    assert with_untested(Report(checks=(check(1, "passed", Response(204)),))).errors == ()
