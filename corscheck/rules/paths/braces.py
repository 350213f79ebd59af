"""CORS114 and 115: braces in preflight paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fixes import Edit, Fix
from corscheck.rules._path_items import ending, has_odd_items, items_of
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container


@rule("CORS114", "preflight-path-braces", "error", when=has_odd_items)
def preflight_path_braces(web: Container) -> Iterator[Problem]:
    """Braces in a preflight path must make a valid pattern.

    ## Why is this bad?
    `{name}` matches one segment of a path and `{name:regex}` what the expression matches; aiohttp's router
    refuses anything else in braces, and a name that is used twice: the service does not start. A comma
    inside braces splits the path (`asab/web/container.py` splits first). Up to ASAB 26.36 a star inside
    braces is replaced like any other, so that `{rest:.*}` matches nothing.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /items/{id

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /items/{id}
    """
    items = items_of(web)
    braces = items.of("braces") if items else ()
    if not braces or items is None:
        return
    for number, item in enumerate(braces):
        if number and "{" not in item.text and braces[number - 1].text.count("{"):
            continue  # the second half of a path that a comma splits
        split = item.text.count("{") > item.text.count("}") and item is not items.items[-1]
        what = (
            "is split at the comma or space in its braces"
            if split
            else "has braces that are not a valid pattern"
        )
        if "*" in item.text and not item.error:
            what = "has a star in braces, which ASAB replaces"
        end, severity = ending(items, item, ", and no request matches")
        yield Problem(
            item.value,
            f"preflight path {quoted(item.text)} {what}{end}",
            help="write `{name}` for one segment of the path, or `*` at the end for everything below",
            severity=severity,
        )


@rule("CORS115", "variable-in-preflight-path", when=has_odd_items)
def variable_in_preflight_path(web: Container) -> Iterator[Problem]:
    """From ASAB 26.37 on a preflight path must not have variables.

    ## Why is this bad?
    The later ASAB registers the route, so that preflights to it are answered with 204, but compares paths
    literally when it decides which responses get CORS headers: this answer gets none, and browsers block
    the request. Earlier versions support `{id}`.

    ## Bad (asab 26.37)
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /items/{id}

    ## Good
        [web]
        listen = 127.0.0.1 8080
        cors = *
        cors_preflight_paths = /items/*

    ## Fix safety
    Unsafe: `/items/*` covers more than `/items/{id}`.
    """
    items = items_of(web)
    if items is None or web.profile.every_star:
        return
    for item in items.odd:
        if "{" not in item.text or item.error:
            continue
        span = item.value.span
        wide = item.text[: item.text.index("{")].rpartition("/")[0] + "/*"
        yield Problem(
            item.value,
            f"preflight path {quoted(item.text)} has a variable: the answer has no CORS headers",
            help=f"write {quoted(wide)}",
            fix=Fix("Write a wildcard", (Edit(span, wide),), "unsafe")
            if span and item.value.verbatim
            else None,
        )


RULES: tuple[Rule, ...] = (preflight_path_braces, variable_in_preflight_path)
