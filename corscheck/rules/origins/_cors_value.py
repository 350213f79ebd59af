"""The value of `cors`, parsed into comments, quotes and entries, each with its place.

What ASAB makes of the value differs between versions; what its author meant does not. Comments, quotes and
brackets are recognised here and are not part of entries, so that one mistake is not reported as several.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from corscheck.records import NamedTuple
from corscheck.rules._ini import comments_in, line_end, swallowed_lines
from corscheck.rules._templates import has_placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container
    from corscheck.rules.origins._entry import Form

OFF = frozenset(
    ("off", "no", "none", "nil", "false", "0", "n", "f", "disabled", "disable", "deny", "never", "nobody")
)
ON = frozenset(("on", "yes", "true", "1", "y", "t", "enabled", "enable", "allow", "all", "any"))

_QUOTES = "\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"
_LONGEST = 50_000  # characters that are parsed; no real list of origins is that long

Meaning = Literal["empty", "template", "off", "on", "entries"]
"""The author's intention: `off` and `on` are words such as `no` and `yes`; `template` is not rendered yet."""


class Entry:
    """One entry of the value: its text, and its start and end in the value's text."""

    __slots__ = ("_form", "end", "start", "text")

    def __init__(self, start: int, end: int, text: str) -> None:
        self.start = start
        self.end = end
        self.text = text
        self._form: Form | None = None

    @property
    def form(self) -> Form:
        """The entry's form; computed on first use, because importing the URL parser takes 5 ms."""
        if self._form is None:
            from corscheck.rules.origins._entry import classify  # noqa: PLC0415  # see above

            self._form = classify(self.text)
        return self._form


class CorsValue(NamedTuple):
    """A value of `cors`: start and end of comments, offsets of quotes and brackets, and the entries."""

    meaning: Meaning
    comments: tuple[tuple[int, int], ...] = ()
    quotes: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def wildcard(self) -> bool:
        """Whether `*` is one of the entries."""
        return any(entry.text == "*" for entry in self.entries)

    @property
    def named(self) -> tuple[Entry, ...]:
        """The entries that name origins, correctly or not."""
        return tuple(entry for entry in self.entries if entry.form.kind not in ("any", "null", "word"))


_STAR = CorsValue("entries", entries=(Entry(0, 1, "*"),))


@lru_cache(maxsize=256)
def read_cors(text: str) -> CorsValue:
    """Parse a value of `cors`; raises nothing."""
    if text == "*":
        return _STAR
    if not text:
        return CorsValue("empty")
    if has_placeholder(text, "cors"):
        return CorsValue("template")
    text = text[:_LONGEST]
    body = _blank(text, [(line.start(), line_end(text, line.end())) for line in swallowed_lines(text)])
    comments = comments_in(body)
    body = _blank(body, comments)
    quotes = [*_brackets(body), *_quotes(body)]
    body = _blank(body, [(offset, offset + 1) for offset in quotes])
    word = body.strip(" \t\r\n,").lower()
    if word in ON or word in OFF or not (word or comments):
        return CorsValue("on" if word in ON else "off", tuple(comments), tuple(quotes))
    entries = tuple(Entry(match.start(), match.end(), match[0]) for match in re.finditer(r"[^\s,]+", body))
    return CorsValue("entries", tuple(comments), tuple(quotes), entries)


def _brackets(text: str) -> tuple[int, ...]:
    """The offsets of the brackets around a list as JSON or Python write it."""
    inner = text.strip()
    if (
        inner[:1] != "["
        or inner[-1:] != "]"
        or not (inner[1:-1].strip() == "" or re.search(r"[\"'/]", inner))
    ):
        return ()
    return text.index("["), text.rindex("]")


def _quotes(text: str) -> Iterator[int]:
    """The offsets of quotes around entries, without the brackets of a list."""
    for match in re.finditer(r"[^\s,\[\]]+", text):
        entry = match[0]
        yield from range(match.start(), match.end() - len(entry.lstrip(_QUOTES)))
        if entry.strip(_QUOTES):
            yield from range(match.start() + len(entry.rstrip(_QUOTES)), match.end())


def cors_of(web: Container) -> CorsValue | None:
    """The container's `cors`; None where it is empty or this version of ASAB does not read it."""
    text = web.cors.text
    if not text or web.profile.cors == "ignored":
        return None
    return read_cors(text)


def names_origins(web: Container) -> bool:
    """Whether `cors` contains anything but a `*`."""
    return web.cors.text not in ("", "*")


def _blank(text: str, ranges: list[tuple[int, int]]) -> str:
    """The text with blanks in those ranges; every other character keeps its offset."""
    if not ranges:
        return text
    characters = list(text)
    for start, end in ranges:
        characters[start:end] = " " * (end - start)
    return "".join(characters)
