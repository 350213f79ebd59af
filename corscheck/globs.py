"""Patterns of includes, as `glob.glob` of Python 3.11 expands them, but within bounds.

The standard function would search the whole disk for `/*/*/*/*/*/x`, which a configuration may contain.
"""

from __future__ import annotations

import os
import re
from fnmatch import translate
from typing import TYPE_CHECKING

from corscheck.limits import LimitReached

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST = 4096
"""No path is longer (PATH_MAX), and translating a pattern can take quadratic time."""


def bounded_glob(pattern: str, limit: int) -> tuple[list[str], int]:
    """The paths that a pattern matches, in the order of `glob.glob`, and how many entries were examined.

    Raises:
        LimitReached: There are more than `limit` directory entries to look at, or the pattern is very long.
    """
    if len(pattern) > LONGEST:
        if _is_magic(pattern):
            raise LimitReached(f"a pattern of more than {LONGEST} characters is not looked for")
        return [], 0
    search = _Search(limit)
    return list(search.paths(pattern)), limit - search.left


def fits(path: str, pattern: str) -> bool:
    """Whether a pattern would match that path, if it existed; both are absolute."""
    names, parts = path.split(os.sep), pattern.split(os.sep)
    return len(names) == len(parts) and all(
        re.match(translate(part), name) is not None and (not name.startswith(".") or part.startswith("."))
        for name, part in zip(names, parts, strict=True)
    )


class _Search:
    """One expansion; `left` is how many directory entries it may still look at."""

    def __init__(self, limit: int) -> None:
        self.left = limit

    def look(self) -> None:
        """Count one entry."""
        self.left -= 1
        if self.left < 0:
            raise LimitReached(
                "patterns of includes lead to too many directory entries: the search was ended"
            )

    def paths(self, pattern: str, *, directories: bool = False) -> Iterator[str]:
        """What fits a path's pattern; with `directories`, only what can have something below it."""
        place, name = os.path.split(pattern)
        if not _is_magic(pattern):
            if os.path.lexists(pattern) if name else os.path.isdir(place):
                yield pattern
            return
        places = self.paths(place, directories=True) if place != pattern and _is_magic(place) else [place]
        for directory in places:
            self.look()
            if _is_magic(name):
                for found in self.names(directory, name, directories=directories):
                    yield os.path.join(directory, found)
            elif os.path.lexists(os.path.join(directory, name)) if name else os.path.isdir(directory):
                yield os.path.join(directory, name)

    def names(self, directory: str, pattern: str, *, directories: bool) -> list[str]:
        """The entries of a directory that fit; hidden ones only where the pattern begins with a dot."""
        fits = re.compile(translate(pattern)).match
        found = []
        try:
            with os.scandir(directory or ".") as entries:
                for entry in entries:
                    self.look()
                    hidden = entry.name.startswith(".") and not pattern.startswith(".")
                    if not hidden and fits(entry.name) and (not directories or _is_directory(entry)):
                        found.append(entry.name)
        except OSError:
            pass
        return found


def _is_directory(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _is_magic(text: str) -> bool:
    return re.search(r"[*?\[]", text) is not None
