"""Requests: where they go, and their bytes."""

from __future__ import annotations

import pytest

from corscheck.exchange import Request
from corscheck.wire import http1
from corscheck.wire.transport import TransportError

URL = "http://a.example/"


def sent(request: Request) -> bytes:
    return http1.serialize(request, http1.target(request.url))


@pytest.mark.parametrize(
    ("url", "authority", "port", "path"),
    [
        ("http://a.example", "a.example", 80, "/"),
        ("http://a.example:80/x", "a.example", 80, "/x"),
        ("https://a.example:443/x", "a.example", 443, "/x"),
        ("https://a.example:8443/x?y=1#z", "a.example:8443", 8443, "/x?y=1"),
        ("http://A.Example:8080?", "a.example:8080", 8080, "/?"),
        ("http://[::1]:8080/x", "[::1]:8080", 8080, "/x"),
        ("http://[::1]/", "[::1]", 80, "/"),
        ("http://user:secret@a.example/", "a.example", 80, "/"),
        ("http://b\u00fccher.example/", "xn--bcher-kva.example", 80, "/"),
        ("http://a.example//b//%2F/|'%22?'|", "a.example", 80, "//b//%2F/|'%22?%27|"),
        ("http://a.example/\u017e b\r\nX: y", "a.example", 80, "/%C5%BE%20bX:%20y"),
    ],
)
def test_a_url_is_parsed_as_the_standard_does(url: str, authority: str, port: int, path: str) -> None:
    to = http1.target(url)
    assert (to.authority, to.port, to.path) == (authority, port, path)


@pytest.mark.parametrize("url", ["ftp://a.example/", "/x", "http://", "http://a:b:c/", "http://[::1/", ""])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not an absolute http or https URL"):
        http1.target(url)


def test_an_ipv6_host_is_connected_to_without_brackets() -> None:
    to = http1.target("http://[::1]:8080/")
    assert (to.host, to.place) == ("::1", "[::1]:8080")


def test_a_preflight_has_exactly_the_bytes_it_was_given() -> None:
    request = Request("OPTIONS", "http://a.example/x", (("Accept", "*/*"), ("oRIGIN", "https://b.example")))
    assert sent(request) == (
        b"OPTIONS /x HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\noRIGIN: https://b.example\r\n\r\n"
    )


def test_the_same_lines_go_to_every_path_but_not_to_every_host() -> None:
    lines = (("Accept", "*/*"),)
    paths = [
        sent(Request("GET", f"http://{where}", lines))
        for where in ("a.example/1", "a.example/2", "b.example/1")
    ]
    assert [data.split(b"\r\n")[:2] for data in paths] == [
        [b"GET /1 HTTP/1.1", b"Host: a.example"],
        [b"GET /2 HTTP/1.1", b"Host: a.example"],
        [b"GET /1 HTTP/1.1", b"Host: b.example"],
    ]


@pytest.mark.parametrize(
    ("method", "body", "length"),
    [
        ("patch", b"", None),
        ("DELETE", b"", None),
        ("POST", b"", b"0"),
        ("PUT", b"", b"0"),
        ("PATCH", b"{}", b"2"),
    ],
)
def test_content_length_stands_where_fetch_has_one(method: str, body: bytes, length: bytes | None) -> None:
    data = sent(Request(method, URL, (), body))
    assert data.startswith(method.encode() + b" / ")
    assert (b"Content-Length" in data) == (length is not None)
    assert data.endswith((b"Content-Length: " + length if length else b"") + b"\r\n\r\n" + body)


def test_values_are_latin_1_and_an_own_host_is_kept() -> None:
    data = sent(Request("GET", URL, (("host", "b.example"), ("X-A", "\xe9"))))
    assert data == b"GET / HTTP/1.1\r\nhost: b.example\r\nX-A: \xe9\r\n\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", URL, (("X-A", "1\r\nX-B: 2"),)),
        Request("GET", URL, (("X\n", "1"),)),
        Request("GET", URL, (("X-A", "\0"),)),
        Request("GET", URL, (("X-A", "\u017e"),)),
        Request("GET", URL, (("Host", "a"), ("Host", "b"))),
        Request("GE T", URL),
        Request("GET", URL, (("", "1"),)),
        Request("", URL),
        Request("POST", URL, (("Content-Length", "1"),), b"two"),
        Request(
            "POST", URL, (("Content-Length", "3"), ("Content-Length", "3"), ("content-length", "4")), b"two"
        ),
        Request("POST", URL, (("Content-Length", "3"), ("Transfer-Encoding", "chunked")), b"two"),
        Request("POST", URL, (("Transfer-Encoding", "gzip"),), b"two"),
    ],
)
def test_what_would_break_out_of_its_line_is_never_sent(request_: Request) -> None:
    with pytest.raises(TransportError, match="this request cannot be sent: ") as raised:
        sent(request_)
    assert raised.value.kind == "network"


def test_a_value_may_have_every_byte_that_script_can_give() -> None:
    value = "".join(chr(code) for code in range(1, 256) if chr(code) not in "\r\n")
    data = sent(Request("GET", URL, (("X-A", value),)))
    assert data.endswith(b"\r\nX-A: " + value.encode("latin-1") + b"\r\n\r\n")


def test_a_body_is_ended_as_its_request_says() -> None:
    chunked = (("Transfer-Encoding", "chunked"),)
    assert sent(Request("POST", URL, chunked, b"{}")).endswith(b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    assert sent(Request("GET", URL, chunked)).endswith(b"\r\n\r\n0\r\n\r\n")


def test_the_default_port_of_a_scheme() -> None:
    urls = ("http://a.example/", "https://a.example/", "http://a.example:443/", "https://a.example:80/")
    assert [http1.target(url).has_default_port for url in urls] == [True, True, False, False]
