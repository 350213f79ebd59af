"""On which line of a TOML file a value stands; the standard reader does not tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corscheck.settings.shape import Path

_PART = re.compile(r"""\s*(?:"([^"]*)"|'([^']*)'|([^\s."']+))\s*\.?""")


def line_of(text: str, path: Path) -> int | None:
    """The line (from 1) of the value at `path`, or of the closest thing around it that has one.

    A look at table headers and at the keys before `=`; inside of values that go over several lines it
    may be led astray, which costs an exact place in an error message and nothing else.
    """
    best, depth = None, 0
    table: Path = ()
    counts: dict[Path, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if stripped.startswith("["):
            name = _parts(stripped.lstrip("[").partition("]")[0])
            table = name
            if stripped.startswith("[["):
                counts[name] = counts.get(name, -1) + 1
                table = (*name, counts[name])
            here = table
        elif "=" in stripped and not stripped.startswith("#"):
            here = (*table, *_parts(stripped.partition("=")[0]))
        else:
            continue
        if len(here) > depth and path[: len(here)] == here:
            best, depth = number, len(here)
    return best


def _parts(name: str) -> Path:
    """The parts of a dotted key."""
    return tuple("".join(groups) for groups in _PART.findall(name))
