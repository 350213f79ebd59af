"""The items of `cors_preflight_paths`, classified by what is wrong with them, for the rules CORS1xx.

An item that is wrong in several ways has the kind that explains the others: the words of a comment are not
reported as paths without a slash, nor the end of a list that is too long as a path with two stars.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from corscheck.asab.preflight import SEPARATOR
from corscheck.records import NamedTuple
from corscheck.rules._ini import line_end, swallowed_lines
from corscheck.rules._messages import stops
from corscheck.rules._option_names import PREFLIGHT_PATHS

if TYPE_CHECKING:
    from corscheck.asab.container import Container, Diagnosis, Option, PreflightPath
    from corscheck.findings import Severity
    from corscheck.source import Value

Kind = Literal["path", "empty", "merged", "comment", "swallowed", "quoted", "braces", "word"]
"""`path`: begins with a slash and is a path, even if no request matches it; `merged`: the ninth item with
all that follow, which ASAB's split leaves together; `swallowed`: a line that was meant to be another option;
`braces`: not a valid pattern; `word`: anything else that does not begin with a slash."""

PLAIN = re.compile(r"/(?:(?!\.\.?/)[\w.~-]+/)*(?:(?!\.\.?\Z)[\w.~-]+|\*)?", re.ASCII)
"""A path that cannot be wrong: `/`, `/a/b`, `/a/*`, `/*`."""

_COMMENT = r"(?m)(?:(?<=[\s,])|\A)(?:[#;]|//(?=\s)).*$"


class Item(NamedTuple):
    """One item with its kind."""

    path: PreflightPath
    kind: Kind
    start: int  # offset in the option's text

    @property
    def text(self) -> str:
        """The item's text."""
        return self.path.value.text

    @property
    def value(self) -> Value:
        """The item's text and its place in the file."""
        return self.path.value

    @property
    def error(self) -> Diagnosis | None:
        """The error that aiohttp's router raises; None where it accepts the item."""
        return self.path.error


class Items(NamedTuple):
    """The option `cors_preflight_paths` of a container, split into its items."""

    option: Option  # set in a file, not ASAB's default
    value: Value
    items: tuple[Item, ...]
    paths: tuple[Item, ...]  # those of the kind `path`
    odd: tuple[Item, ...]  # the paths that may be wrong: all that `PLAIN` does not match
    live: bool  # whether `cors` is on; otherwise ASAB does not read the paths
    ragged: bool = False  # whether the merged item contains anything but plain paths
    plain: bool = False  # whether there are items, and none that may be wrong

    def of(self, kind: Kind) -> tuple[Item, ...]:
        """The items of that kind."""
        if len(self.paths) == len(self.items):
            return self.paths if kind == "path" else ()
        return tuple(item for item in self.items if item.kind == kind)


@lru_cache(maxsize=1)
def items_of(web: Container) -> Items | None:
    """The items of the container's option; None where it is not set, cannot be resolved or has no effect."""
    option = web.options.get(PREFLIGHT_PATHS)
    value = web.values.get(PREFLIGHT_PATHS)
    if option is None or not option.is_set or value is None or not web.profile.preflight_routes:
        return None
    found = web.paths
    if len(found) != web.profile.paths_limit and all(
        map(PLAIN.fullmatch, [path.value.text for path in found])
    ):
        items = tuple([Item(path, "path", 0) for path in found])
        plain = bool(items) and value.text.isascii()
        return Items(option, value, items, items, (), web.cors_enabled, plain=plain)
    items = tuple(_classify(value, found, web.profile.paths_limit))
    paths = tuple(item for item in items if item.kind == "path")
    odd = tuple(item for item in paths if not PLAIN.fullmatch(item.text))
    merged = (word for item in items if item.kind == "merged" for word in SEPARATOR.split(item.text))
    ragged = any(word and not PLAIN.fullmatch(word) for word in merged)
    plain = bool(items) and not odd and len(paths) == len(items) and value.text.isascii()
    return Items(option, value, items, paths, odd, web.cors_enabled, ragged, plain)


def has_odd_items(web: Container) -> bool:
    """Whether the option contains anything but plain paths, or no path at all."""
    items = items_of(web)
    return items is not None and not items.plain


def ending(items: Items, item: Item, otherwise: str = "") -> tuple[str, Severity]:
    """The end of a message about an item that the router may refuse, and its severity."""
    if item.error is None:
        return otherwise, "warning"
    if items.live:
        return stops(item.error), "error"
    return "; the service will not start once `cors` is set", "warning"


def comments(items: Items) -> list[tuple[int, int]]:
    """Start and end of each comment after a path, as offsets in the option's text."""
    return _comments(items.value.text)


def _comments(text: str) -> list[tuple[int, int]]:
    if "#" not in text and ";" not in text and "//" not in text:
        return []
    return [match.span() for match in re.finditer(_COMMENT, text)]


def _classify(value: Value, paths: tuple[PreflightPath, ...], limit: int) -> list[Item]:
    text = value.text
    commented = _comments(text)
    swallowed = [(match.start(), line_end(text, match.end())) for match in swallowed_lines(text)]
    found: list[Item] = []
    at, open_braces = 0, 0
    for number, path in enumerate(paths, 1):
        start = text.index(path.value.text, at)
        at = start + len(path.value.text)
        kind: Kind
        if _within(start, commented):
            kind = "comment"
        elif _within(start, swallowed):
            kind = "swallowed"
        elif number == limit and re.search(r"[,\s]", path.value.text):
            kind = "merged"
        else:
            kind = "braces" if open_braces > 0 else _kind(path)
            open_braces = max(0, open_braces + path.value.text.count("{") - path.value.text.count("}"))
        found.append(Item(path, kind, start))
    return found


def _kind(path: PreflightPath) -> Kind:
    text = path.value.text
    if not text:
        return "empty"
    if text[0] in "\"'[" or text[-1] in "\"'" or (text[-1] == "]" and "[" not in text):
        return "quoted"
    if text[0] != "/":
        return "word"
    if path.error and "*" not in text and path.error.type == "ValueError":
        return "braces"
    if "{" in text and re.search(r"\{[^}]*\*", text):
        return "braces"
    return "path"


def _within(start: int, ranges: list[tuple[int, int]]) -> bool:
    at = bisect_right(ranges, start, key=lambda one: one[0])
    return at > 0 and start < ranges[at - 1][1]
