"""What needs no preflight, by value; the tables follow the standard's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.fetch.safelist import (
    is_forbidden_header,
    is_forbidden_method,
    mime_essence,
    normalise_method,
    unsafe_reason,
    unsafe_request_headers,
)

UNSAFE_BYTES = [*(chr(code) for code in range(0x20) if code != 9), *'"():<>?@[\\]{}\x7f']


@pytest.mark.parametrize(
    ("method", "normalised"),
    [
        *((name.lower(), name) for name in ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT")),
        ("pUt", "PUT"),
        ("patch", "patch"),
        ("Patch", "Patch"),
        ("purge", "purge"),
        ("*", "*"),
        ("po\u017ft", "po\u017ft"),  # upper-cases to POST, but is none
    ],
)
def test_six_methods_are_normalised(method: str, normalised: str) -> None:
    assert normalise_method(method) == normalised


def test_forbidden_methods() -> None:
    assert all(map(is_forbidden_method, ("CONNECT", "TRACE", "TRACK", "connect", "Trace", "tracK")))
    assert not any(map(is_forbidden_method, ("GET", "OPTIONS", "TRACER", "", "PATCH")))


@pytest.mark.parametrize(
    "name",
    [
        "Accept-Charset",
        "Accept-Encoding",
        "Access-Control-Request-Headers",
        "Access-Control-Request-Method",
        "Connection",
        "Content-Length",
        "Cookie",
        "Cookie2",
        "Date",
        "DNT",
        "Expect",
        "Host",
        "Keep-Alive",
        "Origin",
        "Referer",
        "Set-Cookie",
        "TE",
        "Trailer",
        "Transfer-Encoding",
        "Upgrade",
        "Via",
        "Proxy-Authorization",
        "proxy-",
        "Sec-Fetch-Mode",
        "SEC-X",
    ],
)
def test_forbidden_names(name: str) -> None:
    assert is_forbidden_header(name, "1")
    assert is_forbidden_header(name.lower(), "")
    assert is_forbidden_header(name.upper(), "")


@pytest.mark.parametrize(
    "name",
    [
        "Accept",
        "Accept-Language",
        "Authorization",
        "Content-Type",
        "Proxy",
        "Sec",
        "Security",
        "User-Agent",
        "Set-Cookie2",
        "X-Cookie",
        "Cookies",
        "Access-Control-Request-Private-Network",
        "Range",
        "Warning",
        "X-Proxy-A",
        "Origin-X",
    ],
)
def test_other_names(name: str) -> None:
    assert not is_forbidden_header(name, "TRACE")


@pytest.mark.parametrize("name", ["X-HTTP-Method", "x-http-method-override", "X-Method-Override"])
@pytest.mark.parametrize(
    ("value", "forbidden"),
    [
        ("TRACE", True),
        ("trace", True),
        ("GET, connect", True),
        ("\tTRACK ,", True),
        ("GET", False),
        ("", False),
        ("TRACES", False),
        ("TRACE CONNECT", False),
        ('"TRACE"', False),
        ('"GET,TRACE,"', False),
        ('"GET",TRACE', True),
    ],
)
def test_method_overrides(name: str, value: str, forbidden: bool) -> None:  # noqa: FBT001 - a table
    assert is_forbidden_header(name, value) is forbidden
    assert not is_forbidden_header("X-Method", value)


@pytest.mark.parametrize(
    ("value", "essence"),
    [
        ("text/plain", "text/plain"),
        ("Text/PLAIN;charset=x", "text/plain"),
        (" \r\n\ttext/plain \t;", "text/plain"),
        ("text/plain;garbage", "text/plain"),
        ("text/plain ; a=b", "text/plain"),
        ("text/plain;a=b/c", "text/plain"),
        ("a/b/c", None),
        ("text/plain,", None),
        ("text /plain", None),
        ("text/ plain", None),
        ("text/pla in", None),
        ("text/", None),
        ("/plain", None),
        ("text", None),
        ("", None),
        ("text;/plain", None),
        ("text/plain\x0b", None),
    ],
)
def test_mime_essence(value: str, essence: str | None) -> None:
    assert mime_essence(value) == essence


SAFE = [
    ("Accept", ""),
    ("accept", "*/*"),
    ("Accept", "text/html, a;q=1\t'!#$%&*+-./^_`|~="),
    ("Accept", "caf\xe9\x80\xff"),
    ("Accept", "a" * 128),
    ("Accept-Language", "en-GB,en;q=0.9, *"),
    ("Accept-Language", ""),
    ("Content-Language", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 *,-.;="),
    ("Content-Type", "text/plain"),
    ("Content-Type", "TEXT/plain; charset=utf-8"),
    ("Content-Type", "application/x-www-form-urlencoded;charset=UTF-8"),
    ("Content-Type", "multipart/form-data; boundary=----x"),
    ("Content-Type", "text/plain;"),
    ("Content-Type", "text/plain;garbage"),
    ("Content-Type", "text/plain;\xe9"),
    ("Content-Type", "text/plain;" + "a" * 117),
    ("Range", "bytes=0-"),
    ("Range", "bytes=0-0"),
    ("range", "bytes=100-200"),
    ("Range", "bytes=9-10"),
    ("Range", "bytes=007-8"),
    ("Range", "bytes=5-5"),
    ("Range", "bytes=" + "9" * 120 + "-"),
]
UNSAFE = [
    ("X-A", ""),
    ("X-A", "1"),
    ("Authorization", "Bearer x"),
    ("Cache-Control", "no-cache"),
    ("User-Agent", "x"),
    ("Last-Event-ID", "1"),
    ("Save-Data", "on"),
    ("Accept-", "*/*"),
    *(("Accept", f"a{byte}b") for byte in UNSAFE_BYTES),
    ("Accept", "a" * 129),
    *(("Accept-Language", f"en{byte}") for byte in "\t_/+:\"'\xe9\x00@[`{\x7f!<"),
    ("Accept-Language", "a" * 129),
    ("Content-Language", "en_GB"),
    ("Content-Type", "application/json"),
    ("Content-Type", "text/html"),
    ("Content-Type", ""),
    ("Content-Type", "text/plain,"),
    ("Content-Type", "text /plain"),
    ("Content-Type", "text/plain, text/plain"),
    ("Content-Type", 'text/plain; charset="utf-8"'),
    ("Content-Type", "text/plain; a:b"),
    ("Content-Type", "text/plain\x0b"),
    ("Content-Type", "text/plain;" + "a" * 118),
    ("Range", ""),
    ("Range", "bytes=-500"),
    ("Range", "bytes=-"),
    ("Range", "bytes=0-1,3-4"),
    ("Range", "bytes= 0-1"),
    ("Range", "bytes=0 -1"),
    ("Range", "Bytes=0-1"),
    ("Range", "items=0-1"),
    ("Range", "bytes=2-1"),
    ("Range", "bytes=10-9"),
    ("Range", "bytes=0010-9"),
    ("Range", "bytes=\u0661-"),
    ("Range", "bytes=0-\n"),
    ("Range", "bytes=" + "9" * 123 + "-"),
]


@pytest.mark.parametrize(("name", "value"), SAFE)
def test_safelisted(name: str, value: str) -> None:
    assert unsafe_reason(name, value) is None
    assert unsafe_request_headers(((name, value),)) == {}


@pytest.mark.parametrize(("name", "value"), UNSAFE)
def test_not_safelisted(name: str, value: str) -> None:
    assert unsafe_reason(name, value)
    assert list(unsafe_request_headers(((name, value),))) == [name.lower()]


def test_reasons() -> None:
    reasons = [
        unsafe_reason("X-A", ""),
        unsafe_reason("Accept", "a" * 129),
        unsafe_reason("Accept", "a\x0bb"),
        unsafe_reason("Accept-Language", "en_GB"),
        unsafe_reason("Content-Type", "Application/JSON"),
        unsafe_reason("Content-Type", "json"),
        unsafe_reason("Content-Type", 'text/plain;"'),
        unsafe_reason("Range", "bytes=-5"),
        unsafe_reason("Range", "bytes=5-4"),
    ]
    assert reasons == [
        "only Accept, Accept-Language, Content-Language, Content-Type and Range can go unasked",
        "its value has 129 bytes, more than 128",
        "its value has the byte 0x0b",
        "its value has other bytes than letters, digits, blanks and `*,-.;=`",
        "`application/json` is not a type that an HTML form can send",
        "its value is not a MIME type",
        "its value has the byte 0x22",
        "only a single range `bytes=first-` or `bytes=first-last` can go unasked",
        "the range ends before it starts",
    ]


def test_names_are_lower_case_unique_and_sorted() -> None:
    headers = (
        ("X-B", "1"),
        ("x-b", "2"),
        ("Content-Type", "application/json"),
        ("X-A", ""),
        ("Accept", "*/*"),
    )
    assert list(unsafe_request_headers(headers)) == ["content-type", "x-a", "x-b"]


def test_repeated_names_are_judged_line_by_line() -> None:
    assert unsafe_request_headers((("Accept", "a" * 100), ("Accept", "a" * 100))) == {}
    assert list(unsafe_request_headers((("Accept", "a"), ("accept", "(")))) == ["accept"]
    first = unsafe_request_headers((("Accept", "("), ("accept", ")")))
    assert first == {"accept": "its value has the byte 0x28"}


def test_the_sum_of_safelisted_values() -> None:
    at_limit = (("Accept", "a" * 128),) * 8
    assert unsafe_request_headers(at_limit) == {}
    beyond = unsafe_request_headers((*at_limit, ("Accept-Language", "e"), ("X-A", "")))
    assert list(beyond) == ["accept", "accept-language", "x-a"]
    assert beyond["accept"] == "the safelisted values have 1025 bytes together, more than 1024"
    assert beyond["x-a"].startswith("only Accept")
    own = unsafe_request_headers((*at_limit, ("Accept", "e"), ("Accept", "(")))
    assert own == {"accept": "its value has the byte 0x28"}
    # Values that are unsafe anyway do not count.
    assert unsafe_request_headers((*at_limit, ("X-A", "a" * 2000))).keys() == {"x-a"}


@given(st.text(st.characters(max_codepoint=255)), st.text(st.characters(max_codepoint=255)))
def test_never_raises(name: str, value: str) -> None:
    unsafe_reason(name, value)
    is_forbidden_header(name, value)
    for known in ("accept", "accept-language", "content-type", "range", "x-http-method"):
        unsafe_reason(known, value)
        is_forbidden_header(known, value)
