"""From an item of an include list to the files that it leads to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol.types import DocumentLink, Location, Position, Range

from corscheck.server.positions import range_of
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from corscheck.asab.container import Include
    from corscheck.server.snapshot import Part

_START = Range(Position(0, 0), Position(0, 0))


def include_at(parts: Sequence[Part], path: str, offset: int) -> Include | None:
    """The item of an include list at an offset of the file of that absolute path."""
    for include in _includes(parts, path):
        span = include.pattern.span
        if span and span.start <= offset <= span.end:
            return include
    return None


def definitions(include: Include, uri: Callable[[str], str]) -> list[Location]:
    """The beginnings of the files that it leads to."""
    return [Location(uri(path), _START) for path in (*include.paths, *include.repeated)]


def links(parts: Sequence[Part], path: str, uri: Callable[[str], str], encoding: str) -> list[DocumentLink]:
    """A link for each item that leads to one file; several configurations may have the same items."""
    found: dict[tuple[int, int], DocumentLink] = {}
    for include in _includes(parts, path):
        files = (*include.paths, *include.repeated)
        span = include.pattern.span
        if span and len(files) == 1:
            link = DocumentLink(range_of(span, encoding), uri(files[0]), f"Open {visible(files[0])}")
            found.setdefault((span.start, span.end), link)
    return list(found.values())


def _includes(parts: Sequence[Part], path: str) -> Iterator[Include]:
    for part in parts:
        for include in part.configuration.includes:
            span = include.pattern.span
            if span and os.path.abspath(span.source.path) == path:
                yield include
