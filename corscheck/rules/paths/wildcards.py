"""CORS111 to 113: stars in preflight paths."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix
from corscheck.rules._path_edits import add_item
from corscheck.rules._path_items import PLAIN, Item, Items, ending, has_odd_items, items_of
from corscheck.rules.paths.reach import DEAD
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container


@rule("CORS111", "several-wildcards-in-preflight-path", "error", when=has_odd_items)
def several_wildcards(web: Container) -> Iterator[Problem]:
    """A preflight path may contain one `*`.

    ## Why is this bad?
    Up to ASAB 26.36 each `*` becomes the pattern `{tail:.*}` (`asab/web/container.py`), and aiohttp's
    router refuses a path with two patterns of the same name: the service does not start. Later versions
    compare all stars literally except the one of a `/*` at the end, so that no request matches. One star
    is enough: it covers everything below, at any depth.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api, /api/**

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api, /api/*

    ## Fix safety
    Safe for `/**` at the end. For a star in the middle the fix is unsafe: the path is cut after the first
    star, which covers more.
    """
    items = items_of(web)
    for item in items.odd if items else ():
        text = item.text
        stars = text.count("*")
        if items is None or not stars or (stars < 2 and not item.error) or ";" in text:
            continue
        if web.profile.every_star and (not item.error or item.error.type == "RuntimeError"):
            continue  # harmless here; CORS109 reports equal items
        end, severity = ending(items, item, ": ASAB compares the star literally, and no request matches")
        yield Problem(
            item.value,
            f"preflight path {quoted(text)} has more than one wildcard{end}",
            help="write one `*`, at the end: it covers everything below, at any depth",
            fix=_one_star(item),
            severity=severity,
        )


def _one_star(item: Item) -> Fix | None:
    span = item.value.span
    if span is None or not item.value.verbatim or "{" in item.text:
        return None
    if re.fullmatch(r"[^*]*/\*\*+(?:/\*+)*", item.text):
        return Fix("Write one `*`", (Edit(span, item.text[: item.text.index("*") + 1]),))
    kept = item.text[: item.text.index("*")]
    return Fix("Cut the path", (Edit(span, kept[: kept.rindex("/") + 1] + "*"),), "unsafe")


@rule("CORS112", "wildcard-inside-preflight-path", "info", when=has_odd_items)
def wildcard_inside_preflight_path(web: Container) -> Iterator[Problem]:
    """A wildcard belongs after the last slash.

    ## Why is this bad?
    Up to ASAB 26.36 a star matches any text, including slashes: `/api*` covers `/api` and `/api/x` and also
    `/apix`, and `/a/*/c` covers `/a/b/b/c`. Later versions compare every star literally that is not part of
    a `/*` at the end, so that no request matches.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api*

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api, /api/*

    ## Fix safety
    Unsafe: `/api, /api/*` covers less than `/api*` did.
    """
    items = items_of(web)
    limit = web.profile.paths_limit
    room = limit - len(items.items) if items and limit else len(items.odd) if items else 0
    for item in items.odd if items else ():
        text = item.text
        if (
            items is None
            or text.count("*") != 1
            or item.error
            or text.endswith("/*")
            or re.search(DEAD, text)
        ):
            continue
        if "{" in text:
            continue
        star = text.index("*")
        literal = not web.profile.every_star
        if literal:
            what = "has a star that ASAB compares literally, and no request matches"
        elif text.endswith("*"):
            what = f"covers everything that begins with it, such as {quoted(text[:star] + 'x')}"
        else:
            what = "has a star in the middle, which matches any text, including slashes"
        yield Problem(
            item.value,
            f"preflight path {quoted(text)} {what}",
            help="write the path itself and the path with `/*`",
            fix=_path_and_below(items, item) if text.endswith("*") and room > 0 else None,
            severity="warning" if literal else None,
        )
        room -= 1  # all fixes are applied together


def _path_and_below(items: Items, item: Item) -> Fix | None:
    span, base = item.value.span, item.text[:-1]
    if span is None or not item.value.verbatim or not PLAIN.fullmatch(base):
        return None
    known = any(other.text == base for other in items.items)
    text = f"{base}/*" if known else f"{base}, {base}/*"
    return Fix("Write the path and everything below it", (Edit(span, text),), "unsafe")


@rule("CORS113", "wildcard-without-its-base")
def wildcard_without_its_base(web: Container) -> Iterator[Problem]:
    """`/api/*` does not cover `/api`.

    ## Why is this bad?
    Up to ASAB 26.36 `/api/*` covers `/api/` and everything below, but not `/api` itself: a preflight to
    it gets `405 Method Not Allowed`, and the browser does not send the request. Later versions cover it.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api/*

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /api, /api/*

    ## Fix safety
    Unsafe: preflights are answered on one path more, the one that is named. There is no fix where the list
    would have more than nine items.
    """
    items = items_of(web)
    if items is None or not items.live or web.profile.prefix_covers_base:
        return
    wild = [item for item in items.paths if item.text.endswith("/*") and item.text != "/*"]
    texts = {item.text for item in items.items} if wild else set()
    limit = web.profile.paths_limit
    room = limit - len(items.items) if limit else len(wild)
    for item in wild:
        text = item.text
        base = text[:-2]
        if base in texts or not PLAIN.fullmatch(text):
            continue
        if len(texts) > 1 and web.covers(base):
            continue
        fix = add_item(item, base, f"Add `{base}`") if room > 0 else None
        yield Problem(
            item.value,
            f"preflight path {quoted(text)} does not cover {quoted(base)} itself",
            help=f"add {quoted(base)} if the service has something there",
            fix=fix and fix._replace(applicability="unsafe"),
        )
        room -= 1  # all fixes are applied together


RULES: tuple[Rule, ...] = (several_wildcards, wildcard_inside_preflight_path, wildcard_without_its_base)
