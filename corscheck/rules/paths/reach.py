"""CORS116 to 118: which requests preflight paths cover, and whether browsers make such requests."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix, applicability
from corscheck.rules._path_items import Item, has_odd_items, items_of
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container

DEAD = (
    r"(?P<query>\?)|(?P<fragment>\#)|(?P<slashes>//)|(?P<dots>/\.\.?(?:/|$))|(?P<colon>/:\w)"
    r"|(?P<encoded>%)|(?P<invisible>[\x00-\x1f\x7f\xad\u200b-\u200f\u2028-\u202e\u2060\ufeff])"
    r"|(?P<regex>\.\*|[()|^\\]|\[.*\])"
)
_WHY = {
    "query": "the query of a URL is not part of its path",
    "fragment": "a fragment (`#…`) never leaves the browser",
    "slashes": "browsers and aiohttp keep a doubled slash as it is, and requests usually have single ones",
    "dots": "browsers resolve `.` and `..` before they send a request",
    "colon": "`:name` is a literal text for aiohttp",
    "encoded": "aiohttp compares paths in decoded form",
    "invisible": "it contains an invisible character",
    "regex": "it is no regular expression, its characters count as they are",
}

_EFFECT = {"slashes": "only requests with a doubled slash match"}


@rule("CORS116", "unreachable-preflight-path", when=has_odd_items)
def unreachable_preflight_path(web: Container) -> Iterator[Problem]:
    """A preflight path must be one that browsers request.

    ## Why is this bad?
    ASAB and aiohttp take the text of a path as it is. No request matches a path with a query, a
    fragment, `.` or `..` segments, percent-encoding, invisible characters, `:name` in the style of
    other frameworks, or a regular expression: browsers send another form, or none. A path with `//` matches
    requests with a doubled slash and no others.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /users?active=1

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /users

    ## Fix safety
    Safe where a query, a fragment or invisible characters are cut off a path without a star: what is left is
    what the path was about. Everything else is unsafe, because other requests are covered afterwards, or has
    no fix.
    """
    items = items_of(web)
    for item in items.odd if items else ():
        text = item.text
        match = re.search(DEAD, re.sub(r"\{[^}]*\}", "x", text))
        if match is None or item.error or re.search(r"[;|]$|[;|]+/|:/(?!/)", text):
            continue
        why = str(match.lastgroup)
        if why == "encoded" and web.covers(text):
            continue
        yield Problem(
            item.value,
            f"{_EFFECT.get(why, 'no request matches')} the preflight path {quoted(text)}: {_WHY[why]}",
            help="write the path as the browser requests it",
            fix=_reachable(item, why),
        )


def _reachable(item: Item, why: str) -> Fix | None:
    span, text = item.value.span, item.text
    if span is None or not item.value.verbatim:
        return None
    better, safe = text, True
    if why in ("query", "fragment"):
        better = re.split(r"[?#]", text)[0]
    elif why == "slashes" and "*" not in text:  # `/*` in place of `//*` would open everything
        better, safe = re.sub("//+", "/", text), False
    elif why == "invisible":
        better = re.sub(r"[\x00-\x1f\x7f\xad\u200b-\u200f\u2028-\u202e\u2060\ufeff]", "", text)
    elif why == "dots":
        better, safe = _resolved(text), False
    elif why == "colon":
        better, safe = re.sub(r"/:(\w+)", r"/{\1}", text), False
    elif text.endswith("/.*"):
        better, safe = text[:-2] + "*", False
    if better in ("", text):
        return None
    return Fix(f"Write `{better}`", (Edit(span, better),), applicability(safe=safe and "*" not in better))


def _resolved(path: str) -> str:
    """The path without `.` and `..` segments, as a URL parser leaves it."""
    segments = path.split("/")[1:]
    kept: list[str] = []
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


@rule("CORS117", "unusual-blank-in-preflight-paths", "info", when=has_odd_items)
def unusual_blank(web: Container) -> Iterator[Problem]:
    r"""Preflight paths should be separated by commas or ordinary spaces.

    ## Why is this bad?
    ASAB also splits at no-break spaces and other white space of Unicode (`\s` in `asab/web/container.py`),
    which editors do not show and which is usually pasted by accident. The paths work nevertheless.

    ## Bad (\u00a0 is a no-break space)
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a\u00a0/b

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /a /b

    ## Fix safety
    Safe: an ordinary space separates in the same way.
    """
    items = items_of(web)
    if items is None or items.value.text.isascii():
        return
    for match in re.finditer(r"[^\S\x00-\x7f]+", items.value.text):
        span = items.value.span_of(match.start(), match.end())
        exact = span is not None and span.text == match[0]
        yield Problem(
            span,
            f"unusual space (U+{ord(match[0][0]):04X}) between preflight paths",
            help="write a comma or an ordinary space",
            fix=Fix("Write an ordinary space", (Edit(span, " "),)) if span and exact else None,
        )


@rule("CORS118", "preflight-on-every-path", "info")
def preflight_on_every_path(web: Container) -> Iterator[Problem]:
    """With `/*`, unknown paths are answered with 405 instead of 404.

    ## Why is this bad?
    It usually is not: `/*` is the simplest list of preflight paths. But because OPTIONS is registered on
    every path, ASAB answers other requests to unknown paths with `405 Method Not Allowed` instead of
    `404 Not Found`, and preflights to paths that do not exist with 204.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /*

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /users, /users/*
    """
    items = items_of(web)
    for item in items.paths if items and items.live else ():
        if item.text == "/*":
            yield Problem(
                item.value,
                "with `/*`, requests to unknown paths are answered with 405 instead of 404",
                help="ignore this if 405 is acceptable; otherwise name your paths",
            )


RULES: tuple[Rule, ...] = (
    unreachable_preflight_path,
    unusual_blank,
    preflight_on_every_path,
)
