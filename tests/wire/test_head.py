"""From bytes to an answer: where a header section starts and ends, and what is refused."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.exchange import Response
from corscheck.wire.head import (
    MAX_CACHED,
    MAX_HEAD,
    MAX_INTERIM,
    HeadParser,
    framing_headers,
    parse_head_cached,
)
from corscheck.wire.transport import TransportError
from tests.support.servers import OK

if TYPE_CHECKING:
    from collections.abc import Iterable


def parsed(
    pieces: Iterable[bytes], method: str = "OPTIONS", scheme: str = "http", *, default_port: bool = False
) -> Response:
    """What is made of these bytes; the connection is closed after them."""
    parser = HeadParser(method, scheme, default_port=default_port)
    head = next(filter(None, map(parser.feed, pieces)), None)
    return (head or parser.close()).response


def in_pieces(data: bytes, size: int) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


def test_lines_keep_order_case_and_duplicates() -> None:
    head = b"HTTP/1.1 200 All is well\r\nVARY:Origin \r\nX-A: \xe9\t\r\nvary: *\r\nx-empty:\r\n\r\n"
    assert parsed([head]) == Response(
        200, (("VARY", "Origin"), ("X-A", "\xe9"), ("vary", "*"), ("x-empty", "")), "All is well", "HTTP/1.1"
    )


INTERIM = b"HTTP/1.1 100 C\r\n\r\nHTTP/1.1 103 E\r\nA: b\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (b"HTTP/1.0 204 \r\n\r\n", (204, (), "", "HTTP/1.0")),
        (b"HTTP/1.1 204\r\n\r\n", (204, (), "", "HTTP/1.1")),
        (b"HTTP/1.1 999 Odd\nA: b\n\n", (999, (("A", "b"),), "Odd", "HTTP/1.1")),
        (b"HTTP/1.1 200 \r\nA: b\r\n c\r\n\td \r\n\r\n", (200, (("A", "b c d"),), "", "HTTP/1.1")),
        (b"HTTP/1.1 200 X\r\nA: b\n\r\nB: c", (200, (("A", "b"),), "X", "HTTP/1.1")),
        (b"HTTP/1.1 200 X\r\nA: b\r\n\r\r\nB: c\r\n\r\n", (200, (("A", "b"), ("B", "c")), "X", "HTTP/1.1")),
        (INTERIM + b"HTTP/1.1 204 N\r\n\r\n", (204, (), "N", "HTTP/1.1")),
        (INTERIM + b"junkHTTP/1.1 204 N\r\n\r\n", (204, (), "N", "HTTP/1.1")),
        (b"HTTP/1.1 101 S\r\nUpgrade: x\r\n\r\nHTTP/1.1 204 N\r\n\r\n", (204, (), "N", "HTTP/1.1")),
        (b"\r\n\r\nHTTP/1.1 204 N\r\n\r\n", (204, (), "N", "HTTP/1.1")),
        (b"hhhhhttp/1.1 204 N\r\n\r\n", (204, (), "N", "HTTP/1.1")),
    ],
)
def test_a_section_is_found_however_it_is_cut(head: bytes, expected: tuple[object, ...]) -> None:
    for cut in range(1, len(head) + 1):
        assert parsed([head[:cut], head[cut:]] if head[cut:] else [head])[:4] == expected
    assert parsed(in_pieces(head, 1))[:4] == expected


@pytest.mark.parametrize(
    "start", [b"12345HTTP/1.1 200 OK\r\n\r\n", b"<html>", b"\0\0\x12\4\0", b"SSH-2.0-x\r\n"]
)
def test_another_protocol_is_recognised_at_its_first_bytes(start: bytes) -> None:
    for pieces in ([start], in_pieces(start, 1)):
        parser = HeadParser("GET")
        with pytest.raises(TransportError, match="it begins with `") as raised:
            list(map(parser.feed, pieces))  # and not after more bytes that may never come
        assert str(raised.value).isprintable()
        assert raised.value.kind == "not-http"


@pytest.mark.parametrize("start", [b"h", b"HTP", b"X", b"\r\n", b"xyhtt"])
def test_what_may_still_become_http_is_waited_for_but_is_none_at_the_end(start: bytes) -> None:
    parser = HeadParser("GET")
    assert parser.feed(start) is None
    with pytest.raises(TransportError, match="is not HTTP") as raised:
        parser.close()
    assert raised.value.kind == "not-http"


@pytest.mark.parametrize("start", [b"\x15\x03\x01\x00\x02", b"\x16\x03\x03\x00\x00"])
@pytest.mark.parametrize("default_port", [False, True])
def test_tls_on_a_plain_port_is_recognised_also_where_chromium_takes_it_for_http09(
    start: bytes, *, default_port: bool
) -> None:
    with pytest.raises(TransportError, match="https://"):
        parsed([start], default_port=default_port)


def test_what_is_not_http_is_a_page_without_headers_on_default_ports_only() -> None:
    page = b"<html>hello</html>"
    answer = parsed([page], default_port=True)
    assert answer[:4] == (200, (), "OK", "HTTP/0.9")
    assert "`<html>hello</html>`" in answer.oddities[0]
    assert parsed([b"icy 200 OK\r\n\r\n"])[:4] == (200, (), "OK", "HTTP/0.9")
    for pieces, scheme, default_port in (
        ([page], "http", False),
        ([b"icy 200 OK\r\n"], "https", False),
        ([INTERIM, page], "http", True),
        ([INTERIM, b"icy 200 OK\r\n"], "http", True),
    ):
        with pytest.raises(TransportError, match="is not HTTP"):
            parsed(pieces, "GET", scheme, default_port=default_port)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"HTTP", (200, (), "OK", "HTTP/1.0")),
        (b"HTTP/1.1 2", (2, (), "", "HTTP/1.1")),
        (b"HTTP/1.1 204 N\r\nA: b\r\nC: d", (204, (("A", "b"), ("C", "d")), "N", "HTTP/1.1")),
        (b"HTTP/1.1 204 N\r\nA: b\r\nC", (204, (("A", "b"),), "N", "HTTP/1.1")),
        (b"HTTP/1.1 100 C\r\nA: b", (200, (), "OK", "HTTP/1.0")),
    ],
)
def test_a_section_that_ends_with_the_connection_counts_over_http_but_not_over_https(
    data: bytes, expected: tuple[object, ...]
) -> None:
    answer = parsed([data])
    assert answer[:4] == expected
    assert "The connection was closed inside the header section" in answer.oddities[-1]
    with pytest.raises(TransportError, match=f"inside the header section, after {len(data)} bytes") as raised:
        parsed([data], scheme="https")
    assert raised.value.kind == "closed"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "closed without an answer$"),
        (INTERIM, "without an answer; before, the server sent an interim answer"),
        (b"HTTP/1.1 101 S\r\n\r\n", r"without an answer; before, the server switched protocols \(101\)"),
    ],
)
def test_a_connection_that_is_closed_before_an_answer(data: bytes, says: str) -> None:
    with pytest.raises(TransportError, match=says) as raised:
        parsed([data])
    assert raised.value.kind == "closed"


def test_what_comes_after_a_switch_of_protocols_is_named() -> None:
    with pytest.raises(TransportError, match=r"not HTTP.*before, the server switched protocols \(101\)"):
        parsed([b"HTTP/1.1 101 S\r\n\r\n\x81\x05hello"])


def attempt(pieces: Iterable[bytes], *, default_port: bool = False) -> Response | TransportError:
    try:
        return parsed(pieces, default_port=default_port)
    except TransportError as error:
        return error


@given(st.binary(max_size=80), st.integers(1, 20))
def test_no_bytes_at_all_surprise(rest: bytes, size: int) -> None:
    outcome = attempt(in_pieces(b"HTTP/1.1 2" + rest, size))
    if isinstance(outcome, TransportError):
        assert (outcome.kind, str(outcome).isprintable()) == ("malformed", True)
    else:
        assert outcome.status // 100 != 1
        assert all(oddity.isprintable() for oddity in outcome.oddities)


@given(st.binary(max_size=30), st.booleans())
def test_no_first_bytes_at_all_surprise(data: bytes, default_port: bool) -> None:  # noqa: FBT001 - Hypothesis
    outcome = attempt(in_pieces(data, 1), default_port=default_port)
    if isinstance(outcome, TransportError):
        assert outcome.kind in ("malformed", "not-http", "closed")
        assert str(outcome).isprintable()


@pytest.mark.parametrize(
    ("data", "method", "reusable"),
    [
        (b"HTTP/1.1 204 No Content\r\n\r\n", "OPTIONS", True),
        (b"HTTP/1.1 204 No Content\r\n\r\nx", "OPTIONS", False),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", "GET", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "GET", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde", "GET", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcdef", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcd", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\nabcde", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nabcde", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", "HEAD", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n", "GET", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", "GET", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nx", "GET", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na0\r\n\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnone\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\nabcde", "GET", False),
        (b"HTTP/1.1 200 OK\r\n\r\n", "GET", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b" " * 9999, "GET", True),
        (b"HTTP/1.1 204 No Content\r\nConnection: x, Close\r\n\r\n", "GET", False),
        (b"HTTP/1.0 204 No Content\r\nconnection: keep-alive\r\n\r\n", "GET", False),
        (b"HTTP/1.1 204 No Content\r\nno colon\r\n\r\n", "GET", False),
        (b"HTTP/1.1 205 Reset\r\n\r\n", "GET", False),
    ],
)
def test_a_connection_serves_again_only_where_the_answer_has_surely_ended(
    data: bytes, method: str, *, reusable: bool
) -> None:
    parser = HeadParser(method)
    head = parser.feed(data)
    assert head is not None
    assert head.reusable is reusable
    assert parser.rest == data.partition(b"\r\n\r\n")[2]


def test_the_lines_of_a_request_that_decide_about_its_connection() -> None:
    headers = (("X-A", "\xe9"), ("upgrade", "caf\xe9"), ("CONNECTION", "Upgrade"))
    assert framing_headers(headers) == headers[1:]


def test_the_same_bytes_mean_what_the_method_makes_of_them() -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
    heads = [parse_head_cached(method, data) for method in ("GET", "HEAD", "GET", "HEAD")]
    assert [head.reusable for head in heads if head] == [False, True, False, True]


def test_what_comes_at_once_and_in_pieces_is_the_same() -> None:
    for data in (OK, OK + b"x", OK[:-2], b"HTTP/1.1 100 C\r\n\r\n" + OK):
        at_once = [parse_head_cached("GET", data) for _ in range(2)]
        assert at_once == [HeadParser("GET").feed(data)] * 2
    assert parse_head_cached("GET", OK[:-4] + b"\r\nA: " + b"a" * MAX_CACHED + b"\r\n\r\n") is None
    for start in (b"", b"HTT", b"xHTTP/1.1 200 OK\r\n\r\n", b"SSH-2.0-x\r\n"):  # these depend on the URL, too
        assert parse_head_cached("GET", start) is None


@pytest.mark.parametrize("blank", [b" ", b"\t", b"\n ", b"\r\n\t", b"\r", b"a:\r\n", b'"\\', b",", b"1 "])
@pytest.mark.parametrize("before", [b"HTTP/1.1 200 OK\r\nContent-Length:", b"HTTP/1.1 "])
def test_a_hostile_section_costs_linear_time(before: bytes, blank: bytes) -> None:
    data = (before + blank * 250_000)[: MAX_HEAD - 10] + b"\x01\r\n\r\n"
    for size in (len(data), 1000):
        start = time.process_time()
        attempt(in_pieces(data, size))
        assert time.process_time() - start < 2


def test_ten_thousand_lines_are_read() -> None:
    lines = [(f"access-control-{number}", "") for number in range(10_000)]
    head = "".join(["HTTP/1.1 200 OK\r\n", *(f"{name}: {value}\r\n" for name, value in lines), "\r\n"])
    assert parsed(in_pieces(head.encode(), 65536)).headers == tuple(lines)


def test_the_longest_section_and_one_that_is_longer() -> None:
    longest = b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nA: "
    longest += b"a" * (MAX_HEAD - len(longest) - 4) + b"\r\n\r\n"
    assert len(longest) == MAX_HEAD
    for size in (65536, 1000, len(longest)):
        assert parsed(in_pieces(longest + b"body", size)).values("access-control-allow-origin") == ["*"]
        with pytest.raises(TransportError, match="longer than 256 KiB") as raised:
            parsed(in_pieces(longest[:-4] + b"a\r\n\r\n", size))
        assert raised.value.kind == "malformed"


def test_interim_answers_may_be_many_but_not_endless() -> None:
    interim = b"HTTP/1.1 103 E\r\nLink: " + b"a" * 1000 + b"\r\n\r\n"
    assert parsed([*[interim * 100] * (MAX_INTERIM // 100), OK]).status == 204
    with pytest.raises(TransportError, match=r"1,001 interim answers \(1xx\)"):
        parsed([interim] * (MAX_INTERIM + 1))
