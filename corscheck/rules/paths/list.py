"""CORS103, 108 to 110: the list of preflight paths: too many items, empty and redundant ones."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from corscheck.findings import Related
from corscheck.fixes import Edit, Fix
from corscheck.rules._messages import stops
from corscheck.rules._option_names import PREFLIGHT_PATHS
from corscheck.rules._path_edits import remove_item, replaced
from corscheck.rules._path_items import PLAIN, Item, Items, comments, has_odd_items, items_of
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from corscheck.asab.container import Container
    from corscheck.findings import Severity
    from corscheck.source import Span


_DEEP = 100  # segments of a path


@rule("CORS103", "too-many-preflight-paths", "error", when=has_odd_items)
def too_many_preflight_paths(web: Container) -> Iterator[Problem]:
    r"""ASAB up to 26.36 reads at most nine preflight paths.

    ## Why is this bad?
    ASAB splits the list with `re.split(r"[,\s]+", text, re.MULTILINE)` (`asab/web/container.py`). The
    third argument is not the flags but the maximum number of splits, and the value of `re.MULTILINE` is 8.
    So the ninth item is all the rest of the text, including commas and spaces: preflights to these paths
    are not answered, and where the rest contains two stars the service does not even start.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a /b /c /d /e /f /g /h /i /j

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /b, /c, /d, /e, /f, /g, /h, /i,

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /b, /c, /d, /e, /f, /g, /h, /i

    ## Fix safety
    Safe where it is enough to delete a comma at the end, or items that others cover. Otherwise the fix is
    `/*`, which is unsafe: it answers preflights on every path.
    """
    items = items_of(web)
    for item in items.of("merged") if items else ():
        assert items is not None  # noqa: S101  # for the type checker: there was an item
        rest = item.text.replace(",", " ").split()
        severity: Severity | None = None if items.live else "warning"
        many = f"more than {web.profile.paths_limit} items: ASAB reads all of {quoted(item.text)} as one path"
        if len(rest) < 2:
            many = f"after nine paths the separator becomes part of the last one: {quoted(item.text)}"
        yield Problem(
            item.value,
            many + (stops(item.error) if item.error and items.live else ", which no request matches"),
            help="name fewer paths: with `/a/*` one item covers everything below `/a/`",
            fix=_fewer(items, item, rest),
            severity=severity,
        )


def _fewer(items: Items, merged: Item, rest: list[str]) -> Fix | None:
    span = merged.value.span
    if span is None or not (items.value.verbatim or merged.value.verbatim):
        return None
    kept = [item.text for item in items.items if item is not merged]
    missing: list[str] = []
    known, wide = set(kept), [text for text in kept if _is_wide(text)]
    for text in rest:
        if text not in known and not any(text.startswith(other[:-1]) for other in wide):
            missing.append(text)
            known.add(text)
            if len(missing) > len(items.items):
                break  # too many in any case
            if _is_wide(text):
                wide.append(text)
    if len(kept) + len(missing) <= len(items.items):
        if not missing:
            return remove_item(items, merged, "Delete what other items cover")
        return Fix("Delete the redundant items", (Edit(span, ", ".join(missing)),))
    return replaced(items, "/*", "Cover all paths") if not comments(items) else None


def _is_wide(text: str) -> bool:
    return text.endswith("/*") and PLAIN.fullmatch(text) is not None


@rule("CORS108", "empty-preflight-path", when=has_odd_items)
def empty_preflight_path(web: Container) -> Iterator[Problem]:
    """The list of preflight paths must not have empty items.

    ## Why is this bad?
    A comma before the first or after the last path makes an empty item, and an empty option is one empty
    item. ASAB registers it like any other, and aiohttp reads it as `/`: preflights are answered on the
    root path, which was not intended. Later versions ignore empty items, and with an empty option no
    response has CORS headers.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /b,

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /b

    ## Fix safety
    Unsafe: OPTIONS on `/` is not answered any more. An empty option has no fix, because the paths must be
    named.
    """
    items = items_of(web)
    if items is None or (items.items and len(items.paths) == len(items.items)):
        return
    if not items.items or items.value.text == "":
        if not items.live or _unindented(web, items):
            return
        every = web.profile.every_star
        yield Problem(
            items.option.key,
            f"`{PREFLIGHT_PATHS}` names no path: "
            + ("preflights are answered on `/` only" if every else "no response has CORS headers"),
            help="name the paths of your service, or `/*`",
        )
        return
    for number, item in enumerate(items.items):
        if item.kind != "empty":
            continue
        error = item.error if items.live else None
        yield Problem(
            _comma(items, number),
            f"empty item in `{PREFLIGHT_PATHS}`"
            + (stops(error) if error else ": preflights are answered on `/` too"),
            help="delete the comma",
            fix=_without_comma(items, number),
            severity="error" if error else None,
        )


def _unindented(web: Container, items: Items) -> bool:
    """Whether paths follow below the option, and only their indentation is missing."""
    assert items.option.key is not None  # noqa: S101  # for the type checker: it is a written option
    source, line = items.option.key.source, items.option.key.line
    bad = (one.span for one in web.configuration.problems if one.type == "ParsingError" and one.span)
    return any(span.source is source and span.line == line + 1 and span.text[0] == "/" for span in bad)


def _separator(items: Items, number: int) -> tuple[int, int]:
    """Start and end, in the option's text, of the separator between an empty item and its neighbour."""
    if number == 0:
        return 0, items.items[1].start if len(items.items) > 1 else len(items.value.text)
    before = items.items[number - 1]
    return before.start + len(before.text), len(items.value.text)


def _comma(items: Items, number: int) -> Span | None:
    start, end = _separator(items, number)
    text = items.value.text[start:end]
    at = start + max(text.find(","), 0)
    return items.value.span_of(at, at + 1)


def _without_comma(items: Items, number: int) -> Fix | None:
    start, end = _separator(items, number)
    span = items.value.span_of(start, end)
    if span is None or span.text.strip(" \t\r\n,") or "," not in span.text:
        return None
    kept = span.text.replace(",", "") if "\n" in span.text or "\r" in span.text else ""
    return Fix("Delete the comma", (Edit(span, kept),))


def has_several_items(web: Container) -> bool:
    """Whether the option has two items or more."""
    items = items_of(web)
    return items is not None and len(items.items) > 1


@rule("CORS109", "duplicate-preflight-path", "info", when=has_several_items)
def duplicate_preflight_path(web: Container) -> Iterator[Problem]:
    """A path should be named once.

    ## Why is this bad?
    Up to ASAB 26.36 the service does not start with two equal items in a row: aiohttp's router refuses to
    register OPTIONS on the same path twice. With another path in between, the second one is only redundant.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /a, /b

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a, /b

    ## Fix safety
    Safe: the remaining item answers the same requests.
    """
    items = items_of(web)
    if items is None:
        return
    seen: dict[str, Item] = {}
    for item in items.items:
        if item.kind in ("empty", "merged", "comment", "swallowed"):
            continue
        first = seen.setdefault(item.text, item)
        if first is item:
            continue
        fatal = item.error is not None and item.error.type == "RuntimeError" and items.live
        place = first.value.span
        yield Problem(
            item.value,
            f"path {quoted(item.text)} is named twice" + (stops(item.error) if item.error and fatal else ""),
            help="delete one of them",
            fix=remove_item(items, item, "Delete the second one"),
            related=(Related(place, "named here first"),) if place else (),
            severity="error" if fatal else None,
        )


@rule("CORS110", "covered-preflight-path", "info", when=has_several_items)
def covered_preflight_path(web: Container) -> Iterator[Problem]:
    """A path that another one covers is redundant.

    ## Why is this bad?
    `/api/*` answers preflights on everything below `/api/`, so naming `/api/users` as well changes nothing.
    ASAB up to 26.36 reads at most nine items, and each one counts.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*, /api/*

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*

    ## Fix safety
    Safe: the remaining items answer the same requests.
    """
    items = items_of(web)
    if items is None:
        return
    wide: dict[str, Item] = {}
    for item in items.paths:
        if _is_wide(item.text):
            wide.setdefault(item.text[:-1], item)
    for item in items.paths if wide else ():
        cover = _cover(item, wide)
        if cover:
            place = cover.value.span
            yield Problem(
                item.value,
                f"path {quoted(item.text)} is covered by {quoted(cover.text)}",
                help="delete it",
                fix=remove_item(items, item, "Delete the covered item"),
                related=(Related(place, "covers it"),) if place else (),
            )


def _cover(item: Item, wide: Mapping[str, Item]) -> Item | None:
    """The shortest of the wildcards, by their prefixes, that covers the item."""
    if item.error:
        return None
    ends = (match.end() for match in re.finditer("/", item.text))
    covers = (wide.get(item.text[:end]) for end in islice(ends, _DEEP))
    return next((cover for cover in covers if cover and cover.text != item.text), None)


RULES: tuple[Rule, ...] = (
    too_many_preflight_paths,
    empty_preflight_path,
    duplicate_preflight_path,
    covered_preflight_path,
)
