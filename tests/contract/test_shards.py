"""Shards: cases that are judged together stay together, and a part is never mistaken for the whole."""

from __future__ import annotations

import pytest

from corscheck.contract.shards import UNUSED, share, whole
from corscheck.fetch.request import FetchRequest
from corscheck.findings import Finding, Part, Sample
from corscheck.rules.live._case import Case, Kind
from corscheck.run_report import Check, Report
from corscheck.source import Source
from corscheck.tried import Tried
from tests.support.live import container

SOURCE = Source("[web]\ncors = *\n", "app.conf")


def _case(number: int, path: str, *, sent: bool = False, route: str = "") -> Case:
    request = FetchRequest(f"http://a{path}", "https://b", "PUT", preflight_only=not sent)
    kind: Kind = "route" if route else "covered"
    return Case(f"{number}", kind, "web", request, path, "allow", "", None, route=route)


def _report(number: int, count: int, orders: tuple[int, ...], plan: str = "p", planned: int = 4) -> Report:
    tested = tuple(Sample(order, "PUT", f"/{order}", "https://b") for order in orders)
    checks = tuple(
        Check(
            f"s {order}", f"PUT /{order}", "failed", "block: x", None, None, None, ("CORS201",), order=order
        )
        for order in orders
    )
    finding = Finding(
        "CORS201", "n", "error", "old", SOURCE.span(6, 10), checks=tuple(one.id for one in checks)
    )._replace(parts=(Part("error", f"m{min(orders)}", "h", tested),))
    notes = (f"{UNUSED} `x`",) if number == 1 else ()
    tried = (Tried("s", "http://a", planned=planned, plan=plan),)
    return Report((finding,), ("app.conf",), checks, notes, tried=tried, shard=(number, count))


def test_shares_are_the_plan_and_keep_together_what_is_judged_together() -> None:
    web = container("[web]\ncors = *\ncors_preflight_paths = /a/*\n")
    cases = [_case(1, "/a/1"), _case(2, "/a/2"), _case(3, "/a/1", sent=True), _case(4, "/a/3")]
    cases += [_case(number, f"/other/{number}", route=f"/other/{number}") for number in range(5, 9)]
    parts = [share(cases, web, (number, 3)) for number in (1, 2, 3)]
    assert sorted(case.order for part in parts for case in part) == list(range(len(cases)))
    for together in ({"1", "3"}, {"5", "6", "7", "8"}):
        assert any(together <= {case.id for case in part} for part in parts)
    assert share(cases, web, (1, 1)) == cases


def test_findings_of_one_line_become_one_in_the_order_of_the_plan() -> None:
    report = whole([("b", _report(2, 2, (1, 3))), ("a", _report(1, 2, (0, 2)))])
    (finding,) = report.findings
    assert finding.message == "m0 (2 checks from https://b: PUT /0, PUT /2)"
    assert finding.help == "h; also: m1"
    assert [check.order for check in report.checks or ()] == [0, 1, 2, 3]
    assert (report.errors, report.notes, report.shard) == ((), (), None)


@pytest.mark.parametrize(
    ("shards", "part"),
    [
        ([(1, 3, "p"), (3, 3, "p")], "missing: 2/3"),
        ([(1, 2, "p"), (1, 2, "p"), (2, 2, "p")], "shard 1/2 is also in 0"),
        ([(1, 2, "p"), (2, 2, "q")], "the plans differ"),
        ([(1, 2, "p"), (2, 3, "p")], "it is one of 3 shards"),
        ([(1, 2_000_000_000, "p")], "and 9,989 more"),
    ],
)
def test_what_is_not_one_whole_run_is_an_error(shards: list[tuple[int, int, str]], part: str) -> None:
    named = [
        (str(index), _report(number, count, (number,), plan))
        for index, (number, count, plan) in enumerate(shards)
    ]
    assert any(part in error.message for error in whole(named).errors)


def test_fewer_checks_than_planned_are_an_error() -> None:
    named = [(str(number), _report(number, 2, (number,), planned=5)) for number in (1, 2)]
    passed = [
        (
            name,
            report._replace(
                findings=(),
                checks=tuple(one._replace(outcome="passed", codes=()) for one in report.checks or ()),
            ),
        )
        for name, report in named
    ]
    (error,) = whole(passed).errors
    assert error.message == "2 of 5 planned checks are in these reports"
