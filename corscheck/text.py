"""Untrusted text for output: made visible, quoted, listed, counted, without commands for CI runners.

All text from files, servers, command lines and services goes through `visible` before it is
written to a terminal or a log, and through `guarded` where a CI runner reads the line.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LIMIT = 4000
"""Code points of one text that are shown at most."""

QUOTED = 100
"""Code points of a value that a sentence quotes at most."""

LISTED = 20
"""Names that a sentence lists at most."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str, limit: int = LIMIT) -> str:
    r"""One line of text with every control, format and blank-looking character in `\x1b` notation.

    What Python calls not printable (Unicode categories C and Z apart from the space) is what can
    move a cursor, reorder text or hide: escape sequences, bidirectional controls, zero-width and
    no-break spaces, line separators, lone surrogates. Longer text is cut, and how much is left out
    is written after it.
    """
    if len(text) > limit:
        text = f"{text[:limit]}... ({len(text) - limit} more characters)"
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else escaped(char) for char in text)


def escaped(char: str) -> str:
    r"""A character in Python's notation: `\n`, `\x1b`, `\u202e`, `\U000e0001`."""
    code = ord(char)
    if short := _SHORT.get(char):
        return short
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def quoted(text: str) -> str:
    """A value in backquotes, so that blanks at its ends can be seen."""
    if not text:
        return "an empty value"
    if len(text) <= QUOTED:
        return f"`{visible(text)}`"
    return f"`{visible(text[:QUOTED])}...` ({len(text)} characters)"


def listed(names: Collection[str]) -> str:
    """Quoted names in a sentence: `a`, `b` and `c`; of very many the first ones."""
    items = [quoted(name) for name in islice(names, LISTED)]
    if len(names) > LISTED:
        items.append(f"{len(names) - LISTED} more")
    return " and ".join(part for part in (", ".join(items[:-1]), *items[-1:]) if part)


def first_of(parts: Sequence[str], most: int) -> str:
    """The first parts with commas, and how many are left out: `a, b and 3 more`."""
    more = f" and {len(parts) - most:,} more" if len(parts) > most else ""
    return ", ".join(parts[:most]) + more


def plural(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def guarded(text: str, guard: str = "\\") -> str:
    r"""A visible line in which no CI runner finds a command.

    GitHub's runner takes `::name` at the start of a line, after blanks, and `##[name]` anywhere in it
    (actions/runner, `ActionCommand.cs`), Azure's agent `##vso[` anywhere (microsoft/azure-pipelines-agent,
    `Command.cs`), TeamCity's `##teamcity[`. The first is written after `guard`, the others as `#\#`.
    """
    if "##" in text:
        text = re.sub(r"##(?=\w*\[)", r"#\\#", text)
    return f"{guard}{text}" if text.lstrip().startswith("::") else text


def place(path: str) -> str:
    """A path at the start of a line of a log."""
    return guarded(visible(path), "./")
