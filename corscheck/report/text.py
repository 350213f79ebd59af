"""Text for terminals: nothing invisible or active gets through, and columns are what they seem."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LIMIT = 4000
"""Code points of one text that are shown; how many are left out is said."""

_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def visible(text: str, limit: int = LIMIT) -> str:
    r"""One line of text with every control, format and blank-looking character in `\x1b` notation.

    What Python calls not printable (Unicode categories C and Z apart from the space) is what can
    move a cursor, reorder text or hide: escape sequences, bidirectional controls, zero-width and
    no-break spaces, line separators, lone surrogates.
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


def width(text: str) -> int:
    """Columns that a visible text takes in a terminal: 2 for East Asian wide, 0 for combining marks."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width  # noqa: PLC0415  # most files are ASCII

    return sum(
        0 if category(char) in {"Mn", "Me"} else 2 if east_asian_width(char) in {"W", "F"} else 1
        for char in text
    )


def cells(text: str) -> tuple[str, list[int]]:
    """A source line as displayed, tabs expanded to four, and the column at which each code point starts.

    The list has one more item than the text: the column behind the last one.
    """
    if text.isascii() and text.isprintable():
        return text, list(range(len(text) + 1))
    shown, columns, column = [], [0], 0
    for char in text:
        piece = " " * (4 - column % 4) if char == "\t" else visible(char)
        column += width(piece)
        shown.append(piece)
        columns.append(column)
    return "".join(shown), columns


def pad(text: str, columns: int) -> str:
    """The text followed by blanks up to that many columns."""
    return text + " " * (columns - width(text))


def cut(text: str, columns: int) -> str:
    """The text, shortened in its middle to at most that many columns."""
    if width(text) <= columns:
        return text
    half = max((columns - 3) // 2, 1)
    head, tail = text[:half], text[-half:]
    while width(head) > half:
        head = head[:-1]
    while width(tail) > half:
        tail = tail[1:]
    return f"{head}...{tail}"


def plural(number: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(items: Iterable[str]) -> str:
    """The items that say something, with commas."""
    return ", ".join(item for item in items if item)


def guarded(text: str, guard: str = "\\") -> str:
    """A visible text as it may begin a line of a log: nothing that a CI runner takes for a command."""
    return f"{guard}{text}" if text.lstrip().startswith(("::", "##[", "##vso[")) else text


def place(path: str) -> str:
    """A path as it may begin a line of a log."""
    return guarded(visible(path), "./")
