"""One header section in HTTP/1, line by line, as Chromium reads it; oddities are recorded.

In Chromium's `net/http` that is `HttpUtil::AssembleRawHeaders`, `HttpResponseHeaders` and
`HttpStreamParser::ParseResponseHeaders`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.fetch.cors import REDIRECT_STATUSES
from corscheck.fetch.headers import BLANKS, is_token, split_value
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.exchange import Headers

MAX_KEPT = 16 * 1024
"""Bytes of header lines that are kept of an answer: thousands of answers may have to be reported."""

MAX_LINES = 128
"""How many lines these may be: each takes some 160 bytes of memory more than it has."""

_DECISIVE = frozenset((
    *("location", "vary"),  # the verdict
    *("content-length", "transfer-encoding", "connection", "content-encoding"),  # how the body is read
    *("content-type", "server", "www-authenticate"),  # what answers
))  # fmt: skip

TOO_LONG = "is longer than 256 KiB"

_LINE_END = re.compile(r"[\r\n]+")
_STATUS_LINE = re.compile(r"(HTTP/1\.[01]) ([1-9][0-9][0-9])(?: (.*))?").fullmatch
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]").search
_LENGTH = re.compile(r"[0-9]{1,18}").fullmatch
_HIGHEST = 2**31 - 1  # a larger status is read as this
_SAMPLES = 3  # lines that a note shows


class Invalid(Exception):
    """Chromium refuses this section; the text says why, as a clause."""


class _Oddities:
    """Collects what is odd by kind, so that ten thousand odd lines are one note."""

    def __init__(self) -> None:
        self._lines: dict[str, list[str]] = {}

    def add(self, kind: str, line: str = "") -> None:
        """Note a line; `kind` is the beginning of the note."""
        samples = self._lines.setdefault(kind, [])
        if line and len(samples) <= _SAMPLES:
            samples.append(line)

    def notes(self) -> tuple[str, ...]:
        """One sentence a kind."""
        return tuple(
            f"{kind}{': ' if lines else ''}{', '.join(map(quoted, lines[:_SAMPLES]))}"
            f"{' and more' if len(lines) > _SAMPLES else ''}."
            for kind, lines in self._lines.items()
        )


def read_section(section: bytes, start: int = 0) -> Response:
    """The answer that a header section gives.

    Args:
        section: from the first byte that the server sent to the end of the section.
        start: where its status line starts.

    Raises:
        Invalid: Chromium refuses it.
    """
    if b"\0" in section:
        raise Invalid("there is a NUL byte in its header section")
    odd = _Oddities()
    if start:
        odd.add("Browsers skip what stands before the status line", section[:start].decode("latin-1"))
    text = section[start:].decode("latin-1")
    status_line, *lines = _LINE_END.split(text)
    lines = [line for line in lines if line]
    version, status, reason = _status(status_line, has_headers=bool(lines), odd=odd)
    if section.count(b"\r") != section.count(b"\r\n"):
        odd.add("Browsers take a carriage return without a line feed for the end of a line")
    if _CONTROL(text):
        odd.add("There are control characters in the header section")
    response = Response(status, _headers(lines, odd), reason, version)
    _refuse_contradictions(response)
    headers, cut = kept_lines(response.headers)
    return response._replace(headers=headers, oddities=odd.notes() + cut)


def is_chunked(response: Response) -> bool:
    """Whether Chromium reads the body in chunks, whatever Content-Length says."""
    codings = _items(response, "transfer-encoding")
    return response.http_version in ("HTTP/1.1", "HTTP/2.0") and "chunked" in map(str.lower, codings)


def content_length(response: Response) -> int | None:
    """The body's length as Chromium reads it from Content-Length; None where it reads to the end."""
    values = _items(response, "content-length")
    return int(values[0]) if values and _LENGTH(values[0]) else None


def _status(line: str, *, has_headers: bool, odd: _Oddities) -> tuple[str, int, str]:
    """Version, status and reason of a status line, of which Chromium needs no more than `HTTP`."""
    usual = _STATUS_LINE(line)
    if usual:
        return usual[1], int(usual[2]), (usual[3] or "").strip(" ")
    version = _version(line, has_headers=has_headers)
    _, blank, rest = line.partition(" ")
    rest = rest.lstrip(" ")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    if not blank:
        status, reason = 200, "OK"
    elif not digits:
        status, reason = 200, ""
    else:
        status = min(int(digits.lstrip("0")[:11] or "0"), _HIGHEST)
        reason = rest[len(digits) :].strip(" ")
    odd.add(f"The status line is not valid; browsers read the status {status}", line)
    return version, status, reason


def _version(line: str, *, has_headers: bool) -> str:
    """The HTTP version, as one of those that Chromium knows."""
    dot = line.find(".", 4)
    digits = line[5:6] + line[dot + 1 : dot + 2] if line[4:5] == "/" and dot >= 0 else ""
    if len(digits) != 2 or digits.strip("0123456789"):
        digits = "00"
    if digits == "09" and not has_headers:
        return "HTTP/0.9"
    if digits == "20":
        return "HTTP/2.0"
    return "HTTP/1.1" if digits >= "11" else "HTTP/1.0"


def _headers(lines: list[str], odd: _Oddities) -> Headers:
    if any(line[0] in BLANKS for line in lines):
        lines = _unfold(lines, odd)
    found = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon:
            odd.add("Browsers ignore header lines without a colon", line)
            continue
        if not is_token(name):
            if not is_token(name.rstrip(BLANKS)):
                odd.add("Browsers ignore header lines whose name is not valid", line)
                continue
            odd.add("Chromium tolerates blanks between a header's name and its colon", line)
            name = name.rstrip(BLANKS)
        found.append((name, value.strip(BLANKS)))
    return tuple(found)


def _unfold(lines: list[str], odd: _Oddities) -> list[str]:
    """Join lines that begin with a blank to the line before, where that has a name to join them to."""
    groups: list[list[str]] = []
    continuable = False
    for line in lines:
        if line[0] not in BLANKS:
            groups.append([line])
            continuable = line.find(":") > 0
        elif continuable:
            groups[-1].append(line.lstrip(BLANKS))
            odd.add("Browsers join header lines that begin with a blank to the line before", line)
        else:
            odd.add(
                "Browsers ignore lines that begin with a blank where there is no header to continue", line
            )
    return [" ".join(group) for group in groups]


def _refuse_contradictions(response: Response) -> None:
    """As Chromium does against response splitting: `ERR_RESPONSE_HEADERS_MULTIPLE_...`.

    A redirect with two Locations is left to `fetch`, which reports it.
    """
    if not is_chunked(response):
        _refuse_different("Content-Length", _items(response, "content-length"))
    _refuse_different("Content-Disposition", _items(response, "content-disposition"))
    if response.status not in REDIRECT_STATUSES:
        _refuse_different("Location", response.values("location"))


def _refuse_different(name: str, values: list[str]) -> None:
    other = next((value for value in values if value != values[0]), None)
    if other is not None:
        raise Invalid(f"it has {name} twice, as {quoted(values[0])} and as {quoted(other)}")


def _items(response: Response, name: str) -> list[str]:
    """The values of a header, one by one where commas separate them, empty ones too."""
    return [item for value in response.values(name) for item in split_value(value)]


def kept_lines(headers: Headers) -> tuple[Headers, tuple[str, ...]]:
    """The lines that are kept: decisive ones, and the first of the others.

    Returns them and a note about the others. All decisive lines are kept, for the verdict;
    `budget.HeaderBudget` limits their size in a run.
    """
    size = size_of(headers)
    if len(headers) <= MAX_LINES and size <= MAX_KEPT:
        return headers, ()
    decisive = decisive_lines(headers)
    left = MAX_KEPT - size_of(decisive)
    lines = MAX_LINES - len(decisive)
    kept = []
    for line in headers:
        if not _decides(line):
            left -= size_of([line])
            lines -= 1
            if left < 0 or lines < 0:
                continue
        kept.append(line)
    if len(kept) == len(headers):
        return headers, ()
    note = (
        f"The header section has more than {MAX_KEPT // 1024} KiB or {MAX_LINES} lines: those that decide"
        " about CORS and the first of the others are kept."
    )
    return tuple(kept), (note,)


def decisive_lines(headers: Headers) -> Headers:
    """The lines that decide about CORS, how the body is read, and what answers."""
    return tuple(line for line in headers if _decides(line))


def _decides(line: tuple[str, str]) -> bool:
    name = line[0].lower()
    return name.startswith("access-control-") or name in _DECISIVE


def size_of(headers: Iterable[tuple[str, str]]) -> int:
    """Bytes of header lines."""
    return sum(len(name) + len(value) + len(": \r\n") for name, value in headers)
