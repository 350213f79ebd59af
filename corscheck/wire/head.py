"""Answers in HTTP/1: from bytes to a header section, read as Chromium reads it. No sockets here.

Where a section starts and ends, which lines count and what is refused are those of Chromium's `net/http`
(`HttpStreamParser`, `HttpUtil::LocateStartOfStatusLine`, `LocateEndOfHeaders`);
tests/real/test_chromium_headers.py compares them with the browser. Two things differ, each with a test: TLS
on a plain port is always recognised, also where Chromium reads it as HTTP/0.9, and the number of interim
answers is limited.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.records import NamedTuple
from corscheck.text import visible
from corscheck.wire.section import TOO_LONG, Invalid, is_chunked, read_section
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from corscheck.exchange import Headers

MAX_HEAD = 256 * 1024
"""Bytes of one header section, after which an answer is given up (`HttpStreamParser::kMaxHeaderBufSize`)."""

MAX_INTERIM = 1000
"""Interim (1xx) answers at most. Chromium has no limit."""

MAX_CACHED = 4096
"""Bytes of an answer that is kept, so that it need not be parsed when it comes again."""

_JUNK = 4  # bytes before the status line that Chromium skips
_HTTP = b"http"
_SHOWN = 100  # characters of what came, in a message


class ParsedHead(NamedTuple):
    """A complete header section, and whether its connection can serve another request.

    It can where the answer has certainly ended: bodies are never waited for, but one that was received
    together with its header section is skipped.
    """

    response: Response
    reusable: bool


class HeadParser:
    """Parses the header section of the answer to one request; interim answers are skipped.

    Args:
        method: of the request: answers to HEAD have no body.
        scheme: of the URL. Over https a truncated section is an error, as anybody could truncate it.
        default_port: whether the URL's port is that of its scheme. Only there is what is not HTTP a
            document of HTTP/0.9.
        upgrade: whether the request asks for another protocol: 101 is then the answer.
    """

    __slots__ = (
        "_buffer", "_interim", "_method", "_old", "_scheme", "_searched", "_start", "_switched", "_upgrade",
        "rest",
    )  # fmt: skip

    def __init__(
        self, method: str, scheme: str = "http", *, default_port: bool = False, upgrade: bool = False
    ) -> None:
        self._upgrade = upgrade
        self._method = method
        self._scheme = scheme
        self._old = default_port  # whether HTTP/0.9 is acceptable
        self._buffer = bytearray()
        self._start = -1  # of the status line
        self._searched = 0  # the end of the section is not before this
        self._interim = 0  # interim answers so far
        self._switched = False
        self.rest = b""  # what came after the section, once that is complete

    def feed(self, data: bytes) -> ParsedHead | None:
        """Take the next bytes; the final answer as soon as its header section is complete.

        Raises:
            TransportError: `not-http` for what is not HTTP, `malformed` for what Chromium refuses.
        """
        buffer = self._buffer
        buffer += data
        while True:
            if self._start < 0:
                self._start = _start(buffer)
                if self._start < 0:
                    return self._not_http() if _is_decided(buffer) else None
                self._searched = self._start
            end = _end(buffer, self._searched)
            if end > MAX_HEAD or (end < 0 and len(buffer) >= MAX_HEAD):
                raise TransportError("malformed", f"the header section {TOO_LONG}")
            if end < 0:
                self._searched = max(self._start, len(buffer) - 2)
                return None
            response = self._response(end)
            if response.status // 100 != 1 or (self._upgrade and response.status == 101):
                self.rest = bytes(buffer[end:])
                return ParsedHead(response, _is_reusable(self._method, response, self.rest))
            self._skip(response, end)

    def close(self) -> ParsedHead:
        """Note that the connection was closed; returns the answer as Chromium reads it then.

        Raises:
            TransportError: as `feed`; `closed` where no answer can be made of what came.
        """
        size = len(self._buffer)
        if not size:
            raise TransportError("closed", f"the connection was closed without an answer{self._before()}")
        if self._scheme == "https":
            where = f"inside the header section, after {size} bytes{self._before()}"
            raise TransportError("closed", f"the connection was closed {where}")
        if self._start < 0:
            return self._not_http()
        response = self._response(size)
        if response.status // 100 == 1:
            response = Response(200, (), "OK", "HTTP/1.0")
        odd = "The connection was closed inside the header section; over http, browsers use what came before"
        return ParsedHead(response._replace(oddities=(*response.oddities, f"{odd}.")), reusable=False)

    def _response(self, end: int) -> Response:
        try:
            return read_section(bytes(self._buffer[:end]), self._start)
        except Invalid as error:
            raise TransportError("malformed", f"what answered is not valid HTTP: {error}") from error

    def _skip(self, response: Response, end: int) -> None:
        """Drop an interim answer. Chromium drops 101, too, and reads what comes then as an answer."""
        del self._buffer[:end]
        self._start = -1
        self._old = False  # a server that sends a status line does not use HTTP/0.9
        self._interim += 1
        self._switched = self._switched or response.status == 101
        if self._interim > MAX_INTERIM:
            raise TransportError("malformed", f"the server sent {self._interim:,} interim answers (1xx)")

    def _before(self) -> str:
        """What the server sent before this, as the end of a sentence."""
        if self._switched:
            return "; before, the server switched protocols (101)"
        return "; before, the server sent an interim answer (1xx)" if self._interim else ""

    def _not_http(self) -> ParsedHead:
        """HTTP/0.9 where Chromium accepts it, on default ports and for Shoutcast; elsewhere an error."""
        start = bytes(self._buffer[:_SHOWN])
        shown = f"`{visible(start.decode('latin-1'), _SHOWN)}`"
        if start.startswith((b"\x15\x03", b"\x16\x03")):
            raise TransportError("not-http", "the server speaks TLS on this port; use https://")
        shoutcast = self._scheme == "http" and start[:3].lower() == b"icy" and not self._interim
        if not self._old and not shoutcast:
            message = f"what answered is not HTTP; it begins with {shown}{self._before()}"
            raise TransportError("not-http", message)
        odd = (
            f"The answer is not HTTP/1 (it begins with {shown}); browsers take it for a page without headers."
        )
        return ParsedHead(Response(200, (), "OK", "HTTP/0.9", oddities=(odd,)), reusable=False)


@lru_cache(maxsize=512)
def _cached(method: str, data: bytes) -> ParsedHead | None:
    return HeadParser(method).feed(data)


def parse_head_cached(method: str, data: bytes) -> ParsedHead | None:
    """The answer where all of its header section is in these bytes; None: ask a `HeadParser`.

    Servers answer most preflights with the same bytes for as long as their Date stays the same.
    Raises as `HeadParser.feed`.
    """
    if len(data) > MAX_CACHED or not data.startswith(b"HTTP/"):
        return None
    return _cached(method, data)


@lru_cache(maxsize=256)
def framing_headers(headers: Headers) -> Headers:
    """The lines of a request that decide whether its connection can be used again."""
    return tuple(line for line in headers if line[0].lower() in ("connection", "upgrade"))


def _start(buffer: bytearray) -> int:
    """Where the status line starts; -1 where it does not, or not yet."""
    return buffer[: _JUNK + len(_HTTP)].lower().find(_HTTP)


def _is_decided(buffer: bytearray) -> bool:
    """Whether what was received cannot become a status line any more, whatever follows."""
    begin = bytes(buffer[: _JUNK + len(_HTTP)]).lower()
    return not any(_HTTP.startswith(begin[offset:]) for offset in range(_JUNK + 1) if offset <= len(begin))


def _end(buffer: bytearray, start: int) -> int:
    """Where the section ends: after two line feeds with nothing or one carriage return between; else -1."""
    ends = [at + len(mark) for mark in (b"\n\r\n", b"\n\n") if (at := buffer.find(mark, start)) >= 0]
    return min(ends, default=-1)


def _is_reusable(method: str, response: Response, rest: bytes) -> bool:
    """Whether the answer has ended and the connection goes on; false where that is not certain."""
    if response.oddities or response.http_version != "HTTP/1.1":
        return False
    if any("close" in value.lower() for value in response.values("connection")):
        return False
    if method == "HEAD" or response.status in (204, 304):
        return not rest
    if response.values("transfer-encoding"):
        return is_chunked(response) and _ends_chunks(rest)
    lengths = set(response.values("content-length"))
    return len(lengths) == 1 and lengths == {str(len(rest))}


def _ends_chunks(body: bytes) -> bool:
    """Whether a body is a whole number of chunks and the last one, without trailers."""
    at = 0
    while (line_end := body.find(b"\r\n", at, at + 20)) > at:
        digits = body[at:line_end]
        if digits.strip(b"0123456789abcdefABCDEF"):
            return False
        size = int(digits, 16)
        at = line_end + 2 + size + 2
        if body[at - 2 : at] != b"\r\n":
            return False
        if not size:
            return at == len(body)
    return False
