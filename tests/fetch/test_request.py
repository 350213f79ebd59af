"""A request as the standard's algorithms see it."""

from __future__ import annotations

import pytest

from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import BODIES, FetchRequest, Prepared, example_headers
from corscheck.fetch.url import parse_url

ORIGIN = "https://app.example"
URL = "https://api.example/x"


def prepared(url: str = URL, origin: str = ORIGIN, **given: object) -> Prepared:
    found = prepare(FetchRequest(url, origin, **given))  # type: ignore[arg-type]  # a table's columns
    assert isinstance(found, Prepared)
    return found


def test_what_is_left_out() -> None:
    asked = FetchRequest(URL, ORIGIN)
    assert asked[:7] == (URL, ORIGIN, "GET", (), "same-origin", None, None)
    assert not any(asked[7:])
    found = prepared()
    assert (found.mode, found.upload_listener, found.tls_in_front) == ("cors", False, False)
    fields = Prepared(found.urls, found.origin, "GET", (), "omit", None)
    assert fields == found._replace(credentials="omit")


def test_kinds_of_bodies() -> None:
    assert {kind: implied for kind, (_, implied) in BODIES.items()} == {
        "text": "text/plain;charset=UTF-8",
        "form": "application/x-www-form-urlencoded;charset=UTF-8",
        "multipart": "multipart/form-data; boundary=corscheck",
        "bytes": None,
        "json": "application/json",
    }
    assert BODIES["multipart"][0].startswith(b"--corscheck\r\n")


@pytest.mark.parametrize(
    ("url", "origin", "cross"),
    [
        ("https://a.example/x", "https://a.example", False),
        ("https://a.example:443/x", "https://A.example/", False),
        ("https://a.example/x", "http://a.example", True),
        ("https://a.example:444/x", "https://a.example", True),
        ("https://a.example/x", "https://b.a.example", True),
        ("http://localhost/x", "http://127.0.0.1", True),
        ("https://a.example/x", "null", True),
        ("https://a.example/x", "data:,x", True),
    ],
)
def test_cross_origin(url: str, origin: str, cross: bool) -> None:  # noqa: FBT001 - a table
    found = prepared(url, origin, method="PUT")
    assert found.cross_origin is cross
    assert bool(found.reasons) is cross


A, B, C = "https://a.example", "https://b.example", "https://c.example"


@pytest.mark.parametrize(
    ("page", "visited", "sent"),
    [
        (A, [B], A),
        (A, [B, B], A),
        (A, [B, C], "null"),
        (A, [B, C, B], "null"),
        (A, [B, A], "null"),
        (A, [A, B], A),
        (A, [A, B, C], "null"),
        (A, [A, A, B, B], A),
        ("null", [B], "null"),
    ],
)
def test_origin_after_redirects(page: str, visited: list[str], sent: str) -> None:
    urls = tuple(url for url in map(parse_url, visited) if url)
    found = prepared(origin=page)._replace(urls=urls)
    assert found.origin_header == sent
    assert found.cross_origin


@pytest.mark.parametrize(
    ("credentials", "origin", "goes"),
    [
        ("omit", "https://api.example", False),
        ("omit", ORIGIN, False),
        ("same-origin", "https://api.example", True),
        ("same-origin", ORIGIN, False),
        ("include", "https://api.example", True),
        ("include", ORIGIN, True),
    ],
)
def test_where_cookies_go(credentials: str, origin: str, *, goes: bool) -> None:
    assert prepared(origin=origin, credentials=credentials).with_credentials is goes


def test_cookies_of_the_pages_own_origin_do_not_go_on_after_a_redirect() -> None:
    home = prepared(origin="https://api.example")
    onward = parse_url("https://far.example/")
    assert onward is not None
    away = home._replace(urls=(*home.urls, onward))
    assert (home.with_credentials, away.with_credentials) == (True, False)
    assert away._replace(urls=(*away.urls, home.url)).with_credentials is False


@pytest.mark.parametrize(
    ("url", "given", "checked"),
    [
        (URL, {}, True),
        ("https://app.example/", {}, False),
        (URL, {"beacon": True}, False),
        (URL, {"beacon": True, "body": "json"}, True),
        (URL, {"upload_listener": True}, True),
    ],
)
def test_what_the_cors_check_applies_to(url: str, given: dict[str, object], *, checked: bool) -> None:
    assert prepared(url, ORIGIN, **given).is_checked is checked


def test_headers_of_which_only_the_names_are_known_get_values_that_need_a_preflight() -> None:
    headers = example_headers(["Authorization", "Content-Type", "X-A"])
    assert headers == (
        ("Authorization", "Bearer corscheck"),
        ("Content-Type", "application/json"),
        ("X-A", "corscheck"),
    )
    assert prepared(method="POST", headers=headers).unsafe_names == ("authorization", "content-type", "x-a")
