from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.exchange import Request, Response
from corscheck.wire import http1
from corscheck.wire.http1 import MAX_BLANKS, MAX_KNOWN, Listener, heard_at_once, mattering
from corscheck.wire.transport import TransportError
from tests.support.servers import OK

if TYPE_CHECKING:
    from collections.abc import Iterable

URL = "http://a.example/"


def sent(request: Request) -> bytes:
    return http1.said(request, http1.target(request.url))


def heard(pieces: Iterable[bytes], method: str = "OPTIONS") -> Response | None:
    listener = Listener(method)
    answer = next(filter(None, map(listener.hear, pieces)), None)
    return answer.response if answer else None


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
def test_a_url_is_taken_apart_as_the_standard_does(url: str, authority: str, port: int, path: str) -> None:
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
        Request("GET", URL, (("X-A", "\v"),)),
        Request("GET", URL, (("X-A", "\u017e"),)),
        Request("GET", URL, (("Host", "a"), ("Host", "b"))),
        Request("GE T", URL),
        Request("POST", URL, (("Content-Length", "1"),), b"two"),
    ],
)
def test_what_would_break_out_of_its_line_is_never_sent(request_: Request) -> None:
    with pytest.raises(TransportError, match="this request cannot be sent: ") as raised:
        sent(request_)
    assert raised.value.kind == "network"


def test_a_body_is_ended_as_its_request_says() -> None:
    chunked = (("Transfer-Encoding", "chunked"),)
    assert sent(Request("POST", URL, chunked, b"{}")).endswith(b"\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
    assert sent(Request("GET", URL, chunked)).endswith(b"\r\n\r\n0\r\n\r\n")


def test_lines_keep_order_case_and_duplicates() -> None:
    head = b"HTTP/1.1 200 All is well\r\nVARY:Origin \r\nX-A: \xe9\t\r\nvary: *\r\nx-empty:\r\n\r\n"
    assert heard([head]) == Response(
        200, (("VARY", "Origin"), ("X-A", "\xe9"), ("vary", "*"), ("x-empty", "")), "All is well", "HTTP/1.1"
    )


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"HTTP/1.0 204 \r\n\r\n", (204, (), "", "HTTP/1.0")),
        (b"HTTP/1.1 204\r\n\r\n", (204, (), "", "HTTP/1.1")),
        (b"HTTP/1.1 999 Odd\nA: b\n\n", (999, (("A", "b"),), "Odd", "HTTP/1.1")),
        (b"HTTP/1.1 200 \r\nA: b\r\n c\r\n\td \r\n\r\n", (200, (("A", "b c d"),), "", "HTTP/1.1")),
        (
            b"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\nA: b\r\n\r\nHTTP/1.1 204 N\r\n\r\n",
            (204, (), "N", "HTTP/1.1"),
        ),
    ],
)
def test_unusual_but_valid_however_it_is_cut(head: bytes, expected: tuple[object, ...]) -> None:
    for cut in range(1, len(head) + 1):
        answer = heard([head[:cut], head[cut:]] if head[cut:] else [head])
        assert answer is not None
        assert answer[:4] == expected


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (b"HTTP/1.1 20 OK\r\n\r\n", "illegal status line: .*HTTP/1.1 20 OK"),
        (b"HTTP/1.1\r\n\r\n", "illegal status line"),
        (b"HTTP/1.1 099 OK\r\n\r\n", "status_code"),
        (b"HTTP/1.1 200 O\0K\r\n\r\n", "illegal status line"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "illegal header line: .*no colon"),
        (b"HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "illegal header line"),
        (b"HTTP/1.1 200 OK\r\n\xc4: b\r\n\r\n", "illegal header line"),
        (b"HTTP/1.1 200 OK\r\n A: b\r\n\r\n", "continuation line"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "conflicting Content-Length"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", "Transfer-Encoding"),
        (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", "UPGRADE"),
    ],
)
def test_what_h11_refuses_is_told_with_its_reason(head: bytes, says: str) -> None:
    with pytest.raises(TransportError, match=f"^what answered is not valid HTTP: .*{says}") as raised:
        heard([head])
    assert raised.value.kind == "malformed"
    assert str(raised.value).isprintable()


def test_a_switch_that_was_asked_for_is_no_answer_either() -> None:
    listener = Listener("GET", (("Connection", "upgrade"), ("Upgrade", "x")))
    with pytest.raises(TransportError, match="switched protocols"):
        listener.hear(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")


@pytest.mark.parametrize(
    "start", [b"X", b"HTP", b"\r\nHTTP/1.1", b"<html>", b"\0\0\x12\4\0", b"SSH-2.0-x\r\n"]
)
def test_another_protocol_is_told_at_its_first_bytes(start: bytes) -> None:
    with pytest.raises(TransportError, match="it begins with `") as raised:
        heard([start])
    assert str(raised.value).isprintable()
    with pytest.raises(TransportError, match="it begins with `"):
        heard(start[i : i + 1] for i in range(len(start)))


@pytest.mark.parametrize("start", [b"\x15\x03\x01\x00\x02", b"\x16\x03\x03"])
def test_tls_on_a_plain_port_is_recognised(start: bytes) -> None:
    with pytest.raises(TransportError, match="https://"):
        heard([start])


@given(st.binary(max_size=80), st.integers(1, 20))
def test_no_bytes_at_all_surprise(rest: bytes, size: int) -> None:
    data = b"HTTP/1.1 2" + rest
    listener = Listener("OPTIONS")
    try:
        for start in range(0, len(data), size):
            answer = listener.hear(data[start : start + size])
            if answer is not None:
                assert answer.response.status >= 200
                return
    except TransportError as error:
        told = error
    else:
        return
    assert (told.kind, str(told).isprintable()) == ("malformed", True)


@pytest.mark.parametrize(
    ("data", "method", "over"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", "OPTIONS", True),
        (b"HTTP/1.1 204 No Content\r\n\r\nx", "OPTIONS", False),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "GET", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "GET", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", "GET", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcdef", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "GET", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\n\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b" " * 9999, "GET", False),
        (b"HTTP/1.1 204 No Content\r\nConnection: x, Close\r\n\r\n", "GET", False),
        (b"HTTP/1.0 204 No Content\r\nconnection: keep-alive\r\n\r\n", "GET", False),
    ],
)
def test_a_connection_serves_again_only_where_the_answer_has_surely_ended(
    data: bytes, method: str, *, over: bool
) -> None:
    answer = Listener(method).hear(data)
    assert answer is not None
    assert answer.over is over


def test_the_same_bytes_mean_what_the_request_makes_of_them() -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    upgrade = mattering((("X-A", "\xe9"), ("upgrade", "caf\xe9"), ("CONNECTION", "Upgrade")))
    close = mattering((("connection", "close"), ("X-A", "2")))
    asked = [("GET", ()), ("HEAD", ()), ("HEAD", close), ("HEAD", upgrade), ("GET", ()), ("HEAD", ())]
    heard = [heard_at_once(method, matter, data) for method, matter in asked]
    assert [answer.over for answer in heard if answer] == [False, True, False, True, False, True]


def test_what_comes_at_once_and_in_pieces_is_the_same() -> None:
    for data in (OK, OK + b"x", OK[:-2], b"HTTP/1.1 100 C\r\n\r\n" + OK):
        at_once = [heard_at_once("GET", (), data) for _ in range(2)]
        assert at_once == [Listener("GET").hear(data)] * 2
    assert heard_at_once("GET", (), OK[:-4] + b"\r\nA: " + b"a" * MAX_KNOWN + b"\r\n\r\n") is None


@pytest.mark.parametrize("blank", [b" ", b"\t", b"\n ", b"\r\n\t"])
def test_a_hostile_section_costs_linear_time(blank: bytes) -> None:
    head = b"HTTP/1.1 200 OK\r\nA:" + blank * 60_000 + b"\0\r\n\r\n"
    for size in (len(head), 1000):
        start = time.process_time()
        with pytest.raises(TransportError, match="blanks in a row"):
            heard(head[i : i + size] for i in range(0, len(head), size))
        assert time.process_time() - start < 2


def test_blanks_in_a_body_and_a_few_in_a_header_are_no_harm() -> None:
    body = b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n" + b"\r\n" * MAX_BLANKS
    few = b"HTTP/1.1 200 OK\r\nA:" + b" " * (MAX_BLANKS - 1) + b"b\r\n\r\n"
    for data in (body, few):
        for pieces in ([data], [data[:40], data[40:]]):
            answer = heard(pieces)
            assert answer is not None
            assert answer.headers == (("A", "b"),)


def test_ten_thousand_lines_are_read() -> None:
    lines = [(f"x-{number}", str(number)) for number in range(10_000)]
    head = "".join(
        ["HTTP/1.1 200 OK\r\n", *(f"{name}: {value}\r\n" for name, value in lines), "\r\n"]
    ).encode()
    answer = heard(head[i : i + 65536] for i in range(0, len(head), 65536))
    assert answer is not None
    assert answer.headers == tuple(lines)


def test_a_section_that_is_too_long_is_given_up() -> None:
    head = b"HTTP/1.1 200 OK\r\nA: " + b"a" * 300_000 + b"\r\n\r\n"
    with pytest.raises(TransportError, match="longer than 256 KiB"):
        heard(head[i : i + 65536] for i in range(0, len(head), 65536))
