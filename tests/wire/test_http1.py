from __future__ import annotations

import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.exchange import Request
from corscheck.wire import http1
from corscheck.wire.transport import Broken


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
        ("http://a.example/a/../b//%2F/{x}|'\"", "a.example", 80, "/a/../b//%2F/{x}|'\""),
        ("http://a.example/ž b\r\nX: y", "a.example", 80, "/%C5%BE%20b%0D%0AX:%20y"),
    ],
)
def test_a_url_is_taken_apart_and_not_normalised(url: str, authority: str, port: int, path: str) -> None:
    to = http1.target(url)
    assert (to.authority, to.port, to.path) == (authority, port, path)


@pytest.mark.parametrize("url", ["ftp://a.example/", "/x", "http:///x", "http://a:b:c/", "http://[::1/", ""])
def test_other_urls_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="not an absolute http or https URL"):
        http1.target(url)


def test_an_ipv6_host_is_connected_to_without_brackets() -> None:
    to = http1.target("http://[::1]:8080/")
    assert (to.host, to.place) == ("::1", "[::1]:8080")


def test_a_preflight_has_exactly_the_bytes_it_was_given() -> None:
    request = Request("OPTIONS", "http://a.example/x", (("Accept", "*/*"), ("oRIGIN", "https://b.example")))
    assert http1.serialise(request, http1.target(request.url)) == (
        b"OPTIONS /x HTTP/1.1\r\nHost: a.example\r\nAccept: */*\r\noRIGIN: https://b.example\r\n\r\n"
    )


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
    data = http1.serialise(Request(method, "http://a.example/", (), body), http1.target("http://a.example/"))
    assert data.startswith(method.encode() + b" / ")
    assert (b"Content-Length" in data) == (length is not None)
    assert data.endswith((b"Content-Length: " + length if length else b"") + b"\r\n\r\n" + body)


def test_values_are_latin_1_and_an_own_host_is_kept() -> None:
    request = Request("GET", "http://a.example/", (("X-A", "\xe9"), ("host", "b.example")))
    data = http1.serialise(request, http1.target(request.url))
    assert data == b"GET / HTTP/1.1\r\nX-A: \xe9\r\nhost: b.example\r\n\r\n"


@pytest.mark.parametrize("header", [("X-A", "1\r\nX-B: 2"), ("X\n", "1"), ("X-A", "\0"), ("X-A", "ž")])
def test_what_would_break_out_of_its_line_is_never_sent(header: tuple[str, str]) -> None:
    request = Request("GET", "http://a.example/", (header,))
    with pytest.raises(ValueError, match=r"cannot stand|codec"):
        http1.serialise(request, http1.target(request.url))


def test_lines_keep_order_case_and_duplicates() -> None:
    head = b"HTTP/1.1 200 All is well\r\nVARY:Origin \r\nX-A: \xe9\t\r\nvary: *\r\nx-empty:\r\n\r\n"
    response = http1.parse_head(head, "OPTIONS", 0).response
    assert response.headers == (("VARY", "Origin"), ("X-A", "\xe9"), ("vary", "*"), ("x-empty", ""))
    assert (response.status, response.reason, response.http_version) == (200, "All is well", "HTTP/1.1")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"HTTP/1.0 204 \r\n\r\n", (204, "", ())),
        (b"HTTP/1.1 204\r\n\r\n", (204, "", ())),
        (b"HTTP/1.1 999 Odd\nA: b\n\n", (999, "Odd", (("A", "b"),))),
        (b"HTTP/1.1 000 \r\nA: b\r\n c\r\n\td \r\n\r\n", (0, "", (("A", "b c d"),))),
        (b"HTTP/1.1 200 OK\r\nA:\r\n b\r\n\r\n", (200, "OK", (("A", "b"),))),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n \r\n\tc \r\n\r\n", (200, "OK", (("A", "b  c"),))),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n \r\n\r\n", (200, "OK", (("A", "b"),))),
    ],
)
def test_unusual_but_valid(head: bytes, expected: tuple[object, ...]) -> None:
    response = http1.parse_head(head, "GET", 0).response
    assert (response.status, response.reason, response.headers) == expected


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1  200 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1 200 OK\r\n\r\n",
        b"http/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1\r\n\r\n",
        b"HTTP/1.1 200 O\0K\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\0c\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: b\rc\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n A: b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\xc4: b\r\n\r\n",
    ],
)
def test_what_is_not_http_is_told_with_its_line(head: bytes) -> None:
    with pytest.raises(Broken, match="is not valid: `") as raised:
        http1.parse_head(head, "GET", 0)
    assert raised.value.kind == "not-http"
    assert str(raised.value).isprintable()


LINE = st.text(alphabet="aA1:-_ \t\xe9\x7f\x01@(", max_size=8)


@given(
    st.sampled_from(["HTTP/1.1 200 OK", "HTTP/1.0 204", "HTTP/1.1 404 ", "HTTP/1.1 20", "HTTP/1.1 200\tOK"]),
    st.lists(st.builds("{}{}{}".format, st.sampled_from(["", "A", "b-c", " "]), st.just(":"), LINE) | LINE),
)
def test_h11_reads_the_same(status: str, lines: list[str]) -> None:
    lines = [line for line in lines if line]
    head = "\r\n".join([status, *lines, "", ""]).encode("latin-1")
    peer = h11.Connection(h11.CLIENT)
    peer.send(h11.Request(method="GET", target="/", headers=[("Host", "x")]))
    peer.send(h11.EndOfMessage())
    peer.receive_data(head)
    try:
        event = peer.next_event()
    except h11.RemoteProtocolError as error:
        if "Content-Length" in str(error) or "Transfer-Encoding" in str(error):
            return
        with pytest.raises(Broken):
            http1.parse_head(head, "GET", 0)
        return
    assert isinstance(event, h11.Response)
    response = http1.parse_head(head, "GET", 0).response
    assert response.status == event.status_code
    assert [(k.encode("latin-1"), v.encode("latin-1")) for k, v in response.headers] == list(
        event.headers.raw_items()
    )


@pytest.mark.parametrize(
    ("head", "method", "rest", "reusable"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", "OPTIONS", 0, True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "OPTIONS", 1, False),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "GET", 0, True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "GET", 0, True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "GET", 5, True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "GET", 4, False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", 0, True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "GET", 5, False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "GET", 5, False),
        (b"HTTP/1.1 200 OK\r\n\r\n", "GET", 0, False),
        (b"HTTP/1.1 204 No Content\r\nConnection: x, Close\r\n\r\n", "GET", 0, False),
        (b"HTTP/1.0 204 No Content\r\n\r\n", "GET", 0, False),
        (b"HTTP/1.0 204 No Content\r\nconnection: keep-alive\r\n\r\n", "GET", 0, True),
    ],
)
def test_a_connection_serves_again_only_where_the_answer_has_surely_ended(
    head: bytes, method: str, rest: int, *, reusable: bool
) -> None:
    assert http1.parse_head(head, method, rest).reusable is reusable


def test_the_end_of_a_section_is_found_across_pieces() -> None:
    head = b"HTTP/1.1 204\r\nA: b\r\n\r\n"
    for cut in range(len(head)):
        assert http1.head_end(bytearray(head[:cut])) == -1
        assert http1.head_end(bytearray(head), max(cut - 2, 0)) == len(head)
    assert http1.head_end(bytearray(b"HTTP/1.1 204\n\nrest")) == 14


@pytest.mark.parametrize("start", [b"", b"HT", b"HTTP/1.1 2"])
def test_a_beginning_may_still_become_http(start: bytes) -> None:
    assert not http1.cannot_be_http(bytearray(start))


@pytest.mark.parametrize("start", [b"X", b"HTTP/2", b"\r\nHTTP/1.1", b"<html>"])
def test_other_beginnings_cannot(start: bytes) -> None:
    assert http1.cannot_be_http(bytearray(start))


def test_tls_on_a_plain_port_is_recognised() -> None:
    assert "https://" in str(http1.not_http(bytearray(b"\x15\x03\x01\x00\x02")))


def test_a_hostile_section_costs_linear_time() -> None:
    blanks = b" " * 200_000
    head = b"HTTP/1.1 200 OK\r\nA:" + blanks + b"x" + blanks + b"\r\n" + blanks + b"\r\nB: c\r\n\r\n"
    assert len(http1.parse_head(head, "GET", 0).response.headers) == 2
    folds = b"HTTP/1.1 200 OK\r\nA: b" + b"\r\n c" * 100_000 + b"\r\n\r\n"
    assert http1.parse_head(folds, "GET", 0).response.headers == (("A", "b" + " c" * 100_000),)
