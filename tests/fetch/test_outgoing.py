from __future__ import annotations

import pytest

from corscheck.exchange import Request
from corscheck.fetch.outgoing import actual_request, preflight_request
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared


def prepared(url: str, origin: str, **given: object) -> Prepared:
    found = prepare(FetchRequest(url, origin, **given))  # type: ignore[arg-type]  # a table's columns
    assert isinstance(found, Prepared)
    return found


def test_the_preflight_is_chromiums() -> None:
    headers = (
        ("X-B", "1"),
        ("X-A", "2"),
        ("Content-Type", "application/json"),
        ("Authorization", "Bearer x"),
    )
    put = prepared("http://127.0.0.1:8080/x?q", "http://127.0.0.1:80", method="put", headers=headers,
                   credentials="include", body="text")  # fmt: skip
    assert preflight_request(put) == Request(
        "OPTIONS",
        "http://127.0.0.1:8080/x?q",
        (
            ("Accept", "*/*"),
            ("Access-Control-Request-Method", "PUT"),
            ("Access-Control-Request-Headers", "authorization,content-type,x-a,x-b"),
            ("Origin", "http://127.0.0.1"),
            ("Sec-Fetch-Mode", "cors"),
            ("Sec-Fetch-Site", "same-site"),
            ("Sec-Fetch-Dest", "empty"),
            ("Referer", "http://127.0.0.1/"),
        ),
        certificate=False,
    )


def test_no_list_of_headers_where_there_is_none() -> None:
    sent = preflight_request(prepared("http://b.example/", "http://a.example", method="patch"))
    assert sent.headers == (
        ("Accept", "*/*"),
        ("Access-Control-Request-Method", "patch"),
        ("Origin", "http://a.example"),
        ("Referer", "http://a.example/"),
    )
    assert sent.body == b""


def test_the_request_itself() -> None:
    headers = (("X-A", "1"), ("Accept", "text/plain"), ("x-a", "2"), ("X-E", ""))
    post = prepared("http://b.example/x", "null", method="POST", headers=headers, body="form")
    assert actual_request(post) == Request(
        "POST",
        "http://b.example/x",
        (
            ("X-A", "1, 2"),
            ("Accept", "text/plain"),
            ("X-E", ""),
            ("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"),
            ("Origin", "null"),
        ),
        b"corscheck=1",
    )


def test_accept_is_added() -> None:
    get = prepared("http://b.example/", "null")
    assert actual_request(get).headers == (("Accept", "*/*"), ("Origin", "null"))
    assert actual_request(get).body == b""


@pytest.mark.parametrize(
    ("url", "origin", "site"),
    [
        ("https://api.a.example.com/", "https://app.a.example.com", "same-site"),
        ("https://api.example.com/", "http://app.example.com", "cross-site"),
        ("https://api.example.org/", "https://app.example.com", "cross-site"),
        ("https://api.example.com/", "null", "cross-site"),
        ("http://localhost:8081/", "http://localhost:8082", "same-site"),
        ("http://api.example.com/", "http://app.example.com", None),  # the target is not trustworthy
    ],
)
def test_fetch_metadata(url: str, origin: str, site: str | None) -> None:
    assert dict(actual_request(prepared(url, origin)).headers).get("Sec-Fetch-Site") == site


def test_one_foreign_target_on_the_way_is_enough_for_cross_site() -> None:
    first = prepared("https://b.example.com/", "https://a.example.com")
    far = prepared("https://c.example.org/", "https://a.example.com")
    back = first._replace(urls=(*first.urls, *far.urls, *first.urls))
    assert dict(preflight_request(back).headers)["Sec-Fetch-Site"] == "cross-site"
    home = prepared("https://a.example.com/", "https://x.example.com")
    same = first._replace(urls=(*first.urls, *home.urls))
    assert dict(preflight_request(same).headers)["Sec-Fetch-Site"] == "same-site"


@pytest.mark.parametrize(
    ("url", "origin", "referer"),
    [
        ("https://b.example/", "https://a.example", "https://a.example/"),
        ("http://b.example/", "https://a.example", None),  # a downgrade
        ("http://127.0.0.1/", "https://a.example", None),  # as in Chromium
        ("http://b.example/", "http://localhost", "http://localhost/"),
        ("https://b.example/", "http://a.example", "http://a.example/"),
        ("https://b.example/", "null", None),
        ("https://b.example/", "capacitor://localhost", None),
    ],
)
def test_referer(url: str, origin: str, referer: str | None) -> None:
    assert dict(actual_request(prepared(url, origin)).headers).get("Referer") == referer


def test_a_referer_that_was_left_out_does_not_come_back() -> None:
    first = prepared("http://127.0.0.1/", "https://a.example")
    onward = prepared("https://b.example/", "https://a.example")
    again = first._replace(urls=(*first.urls, *onward.urls))
    assert "Referer" not in dict(actual_request(again).headers)


@pytest.mark.parametrize(
    ("url", "method", "beacon", "origin"),
    [
        ("https://c.example/", "POST", True, "https://a.example"),
        ("https://a.example/", "GET", False, None),
        ("https://a.example/", "HEAD", False, None),
        ("https://a.example/", "PUT", False, "https://a.example"),
        ("https://a.example/", "OPTIONS", False, "https://a.example"),
        ("https://b.example/", "GET", False, "https://a.example"),
        ("https://b.example/", "POST", True, "https://a.example"),
        ("https://a.example/", "POST", True, "https://a.example"),
        ("http://127.0.0.1/", "POST", True, "null"),  # out of https, and without CORS
        ("http://127.0.0.1/", "POST", False, "https://a.example"),
    ],
)
def test_origin(url: str, method: str, origin: str | None, *, beacon: bool) -> None:
    asked = prepare(FetchRequest(url, "https://a.example", method, beacon=beacon))
    assert isinstance(asked, Prepared)
    sent = dict(actual_request(asked).headers)
    assert sent.get("Origin") == origin
    assert sent["Sec-Fetch-Mode"] == ("no-cors" if beacon else "cors")
    assert (sent["Sec-Fetch-Site"] == "same-origin") is url.startswith("https://a.example")


def test_the_origin_of_a_beacon_of_an_http_page() -> None:
    asked = prepare(FetchRequest("http://b.example/", "http://a.example", beacon=True))
    assert isinstance(asked, Prepared)
    assert dict(actual_request(asked).headers)["Origin"] == "http://a.example"
