"""One request and its answer, as sent and received. Values only; `wire` makes them.

Header names and values are text decoded as latin-1, so that every byte is one character and
nothing is lost; lines are kept in their order, duplicates too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Headers = tuple[tuple[str, str], ...]
"""Header lines in order, as (name, value); names as received, values without surrounding blanks."""


def pairs(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> Headers:
    """Header lines from a mapping, or from pairs of name and value.

    Raises:
        TypeError: Something else was given.
    """
    items = headers.items() if hasattr(headers, "items") else headers
    found = tuple((name, value) for name, value in items)
    if not all(isinstance(text, str) for line in found for text in line):
        raise TypeError("headers are a mapping, or pairs of name and value, of texts")
    return found


def values_of(headers: Iterable[tuple[str, str]], name: str) -> list[str]:
    """The values of all lines of that name (any letter case), in order."""
    name = name.lower()
    return [value for key, value in headers if key.lower() == name]


def has_header(headers: Iterable[tuple[str, str]], name: str) -> bool:
    """Whether there is a line of that name, in any letter case."""
    name = name.lower()
    return any(key.lower() == name for key, _ in headers)


PREVIEW = 2048
"""Bytes of a body that are looked at, at most."""


class Request(NamedTuple):
    """A request exactly as it is to be sent."""

    method: str
    url: str
    headers: Headers = ()
    body: bytes = b""
    certificate: bool = True  # whether a client certificate may be shown; never with a preflight
    preview: bool = False  # whether the start of a text body is wanted, see `Response.body`


class Response(NamedTuple):
    """A complete header section. Interim (1xx) answers are skipped.

    The body is read only where the request asks for a `preview`, of answers to OPTIONS and of errors: `body`
    is then the start of its text, the first `PREVIEW` bytes at most; empty where it is no text.
    """

    status: int
    headers: Headers = ()
    reason: str = ""
    http_version: str = "HTTP/1.1"
    elapsed: float = 0.0  # seconds from sending to the end of the header section
    attempts: int = 1  # how often the request was sent until this answer came
    oddities: tuple[str, ...] = ()  # what is odd about the section and how browsers read it: sentences
    body: str = ""

    def values(self, name: str) -> list[str]:
        """The values of all lines of that name (any letter case), in order."""
        return values_of(self.headers, name)


NO_HTTP = ("not-http", "malformed")
"""Kinds of a `Failure` where something answered, but not in HTTP."""


GATEWAY_ERRORS = (502, 503, 504)
"""Statuses with which a proxy answers while the service after it does not run."""


class Failure(NamedTuple):
    """No usable HTTP answer came.

    `kind` is one of `dns`, `refused`, `timeout`, `tls`, `certificate` (the server insists on a client
    certificate), `closed` (connection closed before a complete header section), `not-http` (something
    answered, but not HTTP), `malformed` (HTTP that Chromium refuses, or that is endless), `network` (any
    other), `deadline` (the time of the whole run was over), `not-recorded` (in what
    a browser recorded there is no answer).
    """

    kind: str
    message: str
    elapsed: float = 0.0
    attempts: int = 1


Answer = Response | Failure
"""The answer to a request, or why there is none."""
