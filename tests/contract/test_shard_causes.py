"""A blocked request is explained by the refused preflight of another shard, as in one run."""

from __future__ import annotations

from corscheck.contract.shard_causes import explained
from corscheck.exchange import Request, Response
from corscheck.findings import Finding, Part, Sample
from corscheck.run_report import Check, Report
from corscheck.source import Source

SPAN = Source("[web]\n", "app.conf").span(0, 5)
ORIGIN = "https://a.example"


def _check(order: int, title: str, path: str, *codes: str) -> Check:
    axes = (("service", "s"), ("section", "web"), ("origin", ORIGIN), ("path", path))
    request, answer = Request("OPTIONS", f"http://b{path}"), Response(404)
    return Check(
        f"{order}",
        title,
        "failed",
        "allow: x",
        None,
        request,
        answer,
        codes,
        axes,
        "response_blocked",
        order=order,
    )


def _finding(code: str, *orders: int) -> Finding:
    tested = tuple(Sample(order, "GET", f"/{order}", ORIGIN) for order in orders)
    checks = tuple(map(str, orders))
    part = Part("warning", code, None, tested)
    return Finding(code, "n", "warning", code, SPAN, checks=checks, parts=(part,))


def test_the_first_refused_preflight_is_the_cause() -> None:
    preflight, sent = _check(0, "PUT /x", "/x", "CORS221"), _check(1, "GET /y really sent", "/y", "CORS242")
    report = explained(Report((_finding("CORS221", 0), _finding("CORS242", 1)), checks=(preflight, sent)))
    assert [(one.code, one.checks) for one in report.findings] == [("CORS221", ("0", "1"))]
    assert [(one.codes, one.outcome) for one in report.checks or ()] == [(("CORS221",), "failed")] * 2


def test_without_one_the_finding_stays() -> None:
    report = Report((_finding("CORS242", 1),), checks=(_check(1, "GET /y really sent", "/y", "CORS242"),))
    assert explained(report) == report
