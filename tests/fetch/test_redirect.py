from __future__ import annotations

import pytest

from corscheck.exchange import Headers, Response
from corscheck.fetch.cors import Problem
from corscheck.fetch.prepare import prepare
from corscheck.fetch.redirect import LIMIT, follow
from corscheck.fetch.request import FetchRequest, Prepared

ORIGIN = "https://app.example"
CONTENT = (
    ("Content-Encoding", "x"),
    ("content-language", "en"),
    ("Content-Location", "/"),
    ("Content-Type", "text/plain"),
    ("X-A", "1"),
)


def prepared(method: str = "GET", body: str | None = None, headers: Headers = ()) -> Prepared:
    given = FetchRequest("https://api.example/a/b", ORIGIN, method, headers, body=body)  # type: ignore[arg-type]  # a table's word
    found = prepare(given)
    assert isinstance(found, Prepared)
    return found


def followed(request: Prepared, status: int, location: str) -> Prepared:
    found = follow(request, Response(status, (("LOCATION", location),)))
    assert isinstance(found, Prepared)
    return found


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects(status: int) -> None:
    found = followed(prepared(), status, "../c?d#e")
    assert [url.href for url in found.urls] == ["https://api.example/a/b", "https://api.example/c?d"]
    assert follow(prepared(), Response(status, ())) is None


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 306, 399, 400])
def test_no_redirects(status: int) -> None:
    assert follow(prepared(), Response(status, (("Location", "/x"),))) is None


@pytest.mark.parametrize(
    ("location", "cause"),
    [
        ("ftp://a/", "scheme"),
        ("javascript:1", "scheme"),
        ("foo:bar", "scheme"),
        ("data:,x", "local-scheme"),
        ("about:blank", "local-scheme"),
        ("blob:https://a/", "local-scheme"),
        ("file:///etc", "local-scheme"),
        ("http://", "url"),
        ("https://a:99999/", "url"),
        ("https://u:p@b.example/", "credentials"),
        ("https://u@api.example/", "credentials"),
        ("http://b.example:22/", "port"),
    ],
)
def test_targets_that_fail(location: str, cause: str) -> None:
    found = follow(prepared(), Response(302, (("Location", location),)))
    assert isinstance(found, Problem)
    assert (found.step, found.cause) == ("response-redirect", cause)
    assert location in found.message or cause == "port"


def test_two_locations_fail_even_if_equal() -> None:
    found = follow(prepared(), Response(302, (("Location", "/x"), ("location", "/x"))))
    assert isinstance(found, Problem)
    assert (found.cause, found.message) == ("several", "The redirect (302) has 2 Location lines.")


def test_an_empty_location_is_the_same_url() -> None:
    assert followed(prepared(), 302, "").url.href == "https://api.example/a/b"


def test_bytes_beyond_ascii_are_escaped() -> None:
    assert followed(prepared(), 302, "/\xc3\xa9\x7f x").url.href == "https://api.example/%C3%A9%7F%20x"
    assert followed(prepared(), 302, "//b\xc3\xbccher.example/").url.host == "xn--bcher-kva.example"


def test_twenty_redirects_are_followed() -> None:
    request = prepared()
    for number in range(LIMIT):
        request = followed(request, 302, f"/{number}")
    assert len(request.urls) == LIMIT + 1 == 21
    found = follow(request, Response(302, (("Location", "/again"),)))
    assert isinstance(found, Problem)
    assert (found.cause, found.message) == ("hops", "There are more than 20 redirects.")


@pytest.mark.parametrize(
    ("status", "method", "becomes"),
    [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (307, "POST", "POST"),
        (308, "POST", "POST"),
        (301, "PUT", "PUT"),
        (302, "DELETE", "DELETE"),
        (303, "PUT", "GET"),
        (303, "OPTIONS", "GET"),
        (303, "HEAD", "HEAD"),
        (301, "HEAD", "HEAD"),
        (303, "GET", "GET"),
        (302, "patch", "patch"),
    ],
)
def test_methods(status: int, method: str, becomes: str) -> None:
    body = None if method in ("GET", "HEAD") else "text"
    found = followed(prepared(method, body, CONTENT), status, "/x")
    changed = method != becomes
    assert found.method == becomes
    assert found.body == (None if changed or body is None else b"corscheck")
    assert found.headers == ((("X-A", "1"),) if changed else CONTENT)


def test_authorization_goes_when_the_origin_changes() -> None:
    request = prepared(headers=(("AUTHORIZATION", "x"), ("X-A", "1")))
    assert followed(request, 302, "/x").headers == request.headers
    assert followed(request, 302, "https://api.example:443/x").headers == request.headers
    away = followed(request, 302, "https://b.example/")
    assert away.headers == (("X-A", "1"),)
    assert away.unsafe_names == ("x-a",)


def test_the_origin_becomes_null_on_the_way_to_a_third() -> None:
    assert followed(prepared(), 302, "/x").origin_header == ORIGIN
    assert followed(prepared(), 302, "https://b.example/").origin_header == "null"
    assert followed(prepared(), 302, f"{ORIGIN}/x").origin_header == "null"
    assert followed(prepared(), 302, f"{ORIGIN}/x").cross_origin


def test_a_preflight_is_decided_anew() -> None:
    post = prepared("POST", "json")
    assert post.reasons
    assert followed(post, 303, "/x").reasons == ()
    assert followed(post, 307, "/x").reasons == post.reasons
