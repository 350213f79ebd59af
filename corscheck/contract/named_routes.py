"""Routes that the settings name (`routes = ["GET /notes/{id}"]`), and those that are not meant for pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.contract.openapi import METHODS, Route
from corscheck.contract.path_targets import encode, fill
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Rejected

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def named_route(text: str) -> Route:
    """The route that a text such as `GET /notes/{id}` names.

    Parameters in braces are filled in as those of an aiohttp router are.

    Raises:
        ValueError: It is not a method and a path, or no browser sends the method.
    """
    method, _, template = text.strip().partition(" ")
    template = template.strip()
    if not template.startswith("/") or re.search(r"\s", template):
        raise ValueError(f"`{text}` is not a method and a path, such as `GET /notes/{{id}}`")
    if "?" in template or "#" in template:
        raise ValueError(f"`{text}`: the path of a route has no query and no fragment")
    if method.upper() in METHODS:
        method = method.upper()
    prepared = prepare(FetchRequest("http://corscheck.invalid/", "https://corscheck.example", method))
    if isinstance(prepared, Rejected):
        raise ValueError(f"`{text}`: {prepared.message}")  # noqa: TRY004  # the text is wrong
    path = fill(template)
    if path is None:
        path = encode(template).replace("{", "%7B").replace("}", "%7D")
    return Route(method, template, path)


def is_internal(route: Route, patterns: Iterable[str]) -> bool:
    """Whether a route is one of those that pages are not meant to call.

    `*` in a pattern stands for anything, slashes too; a pattern fits the path as documented or as requested.
    """
    return any(_fits(path, pattern) for pattern in patterns for path in (route.template, route.path))


def _fits(path: str, pattern: str) -> bool:
    first, *others = re.sub(r"\*+", "*", pattern).split("*")
    if not others:
        return path == pattern
    # The parts between stars are searched from left to right: this takes no backtracking.
    if not path.startswith(first):
        return False
    at = len(first)
    for part in others[:-1]:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return len(path) - len(others[-1]) >= at and path.endswith(others[-1])


def joined(named: Sequence[Route], listed: Iterable[Route]) -> list[Route]:
    """The routes of both, the named ones first, each method and path once."""
    found = {(route.method, route.path): route for route in named}
    for route in listed:
        found.setdefault((route.method, route.path), route)
    return list(found.values())
