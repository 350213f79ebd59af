"""Inlay hints: routes of preflight paths, and options that are overridden."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol.types import InlayHint

from corscheck.server.hover import origin
from corscheck.server.positions import position_of
from corscheck.server.snapshot import places
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from corscheck.asab.container import Container, PreflightPath
    from corscheck.server.snapshot import Part
    from corscheck.source import Source

_MOST = 500
"""Hints of one document, at most."""

Hint = tuple["Source", int, str]


def hints(parts: Sequence[Part], path: str, start: int, end: int, encoding: str) -> list[InlayHint]:
    """The hints between two offsets of the file of that absolute path; equal ones of several parts once."""
    found: dict[tuple[int, str], InlayHint] = {}
    for source, offset, label in (*_routes(parts, path), *_overridden(parts, path)):
        if start <= offset <= end and len(found) < _MOST:
            hint = InlayHint(position_of(source, offset, encoding), label, padding_left=True)
            found.setdefault((offset, label), hint)
    return list(found.values())


def _routes(parts: Sequence[Part], path: str) -> Iterator[Hint]:
    for part in parts:
        for web in part.webs if not part.configuration.error else ():
            shown = part.described(web)
            tokens = set(shown["preflight_routes"]) if shown else set()
            for item in web.paths:
                span = item.value.span
                if span and os.path.abspath(span.source.path) == path:
                    label = _label(web, item, tokens)
                    if label:
                        yield span.source, span.end, label


def _label(web: Container, item: PreflightPath, shown: set[str]) -> str:
    """The routes of an item, where they are not what is written."""
    if not web.cors_enabled:
        return "no route: cors is empty"
    routes = [route.path for route in item.routes]
    if item.error or not routes or routes == [item.value.text]:
        return ""
    # What `show` masks is not shown here either.
    return f"→ {', '.join(map(visible, routes))}" if shown.issuperset(routes) else ""


def _overridden(parts: Sequence[Part], path: str) -> Iterator[Hint]:
    """Options that a later file sets again."""
    for place in places(parts, path):
        value = place.option.value.span
        if place.is_overridden and place.web and value:
            yield value.source, value.end, f"overridden by {origin(place.effective)}"
