"""Requests as JSON lines (`corscheck why --requests`): each line a request, or reported as invalid."""

from __future__ import annotations

import codecs
import json
import math
import sys
from io import BufferedReader
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from corscheck.errors import UsageProblem
from corscheck.fetch.request import FetchRequest
from corscheck.fetch.url import parse_url
from corscheck.live.why import InvalidLine, WhyRequest
from corscheck.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LINE = 64 * 1024
"""Bytes of one line; a longer one is unreadable. Results of a thousand lines are cached."""

MAX_DEPTH = 50
"""Levels of lists and objects that an `id` may have."""

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

FIELDS = ("id", "url", "origin", "method", "headers", "credentials", "body", "upload_listener", "beacon")

_INCLUDES = "`credentials` ignored: a beacon always includes credentials"


class _Wrong(ValueError):
    """What is wrong with a line, and its `id` if it could be read."""

    def __init__(self, message: str, identity: object = None) -> None:
        super().__init__(message)
        self.id = identity


def opened(path: str) -> BinaryIO:
    """A file, or standard input for `-`; the caller closes it. Raises `UsageProblem`.

    Standard input is opened again, because a thread that waits in `sys.stdin` at exit aborts the process.
    """
    if path == "-" and sys.stdin is None:  # closed by the parent process (`<&-`)
        raise UsageProblem("standard input is closed")
    try:
        return open(sys.stdin.fileno(), "rb", closefd=False) if path == "-" else open(path, "rb")  # noqa: PTH123 - the caller closes it; pathlib costs 3 ms
    except (OSError, ValueError) as error:
        raise UsageProblem(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def requests_of(path: str, *, one_origin: bool = False) -> Iterator[WhyRequest | InvalidLine]:
    """The requests of a file of JSON lines, read as they are asked for. Raises `UsageProblem` at once.

    Args:
        path: of the file; `-` is standard input.
        one_origin: requests to another origin than the first one's are invalid: the user's credentials
            go along, and are for one service.
    """
    return _requests_of(opened(path), one_origin=one_origin)


def read_requests(file: BinaryIO, *, one_origin: bool = False) -> Iterator[WhyRequest | InvalidLine]:
    """Read requests, one a line, as they come; empty lines are skipped, and memory does not grow."""
    first: str | None = None
    for number, line in _lines(file):
        try:
            fields = _fields(line)
            if fields is None:
                continue
            found = _request(fields)
            if one_origin:
                first = _checked_origin(found.request, first)
            yield found
        except _Wrong as error:
            yield InvalidLine(number, str(error), error.id)


def _checked_origin(request: FetchRequest, first: str | None) -> str | None:
    """The origin that all requests have in common so far; None: no URL was valid yet."""
    url = parse_url(request.url)  # what is invalid is never sent
    if url is not None and first not in (None, url.origin):
        reason = f"--header and --cert are for the origin of the first request, {first}"
        raise _Wrong(f"{reason}: this one was not sent", request.id)
    return first if url is None else url.origin


def _requests_of(file: BinaryIO, *, one_origin: bool) -> Iterator[WhyRequest | InvalidLine]:
    """Closes the file when all is read, and only then: a thread may be waiting in it when Ctrl-C comes."""
    with file:
        try:
            yield from read_requests(_in_utf_8(file), one_origin=one_origin)
        except OSError as error:
            raise UsageProblem(f"--requests: {error.strerror}") from error


class _Recoded:
    """A file in UTF-16 as lines in UTF-8."""

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-16")("replace")
        self._rest = b""

    def readline(self, size: int) -> bytes:
        while b"\n" not in self._rest and len(self._rest) < size:
            data = self._file.read1(MAX_LINE)
            self._rest += self._decoder.decode(data, final=not data).encode("utf-8", "replace")
            if not data:
                break
        end = min(self._rest.find(b"\n") + 1 or size, size)
        line, self._rest = self._rest[:end], self._rest[end:]
        return line


def _in_utf_8(file: BinaryIO) -> BinaryIO:
    """The file; recoded where it begins with the byte order mark of UTF-16, as PowerShell writes files."""
    if not isinstance(file, BufferedReader) or file.peek(2)[:2] not in _UTF_16:
        return file
    return cast("BinaryIO", _Recoded(file))


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        yield number, line
        while len(line) > MAX_LINE and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE + 1)


def _fields(line: bytes) -> dict[str, Any] | None:
    """The line's JSON object; None for an empty line."""
    if len(line) > MAX_LINE:
        raise _Wrong(f"the line is longer than {MAX_LINE} bytes")
    try:
        text = line.decode("utf-8-sig").rstrip()
        fields = _DECODER.decode(text) if text else None
    except UnicodeDecodeError as error:
        raise _Wrong(f"it is not UTF-8: {error.reason} at byte {error.start + 1}") from error
    except json.JSONDecodeError as error:
        raise _Wrong(f"it is not JSON: {error.msg} at column {error.colno}") from error
    except RecursionError:
        raise _Wrong("it is nested too deeply") from None
    except ValueError as error:  # a number of more digits than Python converts
        raise _Wrong(f"it is not JSON: {error}") from error
    if text and not isinstance(fields, dict):
        raise _Wrong("it is not a JSON object")
    return fields


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError("a number is too large")
    return number


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is not a number")


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_no_number)
"""Reads nothing that could not be written as JSON again: what came as `id` goes out as such."""


def _request(fields: dict[str, Any]) -> WhyRequest:
    if _is_deeper(fields.get("id"), MAX_DEPTH):
        raise _Wrong("`id` is nested too deeply")
    beacon = _flag(fields, "beacon")
    request = FetchRequest(
        url=_text(fields, "url"),
        origin=_text(fields, "origin"),
        method=_text(fields, "method", "POST" if beacon else "GET"),
        headers=_headers(fields),
        credentials=_text(fields, "credentials", "same-origin"),  # type: ignore[arg-type]  # `prepare` checks it
        body=None if fields.get("body") is None else _text(fields, "body"),  # type: ignore[arg-type]  # as well
        id=fields.get("id"),
        upload_listener=_flag(fields, "upload_listener"),
        beacon=beacon,
    )
    if beacon and request.method.upper() != "POST":
        raise _Wrong("`method` of a beacon is always POST", request.id)
    unknown = [name for name in fields if name not in FIELDS]
    notes = [f"unknown field `{name}` ignored{did_you_mean(name, FIELDS)}" for name in unknown]
    if beacon and fields.get("credentials", "include") != "include":
        notes.append(_INCLUDES)
    return WhyRequest(request, tuple(notes))


def _flag(fields: dict[str, Any], name: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise _Wrong(f"`{name}` is not true or false", fields.get("id"))
    return value


def _text(fields: dict[str, Any], name: str, default: str | None = None) -> str:
    value = fields.get(name, default)
    if not isinstance(value, str):
        what = "is missing" if name not in fields else "is not a string"
        raise _Wrong(f"`{name}` {what}", fields.get("id"))
    return value


def _headers(fields: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    value = fields.get("headers", [])
    if not isinstance(value, list) or not all(map(_is_pair, value)):
        raise _Wrong('`headers` is not a list of pairs: [["Name", "value"], ...]', fields.get("id"))
    return tuple((name, content) for name, content in value)


def _is_deeper(value: Any, levels: int) -> bool:
    level = [value]
    while levels and level:
        levels -= 1
        lists = [
            item.values() if isinstance(item, dict) else item
            for item in level
            if isinstance(item, dict | list)
        ]
        level = [item for items in lists for item in items]
    return bool(level)


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(isinstance(part, str) for part in value)
