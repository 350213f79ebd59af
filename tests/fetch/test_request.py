from __future__ import annotations

import pytest

from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import BODIES, FetchRequest, Prepared, Rejected
from corscheck.fetch.url import BLOCKED_PORTS, parse_url

ORIGIN = "https://app.example"
URL = "https://api.example/x"


def prepared(url: str = URL, origin: str = ORIGIN, **given: object) -> Prepared:
    found = prepare(FetchRequest(url, origin, **given))  # type: ignore[arg-type]  # a table's columns
    assert isinstance(found, Prepared)
    return found


def rejected(url: str = URL, origin: str = ORIGIN, **given: object) -> Rejected:
    found = prepare(FetchRequest(url, origin, **given))  # type: ignore[arg-type]  # a table's columns
    assert isinstance(found, Rejected)
    assert found.help
    return found


def test_a_plain_get() -> None:
    found = prepared("HTTPS://API.example:443/a/../x?q#f")
    assert found.url.href == "https://api.example/x?q"
    assert found.origin_header == ORIGIN
    assert (found.method, found.headers, found.body, found.dropped) == ("GET", (), None, ())
    assert (found.reasons, found.unsafe_names) == ((), ())
    assert found.cross_origin
    assert not found.include


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("/x", "not an absolute URL"),
        ("api.example/x", "not an absolute URL"),
        ("https://", "not an absolute URL"),
        ("http://a:99999/", "not an absolute URL"),
        ("ftp://a/", "`ftp:` is not a scheme"),
        ("data:,x", "`data:` is not a scheme"),
        ("localhost:8080/x", "`localhost:` is not a scheme"),
        ("https://u:p@a/", "user name or password"),
        ("https://u@a/", "user name or password"),
        ("https://:p@a/", "user name or password"),
        ("http://a:22/", "never connect to port 22"),
        ("https://a:6000/", "never connect to port 6000"),
    ],
)
def test_refused_urls(url: str, words: str) -> None:
    assert words in rejected(url).message


@pytest.mark.parametrize("port", sorted(BLOCKED_PORTS))
def test_blocked_ports(port: int) -> None:
    assert f"port {port}." in rejected(f"http://a:{port}/").message


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("app.example", "no scheme"),
        ("", "empty"),
        ("*", "never an origin"),
        ("https://a https://b", "several"),
    ],
)
def test_refused_origins(origin: str, words: str) -> None:
    assert words in rejected(origin=origin).message


def test_a_suggested_origin() -> None:
    assert rejected(origin="app.example").help == "Write `https://app.example`."
    assert rejected(origin="*").help == "Write it as `https://app.example`."


@pytest.mark.parametrize("method", ["", "GET POST", "G\xcbT", "GET,", "GET\n", "G/T"])
def test_no_method_names(method: str) -> None:
    assert "not a method name" in rejected(method=method).message


@pytest.mark.parametrize("method", ["TRACE", "connect", "Track"])
def test_forbidden_methods(method: str) -> None:
    assert rejected(method=method).message.endswith(f"the method {method} is forbidden.")


@pytest.mark.parametrize("method", ["GET", "head", "HEAD", "get"])
def test_no_body_with(method: str) -> None:
    assert "with a body" in rejected(method=method, body="text").message
    assert prepared(method=method).body is None


def test_unknown_words() -> None:
    assert "`always` is not a credentials mode" in rejected(credentials="always").message
    refused = rejected(method="POST", body="blob")
    assert refused.message == "`blob` is not a kind of body."
    assert refused.help == "Use one of text, form, multipart, bytes, json."


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("", "x", "not a header name"),
        ("X A", "x", "not a header name"),
        ("X-A:", "x", "not a header name"),
        ("X-\xc9", "x", "not a header name"),
        ("X-A", "a\nb", "line end or NUL"),
        ("X-A", "a\rb", "line end or NUL"),
        ("X-A", "a\x00", "line end or NUL"),
        ("X-A", "\u0160", "not latin-1"),
        ("Cookie", "a\nb", "line end or NUL"),  # checked before it is dropped
    ],
)
def test_refused_headers(name: str, value: str, words: str) -> None:
    assert words in rejected(headers=(("Accept", "*/*"), (name, value))).message


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
