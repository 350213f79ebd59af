from __future__ import annotations

import pytest

from corscheck.findings import Finding
from corscheck.fixes import Edit, Fix
from corscheck.report import Context
from corscheck.report.columns import width
from corscheck.report.routes import page, table, verdicts
from corscheck.run_report import Report
from corscheck.tried import Tried
from tests.support.reports import APP, NOTES, at, route

CONTEXT = Context()
LINE = at(APP, "\tapi/*")


def blocked(number: int, origin: str = "https://app.example.com", **more: object) -> list[object]:
    return [
        route("POST", f"/p{n}", callable_=False, origin=origin, message="405", checks=(f"c{n}",), **more)
        for n in range(number)
    ]


def report(*routes: object, **more: object) -> Report:
    return Report(routes=routes, checks=(), **more)  # type: ignore[arg-type]  # tables of tests


def test_the_verdict_of_each_origin_with_what_is_not_known_and_what_is_meant() -> None:
    lines = verdicts(
        report(
            route("GET", "/a", callable_=True),
            route("PUT", "/a", callable_=False, message="404"),
            route("PUT", "/b", callable_=False, intended=True, message="404"),
            route("GET", "/c", callable_=None, message="no answer: timeout"),
            route("GET", "/a", callable_=True, origin="https://b.example"),
            tried=(Tried("notes", NOTES, "ASAB 25.15"),),
        ),
        CONTEXT,
    )
    assert lines == [
        f"notes  {NOTES} (ASAB 25.15)",
        "  page https://app.example.com: 1 of 4 routes can be called, 1 blocked on purpose, 1 not known",
        "  page https://b.example: 1 of 1 route can be called",
        "  ✗ PUT /a  404 (page https://app.example.com)",
        "  ? GET /c  no answer: timeout (page https://app.example.com)",
    ]


def test_an_origin_that_stands_for_any_and_cookies() -> None:
    one = route("GET", "/a", callable_=True)
    assert page(one._replace(invented=True)) == "page of any origin"
    assert page(one._replace(credentials="include")) == "page https://app.example.com with cookies"


def test_ninety_five_routes_of_one_cause_are_one_line_with_the_fix() -> None:
    fix = Fix("Add `/p`", (Edit.insert(LINE, "/p, "),), "unsafe")
    names = tuple(f"c{n}" for n in range(95))
    finding = Finding("CORS251", "x", "warning", "m", LINE, fix=fix, checks=names)
    openness = finding._replace(code="CORS201", fix=None)
    lines = verdicts(report(*blocked(95), findings=(openness, finding)), CONTEXT)
    assert lines[2:] == ["  ✗ POST /p0, POST /p1, POST /p2 and 92 more  405; add `/p` (etc/app.conf:6)"]
    lines = verdicts(report(*blocked(1), findings=(finding._replace(fix=None),)), CONTEXT)
    assert lines[2:] == ["  ✗ POST /p0  405; CORS251 (etc/app.conf:6)"]


def test_the_table_has_a_row_for_each_method_and_a_column_for_each_page() -> None:
    lines = table(
        report(
            route("GET", "/a", callable_=True, sent=True),
            route("PUT", "/b/1", callable_=False, template="/b/{id}"),
            route("POST", "/a", callable_=True),
            route("GET", "/a", callable_=None, origin="https://b.example"),
        ),
        CONTEXT,
    )
    assert lines == [
        "Routes, and whether a browser lets a page call them:",
        "",
        "A  page https://app.example.com",
        "B  page https://b.example",
        "",
        "              A B",
        "/a       GET  ✓ ?",
        "         POST ✓",
        "/b/{id}  PUT  ✗",
        "",
        "✓ can be called  ✗ cannot  ? not known",
        "POST was not sent: ✓ is that of the preflight",
    ]


def test_what_can_be_called_under_a_condition_says_so() -> None:
    lines = table(report(route("GET", "/a", callable_=True, message="without Authorization")), CONTEXT)
    assert lines[-1] == "GET /a: only without Authorization"
    assert not any("preflight" in line for line in lines)


def test_several_services_have_a_table_each() -> None:
    other = route("GET", "/z", callable_=True)._replace(service="shop", base_url="http://shop.example")
    lines = table(report(route("GET", "/a", callable_=True), other), CONTEXT)
    assert [line for line in lines if "http" in line] == [f"notes  {NOTES}", "shop  http://shop.example"]


def test_of_very_many_routes_those_that_can_be_called_are_counted() -> None:
    good = [route("GET", f"/g{n}", callable_=True) for n in range(2000)]
    lines = table(report(*good, *blocked(2)), CONTEXT)
    assert "and 2000 more routes that can be called" in lines
    assert len(lines) < 15


def test_of_very_many_that_cannot_be_called_the_first_are_shown() -> None:
    lines = table(report(*blocked(500)), CONTEXT)
    assert "and 440 more routes not callable from every page" in lines
    assert len(lines) < 80


def test_of_very_many_reasons_the_first_are_shown() -> None:
    routes = [one._replace(message=one.path) for one in blocked(500)]  # type: ignore[attr-defined]
    lines = verdicts(report(*routes), CONTEXT)
    assert lines[-1] == "  and 480 more reasons"
    assert len(lines) == 2 + 20 + 1


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_the_table_fits(columns: int) -> None:
    routes = [
        route("GET", "/" + "x" * 100, callable_=True, origin=f"https://{'sub.' * 9}{n}.example")
        for n in range(60)
    ]
    lines = table(report(*routes), CONTEXT._replace(width=columns))
    names = [line for line in lines if "https://" in line]  # which are never broken
    assert max(width(line) for line in lines[:-2] if line not in names) <= max(columns, 52)


def test_nothing_acts_on_the_terminal() -> None:
    evil = "/\x1b[2J\n::error::"
    shown = report(*[one._replace(message=evil, path=evil) for one in blocked(2, evil)])  # type: ignore[attr-defined]
    for line in (*verdicts(shown, CONTEXT), *table(shown, CONTEXT)):
        assert line.isprintable()


def test_without_routes_there_is_no_table() -> None:
    assert table(report(), CONTEXT) == verdicts(report(), CONTEXT) == []
