"""A `fetch()` call made into the request a browser really has, and why it needs a preflight."""

from __future__ import annotations

import pytest

from corscheck.fetch.prepare import prepare, with_reasons
from corscheck.fetch.request import BODIES, FetchRequest, Prepared, Rejected

ORIGIN = "https://app.example"
URL = "https://api.example/x"


def prepared(url: str = URL, origin: str = ORIGIN, **given: object) -> Prepared:
    found = prepare(FetchRequest(url, origin, **given))  # type: ignore[arg-type]  # a table's columns
    assert isinstance(found, Prepared)
    return found


def test_a_plain_get() -> None:
    found = prepared("HTTPS://API.example:443/a/../x?q#f")
    assert found.url.href == "https://api.example/x?q"
    assert found.origin_header == ORIGIN
    assert (found.method, found.headers, found.body, found.dropped) == ("GET", (), None, ())
    assert (found.reasons, found.unsafe_names) == ((), ())
    assert found.cross_origin
    assert not found.include


def test_values_are_trimmed_and_forbidden_names_dropped() -> None:
    found = prepared(
        headers=(
            ("X-A", "\r\n 1\t"),
            ("Cookie", "a=b"),
            ("sec-x", ""),
            ("Accept", " "),
            ("X-HTTP-Method", "TRACE"),
        )
    )
    assert found.headers == (("X-A", "1"), ("Accept", ""))
    assert found.dropped == ("Cookie", "sec-x", "X-HTTP-Method")
    assert found.unsafe_names == ("x-a",)


@pytest.mark.parametrize(
    ("body", "implied", "needed"),
    [
        (None, None, False),
        ("text", "text/plain;charset=UTF-8", False),
        ("form", "application/x-www-form-urlencoded;charset=UTF-8", False),
        ("multipart", "multipart/form-data; boundary=corscheck", False),
        ("bytes", None, False),
        ("json", "application/json", True),
    ],
)
def test_content_type_of_a_body(body: str | None, implied: str | None, needed: bool) -> None:  # noqa: FBT001 - a table
    found = prepared(method="POST", body=body)
    assert dict(found.headers).get("Content-Type") == implied
    assert bool(found.reasons) is needed
    assert found.body == (BODIES[body][0] if body else None)


def test_an_own_content_type_stays() -> None:
    found = prepared(method="POST", body="text", headers=(("content-TYPE", "text/html"),))
    assert found.headers == (("content-TYPE", "text/html"),)
    assert found.unsafe_names == ("content-type",)
    # A Content-Type without a body counts, too.
    assert prepared(headers=(("Content-Type", "application/json"),)).unsafe_names == ("content-type",)


def test_the_multipart_body_fits_its_boundary() -> None:
    body, kind = BODIES["multipart"]
    assert kind is not None
    boundary = kind.partition("boundary=")[2].encode()
    assert body.startswith(b"--" + boundary + b"\r\n")
    assert body.endswith(b"\r\n--" + boundary + b"--\r\n")


@pytest.mark.parametrize(
    ("method", "needed"),
    [
        ("GET", False),
        ("head", False),
        ("POST", False),
        ("post", False),
        ("PUT", True),
        ("OPTIONS", True),
        ("DELETE", True),
        ("PATCH", True),
        ("patch", True),
        ("PURGE", True),
        ("*", True),
    ],
)
def test_methods_that_need_a_preflight(method: str, needed: bool) -> None:  # noqa: FBT001 - a table
    assert bool(prepared(method=method).reasons) is needed


def test_reasons_name_method_and_headers() -> None:
    reasons = prepared(method="put", headers=(("X-B", "1"), ("Accept", "("))).reasons
    assert [(reason.kind, reason.name) for reason in reasons] == [
        ("method", "PUT"),
        ("header", "accept"),
        ("header", "x-b"),
    ]
    unasked = "only Accept, Accept-Language, Content-Language, Content-Type and Range can go unasked"
    assert [reason.message for reason in reasons] == [
        "The method `PUT` is not `GET`, `HEAD` or `POST`.",
        "The header `accept` is not safelisted: its value has the byte 0x28.",
        f"The header `x-b` is not safelisted: {unasked}.",
    ]


@pytest.mark.parametrize("method", ["GET", "head"])
def test_an_xml_http_request_leaves_out_a_body_that_fetch_refuses(method: str) -> None:
    found = prepared(method=method, body="json", upload_listener=True)
    assert (found.body, found.headers) == (None, ())
    assert [(reason.kind, reason.name) for reason in found.reasons] == [("listener", "upload")]
    assert found.unsafe_names == ()


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_a_beacon_is_always_a_post_with_credentials(method: str) -> None:
    found = prepared(method=method, credentials="omit", beacon=True)
    assert (found.method, found.credentials, found.body, found.headers) == ("POST", "include", None, ())


@pytest.mark.parametrize(
    ("body", "mode"),
    [
        ("text", "no-cors"),
        ("form", "no-cors"),
        ("multipart", "no-cors"),
        ("bytes", "no-cors"),
        ("json", "cors"),
    ],
)
def test_the_mode_of_a_beacon_is_its_bodys(body: str, mode: str) -> None:
    found = prepared(body=body, beacon=True)
    assert found.mode == mode
    assert bool(found.reasons) is (mode == "cors")


def test_a_redirect_to_another_origin_gives_the_reasons() -> None:
    home = prepared("https://app.example/", method="PUT", headers=(("X-A", "1"),), upload_listener=True)
    assert home.reasons == ()
    away = with_reasons(home._replace(urls=(*home.urls, prepared().url)))
    assert [reason.kind for reason in away.reasons] == ["method", "header", "listener"]
    assert away.unsafe_names == ("x-a",)


def test_requests_of_one_origin_are_prepared_each_with_its_own_url_and_headers() -> None:
    first = prepared("https://api.example/1", headers=(("X-A", "1"),), id=1)
    second = prepared("https://api.example/2", headers=(("X-A", "1"),), id=2)
    third = prepared("https://app.example/2", headers=(("X-A", "1"),), id=2)
    assert [one.url.href for one in (first, second, third)] == [
        "https://api.example/1",
        "https://api.example/2",
        "https://app.example/2",
    ]
    assert (first.unsafe_names, second.unsafe_names, third.unsafe_names) == (("x-a",), ("x-a",), ())


def test_lists_are_headers_too() -> None:
    found = prepared(headers=[["X-A", "1"]], id=["any", {"thing": 1}])
    assert (found.headers, found.unsafe_names) == ((("X-A", "1"),), ("x-a",))
    refused = prepare(FetchRequest(URL, ORIGIN, credentials=["omit"]))  # type: ignore[arg-type]
    assert refused == Rejected("`['omit']` is not a credentials mode.", "Use omit, same-origin or include.")


def test_at_roots_keeps_all_but_paths() -> None:
    found = prepared("https://api.example:8443/a?b", method="PUT")
    assert found.at_roots._replace(urls=found.urls) == found
    assert [url.href for url in found.at_roots.urls] == ["https://api.example:8443/"]
    assert found.at_roots.url._replace(href=found.url.href) == found.url
