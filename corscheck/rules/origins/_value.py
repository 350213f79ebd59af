"""The value of `cors` taken apart: comments, quotes and entries, each with its place.

What ASAB makes of it differs between versions; what its author meant does not. Quotes, brackets and
comments are looked through here, so that one mistake does not make others out of the same text.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from corscheck.rules.origins._form import Form
from corscheck.rules.paths._items import swallowed_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container

OPTION = "cors"

OFF = frozenset(
    ("off", "no", "none", "nil", "false", "0", "n", "f", "disabled", "disable", "deny", "never", "nobody")
)
ON = frozenset(("on", "yes", "true", "1", "y", "t", "enabled", "enable", "allow", "all", "any"))

_TEMPLATE = r"\{[{%#]"
_COMMENT = r"(?:\A|(?<=\s))[;#](?!\s*[A-Za-z][A-Za-z0-9+.-]*://)[^\n]*"
_QUOTES = "\"'`\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u00ab\u00bb"
_LONGEST = 50_000  # characters looked at: a list of origins is short, a hostile file is not

Meaning = Literal["empty", "template", "off", "on", "entries"]
"""What the author meant: `off` and `on` are words for switching, `template` is not known yet."""


class Entry(NamedTuple):
    """One entry: what it is and where it stands in the value's text."""

    start: int
    end: int
    text: str
    form: Form


class CorsValue(NamedTuple):
    """A value of `cors`: ranges of comments, offsets of quotes and brackets, entries without either."""

    meaning: Meaning
    comments: tuple[tuple[int, int], ...] = ()
    quotes: tuple[int, ...] = ()
    entries: tuple[Entry, ...] = ()

    @property
    def wildcard(self) -> bool:
        """Whether `*` is one of the entries."""
        return any(entry.form.kind == "any" for entry in self.entries)

    @property
    def named(self) -> tuple[Entry, ...]:
        """The entries that name origins, well or badly."""
        return tuple(entry for entry in self.entries if entry.form.kind not in ("any", "null", "word"))


_STAR = CorsValue("entries", entries=(Entry(0, 1, "*", Form("any")),))


@lru_cache(maxsize=256)
def read_cors(text: str) -> CorsValue:
    """Take a value of `cors` apart; raises nothing."""
    if text == "*":
        return _STAR
    if not text:
        return CorsValue("empty")
    if re.search(_TEMPLATE, text):
        return CorsValue("template")
    text = text[:_LONGEST]
    body = _blank(text, [(line.start(), _line_end(text, line.end())) for line in swallowed_lines(text)])
    comments = comments_in(body)
    body = _blank(body, comments)
    quotes = [*_brackets(body), *_quotes(body)]
    body = _blank(body, [(offset, offset + 1) for offset in quotes])
    word = body.strip(" \t\r\n,").lower()
    if word in ON or word in OFF or not (word or comments):
        return CorsValue("on" if word in ON else "off", tuple(comments), tuple(quotes))
    from corscheck.rules.origins._entry import classify  # noqa: PLC0415  # 5 ms that `*` does not need

    found = [(match.start(), match.end(), match[0]) for match in re.finditer(r"[^\s,]+", body)]
    entries = tuple(Entry(start, end, entry, classify(entry)) for start, end, entry in found)
    return CorsValue("entries", tuple(comments), tuple(quotes), entries)


def comments_in(text: str) -> list[tuple[int, int]]:
    """Where comments stand behind a value, or instead of one, as offsets."""
    return [match.span() for match in re.finditer(_COMMENT, text)]


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
    """The offsets of quotes around entries, the brackets of a list left aside."""
    for match in re.finditer(r"[^\s,\[\]]+", text):
        entry = match[0]
        yield from range(match.start(), match.end() - len(entry.lstrip(_QUOTES)))
        if entry.strip(_QUOTES):
            yield from range(match.start() + len(entry.rstrip(_QUOTES)), match.end())


def cors_of(web: Container) -> CorsValue | None:
    """The container's `cors`, where somebody wrote it and this ASAB reads it."""
    text = web.cors.text
    if not text or web.profile.cors == "ignored":
        return None
    return read_cors(text)


def names_origins(web: Container) -> bool:
    """Whether `cors` holds anything but a `*`."""
    return web.cors.text not in ("", "*")


def _blank(text: str, ranges: list[tuple[int, int]]) -> str:
    """The text with blanks in those ranges; every other character keeps its offset."""
    if not ranges:
        return text
    characters = list(text)
    for start, end in ranges:
        characters[start:end] = " " * (end - start)
    return "".join(characters)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
