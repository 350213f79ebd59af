from __future__ import annotations

from corscheck.contract.evaluate import Evaluation
from corscheck.findings import Finding
from corscheck.live.results import Results, report_of
from corscheck.run_report import Check
from corscheck.source import Source
from corscheck.tried import RouteVerdict

SPAN = Source("x", "b.conf").span(0, 1)


def results(label: str, note: str) -> Results:
    found = Results()
    check = Check(f"{label} one", "title", "passed", "allow", SPAN, None, None)
    finding = Finding("CORS201", "x", "error", label, SPAN, checks=(check.id,))
    route = RouteVerdict(label, "u", "o", "omit", "GET", "/", callable=True, checks=(check.id,))
    found.add(Evaluation([finding], [check], [route]))
    found.notes += [note, "common"]
    found.files[label] = None
    found.secrets["s"] = None
    return found


def test_services_stay_in_order() -> None:
    report = report_of([results("b", "1"), results("a", "2")], ["t", "s"])
    assert [check.id for check in report.checks or ()] == ["b one", "a one"]
    assert [(route.service, route.checks) for route in report.routes] == [
        ("b", ("b one",)),
        ("a", ("a one",)),
    ]
    assert {finding.checks for finding in report.findings} == {("b one",), ("a one",)}
    assert report.notes == ("1", "common", "2")
    assert report.files == ("b", "a")
    assert report.secrets == ("t", "s")


def test_nothing() -> None:
    assert report_of([]).checks == ()
