"""The start of a body that is a text: where an answer fails, it often says why.

A body is never waited for long, and an error in it is not a failure: the header section decides.
"""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from corscheck.exchange import PREVIEW
from corscheck.wire.section import content_length, is_chunked

if TYPE_CHECKING:
    from corscheck.exchange import Response
    from corscheck.wire.dial import Stream

MAX_WAIT = 1.0
"""Seconds after the header section in which the start of the body has to come."""

_MAX_READ = 8 * PREVIEW  # bytes with what frames them, as the sizes of chunks

_TEXT = re.compile(
    r"text/|application/(?:[\w.+-]*\+)?(?:json|xml|javascript)|application/xhtml\+xml", re.IGNORECASE
)
_CHARSET = re.compile(r"charset=\"?([\w-]+)", re.IGNORECASE)
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")


def read_preview(method: str, response: Response, rest: bytes, stream: Stream, deadline: float) -> str:
    """The start of the body as text, `PREVIEW` bytes at most; empty where it is none.

    Args:
        method: of the request.
        response: the header section.
        rest: what was received after it.
        stream: where more comes from.
        deadline: of the whole exchange, on the clock of `time.monotonic`.
    """
    if not has_text(method, response):
        return ""
    end = min(deadline, time.monotonic() + MAX_WAIT)
    chunked, length = is_chunked(response), content_length(response)
    body, is_complete = _body(rest, length, chunked=chunked)
    try:
        while not is_complete and len(body) < PREVIEW and len(rest) < _MAX_READ:
            wait = end - time.monotonic()
            if wait <= 0:
                break
            stream.settimeout(wait)
            more = stream.recv(PREVIEW)
            if not more:
                break
            rest += more
            body, is_complete = _body(rest, length, chunked=chunked)
    except OSError:  # what came so far is all that is known
        pass
    return decoded(response, body)


def has_text(method: str, response: Response) -> bool:
    """Whether a text may come that says why a request fails.

    Other bodies are not read.
    """
    if method != "OPTIONS" and response.status < 400:
        return False
    if method == "HEAD" or response.status in (204, 205, 304) or response.http_version == "HTTP/0.9":
        return False
    codings = [value for value in response.values("content-encoding") if value.lower() != "identity"]
    kinds = response.values("content-type")
    return not codings and (not kinds or bool(_TEXT.match(kinds[0])))


def decoded(response: Response, body: bytes) -> str:
    """The start of the body as text; empty where it is not text."""
    charset = _CHARSET.search(" ".join(response.values("content-type")))
    try:
        text = body[:PREVIEW].decode(charset[1] if charset else "utf-8", "replace")
    except (LookupError, ValueError):  # no charset of that name, or none that decodes text
        text = body[:PREVIEW].decode("utf-8", "replace")
    return "" if "\0" in text else text.strip()


def _body(data: bytes, length: int | None, *, chunked: bool) -> tuple[bytes, bool]:
    """The body as far as it was received, and whether that is all of it."""
    if chunked:
        return _dechunked(data)
    if length is None:
        return data, False
    return data[:length], len(data) >= length


def _dechunked(data: bytes) -> tuple[bytes, bool]:
    body, at = b"", 0
    while (line_end := data.find(b"\n", at)) >= 0 and len(body) < PREVIEW:
        size = _SIZE.match(data, at)
        if size is None:
            return body, True  # not chunked after all: nothing is known about it
        count = int(size[0], 16)
        if not count:
            return body, True
        body += data[line_end + 1 : line_end + 1 + count]
        at = line_end + 1 + count + 2
    return body, False
