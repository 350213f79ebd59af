from __future__ import annotations

from typing import Any

import pytest

from corscheck.paste.captured import NotCaptured
from corscheck.paste.har import failing_requests


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
    return {"request": request, "response": {"status": status}, **more}


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
    )
    assert [(request.id, request.url) for request in failing_requests(document)] == [
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
    assert [request.origin for request in failing_requests(document)] == ["https://page.example"]
    assert failing_requests(har(titled, pages=document["log"]["pages"]))[0].origin == "https://title.example"


@pytest.mark.parametrize("document", [None, [], {}, {"log": []}, {"log": {"entries": {}}}])
def test_what_is_no_har(document: Any) -> None:
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
