"""Header names, values and lists (Fetch: Headers; HTTP: token, `#element` lists).

Values are text decoded as latin-1: one character is one byte.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.exchange import Headers

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")  # HTTP: token; Fetch: header name, method
_FORBIDDEN_BYTES = re.compile(r"[\x00\r\n]")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*(?:"|\\?\Z)|[^",]+', re.DOTALL)

BLANKS = " \t"
"""Fetch: HTTP tab or space."""

WHITESPACE = " \t\r\n"
"""Fetch: HTTP whitespace."""


class HeaderList(NamedTuple):
    """The elements of all lines of one name; one `malformed` element makes browsers reject the whole list."""

    elements: tuple[str, ...]
    malformed: tuple[str, ...]


def is_token(text: str) -> bool:
    """Whether the text is an HTTP token, that is a possible method or header name."""
    return _TOKEN.fullmatch(text) is not None


def normalise_value(value: str) -> str:
    """A header value without HTTP whitespace at its ends (Fetch: normalize a byte sequence)."""
    return value.strip(WHITESPACE)


def is_latin1(text: str) -> bool:
    """Whether the text fits into bytes (Web IDL: ByteString)."""
    return not text or max(text) <= "\xff"


def is_header_value(value: str) -> bool:
    """Whether a normalised value has no NUL, CR or LF (Fetch: header value)."""
    return _FORBIDDEN_BYTES.search(value) is None


def values(headers: Headers, name: str) -> list[str]:
    """The values of all lines of that name (lower case), in order, blanks at their ends removed."""
    return list(_by_name(headers).get(name, ()))


@lru_cache(maxsize=32)  # each answer is searched for some forty names
def _by_name(headers: Headers) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in headers:
        found.setdefault(name.lower(), []).append(value.strip(BLANKS))
    return found


def get(headers: Headers, name: str) -> str | None:
    """All values of a name (lower case) joined with `, `; None if there is no such line (Fetch: get)."""
    found = values(headers, name)
    return ", ".join(found) if found else None


def split_value(value: str) -> list[str]:
    """A value split at the commas outside quotes, blanks removed (Fetch: get, decode, and split)."""
    parts = [""]
    position = 0
    while position < len(value):
        match = _QUOTED.match(value, position)
        if match is None:  # a comma
            parts.append("")
            position += 1
        else:
            parts[-1] += match[0]
            position = match.end()
    return [part.strip(BLANKS) for part in parts]


@lru_cache(maxsize=64)
def extract_list(headers: Headers, name: str) -> HeaderList | None:
    """The elements of a `#token` header such as Access-Control-Allow-Methods; None if there is no line.

    Fetch: extract header list values. Every line is a list of its own; empty elements are legal.
    """
    lines = values(headers, name)
    if not lines:
        return None
    elements = [part for line in lines for part in map(_strip, line.split(",")) if part]
    malformed = tuple(element for element in elements if not is_token(element))
    return HeaderList(tuple(elements), malformed)


def _strip(text: str) -> str:
    return text.strip(BLANKS)
