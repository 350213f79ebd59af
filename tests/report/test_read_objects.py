"""Objects of reports are read as the values they were made from."""

from __future__ import annotations

import json
from typing import Any

import pytest

from corscheck.exchange import Failure, Request, Response
from corscheck.findings import Finding
from corscheck.fixes import Edit, Fix
from corscheck.report.context import Context
from corscheck.report.fields import Fields, UnusableReport
from corscheck.report.json import check_object, error_object, finding_object, route_object, service_object
from corscheck.report.read_objects import Objects, service
from corscheck.run_report import Check, RunError
from corscheck.secrets import HIDDEN, masked_source
from corscheck.source import Source, Span
from corscheck.tried import RouteVerdict, Tried

TEXT = "[web]\ncors = *\n"
SOURCE = Source(TEXT, "app.conf")


def _fields(data: Any) -> Fields:
    return Fields(json.loads(json.dumps(data)), "it")


def _objects() -> Objects:
    objects = Objects()
    objects.source(_fields({"path": "app.conf", "text": TEXT, "quotable": True}))
    return objects


def test_a_finding_with_its_fix() -> None:
    fix = Fix("Name it", (Edit(SOURCE.span(13, 14), "https://a.example"),), "unsafe")
    finding = Finding("CORS301", "name", "error", "m", SOURCE.span(6, 14), "h", fix, versions=("25.15",))
    found = _objects().finding(_fields(finding_object(finding, Context())))
    assert (found.span.text, found.span.start) == ("cors = *", 6)
    assert found.fix is not None
    assert [(edit.span.text, edit.text) for edit in found.fix.edits] == [("*", "https://a.example")]
    assert found[:4] == finding[:4]
    assert (found.versions, found.help) == (("25.15",), "h")


@pytest.mark.parametrize(
    "answer", [None, Response(204, (("A", "b"),), "No Content"), Failure("refused", "m", 0.5, 2)]
)
def test_a_check(answer: Response | Failure | None) -> None:
    request = Request("OPTIONS", "http://a/", (("Origin", "null"),))
    check = Check("id", "t", "failed", "allow: x", None, request, answer, ("CORS201",), (("path", "/"),))
    assert Objects().check(_fields(check_object(check, Context()))) == check


def test_an_error_a_route_and_a_service() -> None:
    error = RunError("unreachable", "m", "h", "s", "http://a", file="app.conf", untested="service")
    assert Objects().error(_fields(error_object(error, Context()))) == error
    verdict = RouteVerdict(
        "s", "http://a", "null", "omit", "GET", "/x", None, cause="not-sent", template="/x"
    )
    assert Objects().route(_fields(route_object(verdict))) == verdict
    tried = Tried("s", "http://a", "ASAB 25.15", 2, "why")
    assert service(_fields(service_object(tried))) == tried


def test_places_are_within_the_text() -> None:
    far = {"path": "app.conf", "start": {"line": 99, "column": 99}, "end": {"line": 1, "column": 1}}
    finding = {"code": "CORS301", "name": "n", "severity": "error", "message": "m", **far}
    span = _objects().finding(_fields(finding)).span
    assert (span.start, span.end) == (len(TEXT), len(TEXT))


def test_a_part_without_requests_is_refused() -> None:
    part = {"severity": "error", "message": "m", "tested": []}
    finding = {
        **finding_object(Finding("CORS301", "n", "error", "m", SOURCE.span(0, 1)), Context()),
        "parts": [part],
    }
    with pytest.raises(UnusableReport, match="is empty"):
        _objects().finding(_fields(finding))


def test_columns_in_bytes_are_those_of_the_file() -> None:
    source = masked_source(Source("cors = é, https://u:hunter2@b.example, x\n", "app.conf"))
    assert HIDDEN in source.text
    objects = Objects()
    objects.source(_fields({"path": "app.conf", "text": source.text, "quotable": True}))
    finding = Finding("CORS301", "n", "error", "m", Span(source, 39, 40))
    found = objects.finding(_fields(finding_object(finding, Context()))).span
    assert found.source.column_utf8(found.start) == source.column_utf8(39) == 41


def test_what_checks_and_routes_have_in_common_is_one_value() -> None:
    headers = (("Access-Control-Allow-Origin", "*"),)
    request = Request("OPTIONS", "http://a/", (("Origin", "null"),))
    objects, found = _objects(), []
    for name in ("one", "other"):
        check = Check(name, "t", "passed", "allow: x", SOURCE.span(6, 14), request, Response(204, headers))
        found.append(objects.check(_fields(check_object(check, Context()))))
        verdict = RouteVerdict("s", "u", "null", "omit", "GET", "/", callable=True, checks=(name,))
        assert objects.route(_fields(route_object(verdict))).checks[0] is found[-1].id
    one, other = found
    assert one.request is not None
    assert other.request is not None
    assert isinstance(one.answer, Response)
    assert isinstance(other.answer, Response)
    assert one.request.headers is other.request.headers
    assert one.answer.headers is other.answer.headers
    assert one.span is other.span
