from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corscheck.paste.captured import NotCaptured
from corscheck.paste.har import recorded
from tests.support.har_requests import failing_requests

RECORDED = Path(__file__).parents[1] / "data" / "recorded"
ALLOWED = {
    "Access-Control-Allow-Origin": "https://app.example",
    "Access-Control-Allow-Credentials": "true",
}


def entry(
    url: str = "https://api.example/x",
    status: int = 0,
    method: str = "GET",
    *,
    origin: str | None = "https://app.example",
    **more: Any,
) -> dict[str, Any]:
    headers = [{"name": name, "value": value} for name, value in more.pop("headers", {}).items()]
    if origin:
        headers.append({"name": "Origin", "value": origin})
    request = {"method": method, "url": url, "headers": headers, **more.pop("request", {})}
    answered = [{"name": name, "value": value} for name, value in more.pop("answered", {}).items()]
    return {"request": request, "response": {"status": status, "headers": answered}, **more}


def har(*entries: Any, **log: Any) -> dict[str, Any]:
    return {"log": {"entries": list(entries), **log}}


def test_failing_cross_origin_requests_are_taken() -> None:
    document = har(
        entry("https://api.example/ok", 200),
        entry("https://api.example/blocked", 0),
        entry("https://app.example/own", 0),
        entry("https://api.example/error", 500),
        entry("https://api.example/told", 200, _error="net::ERR_FAILED"),
        entry("https://api.example/unknown", 0, origin=None),
        entry("https://api.example/allowed", 200, headers={"Cookie": "a=b"}, answered=ALLOWED),
    )
    assert [(request.id, request.url) for request in failing_requests(document)] == [
        ("log.entries[0]", "https://api.example/ok"),
        ("log.entries[1]", "https://api.example/blocked"),
        ("log.entries[3]", "https://api.example/error"),
        ("log.entries[4]", "https://api.example/told"),
    ]


def test_each_request_is_taken_once() -> None:
    assert len(failing_requests(har(entry(), entry(), entry(method="PUT")))) == 2


def test_what_the_browser_added_is_left_out() -> None:
    headers = {
        ":path": "/x",
        "User-Agent": "Mozilla/5.0",
        "Sec-Fetch-Mode": "cors",
        "Cookie": "a=b",
        "Accept": "*/*",
        "Cache-Control": "no-cache",
        "Pragma": "no-cache",
        "X-A": "1",
        "Content-Type": "application/json",
    }
    (request,) = failing_requests(
        har(entry(method="POST", headers=headers, request={"postData": {"text": "{}"}}))
    )
    assert request.headers == (("X-A", "1"), ("Content-Type", "application/json"))
    assert (request.credentials, request.body) == ("include", "bytes")


def test_cache_control_alone_is_the_scripts() -> None:
    (request,) = failing_requests(har(entry(headers={"Cache-Control": "no-cache"})))
    assert request.headers == (("Cache-Control", "no-cache"),)


def test_a_failed_preflight_stands_for_its_request_where_that_is_missing() -> None:
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "content-type,x-a"}
    preflight = entry(method="OPTIONS", status=405, headers=asked)
    (request,) = failing_requests(har(preflight))
    assert (request.method, request.headers) == ("PUT", (("content-type", "application/json"), ("x-a", "x")))
    (request,) = failing_requests(har(preflight, entry(method="PUT", headers={"X-A": "real"})))
    assert request.headers == (("X-A", "real"), ("content-type", "application/json"))


def test_the_page_is_known_from_the_referer_or_its_title() -> None:
    referred = entry(origin=None, headers={"Referer": "https://page.example/a"})
    titled = entry(origin=None, pageref="page_1")
    document = har(referred, titled, pages=[{"id": "page_1", "title": "https://title.example/"}])
    origins = ["https://page.example", "https://title.example"]
    assert [request.origin for request in failing_requests(document)] == origins
    assert failing_requests(har(titled, pages=document["log"]["pages"]))[0].origin == "https://title.example"


@pytest.mark.parametrize("document", [None, [], {}, {"log": []}, {"log": {"entries": {}}}])
def test_what_is_not_a_har(document: Any) -> None:
    with pytest.raises(NotCaptured, match="not a HAR export"):
        failing_requests(document)


@pytest.mark.parametrize(
    "odd",
    [
        None,
        1,
        {},
        {"request": []},
        {"request": {"headers": [1, {"name": 1, "value": []}]}},
        {"response": {"status": "x"}},
    ],
)
def test_odd_entries_are_passed_over(odd: Any) -> None:
    assert failing_requests(har(odd, pages=[None, 1, {"id": []}])) == []


def test_where_nothing_failed_what_passed_is_given() -> None:
    passed = entry("https://api.example/a", 200, headers={"Cookie": "a=b"}, answered=ALLOWED)
    found = recorded(har(passed, entry("https://app.example/own", 200), passed))
    assert [(one.verdict.url, one.verdict.result) for one in found.judged] == [
        ("https://api.example/a", "allowed")
    ]


def test_what_cannot_be_judged_is_counted() -> None:
    found = recorded(
        har(entry(origin=None), entry(_error="net::ERR_ABORTED"), entry(status=200, origin=None))
    )
    assert found == ((), 1, 1, 0)
    assert [one.request.origin for one in recorded(har(entry(origin=None)), "https://b.example").judged] == [
        "https://b.example"
    ]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("apigw-post-400", [("POST", "response_blocked", "response-allow-origin-missing")]),
        ("mixed-content", [("GET", "request_rejected", "mixed-content")]),
        ("null-after-redirect", [("GET", "response_blocked", "response-allow-origin-missing")]),
        (
            "playwright",
            [
                ("GET", "response_blocked", None),
                ("GET", "response_blocked", None),
                ("GET", "request_rejected", "mixed-content"),
            ],
        ),
    ],
)
def test_exports_of_real_browsers(name: str, found: list[tuple[str, str, str | None]]) -> None:
    judged = recorded(json.loads((RECORDED / f"{name}.har").read_text())).judged
    assert [(one.verdict.method, one.verdict.result, one.verdict.step) for one in judged] == found
    assert all(one.verdict.origin in ("https://app.example.com", "http://localhost:5173") for one in judged)
