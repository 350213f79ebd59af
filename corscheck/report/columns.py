"""Columns of a terminal: how wide a text is, padding it, cutting it, wrapping it, expanding its tabs."""

from __future__ import annotations

import re

from corscheck.secrets.forms import MASK
from corscheck.secrets.sources import HIDDEN
from corscheck.text import visible


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

    Hidden text is one mask, at whose first column all of its characters start. The list has one more
    item than the text: the column after the last one.
    """
    if text.isascii() and text.isprintable():
        return text, list(range(len(text) + 1))
    shown: list[str] = []
    columns, column, previous = [0], 0, ""
    for char in text:
        if char != HIDDEN:
            piece = " " * (4 - column % 4) if char == "\t" else visible(char)
        elif previous != HIDDEN:
            piece = MASK
        else:
            piece = ""
            columns[-1] = column - len(MASK)
        previous = char
        column += width(piece)
        shown.append(piece)
        columns.append(column)
    return "".join(shown), columns


def pad(text: str, columns: int) -> str:
    """The text followed by blanks up to that many columns."""
    return text + " " * (columns - width(text))


def wrapped(line: str, columns: int | None) -> list[str]:
    """The line in as many lines as it takes, broken between words only, so that URLs stay whole.

    Further lines are indented by two columns more. Colours and hyperlinks take no room. None: no limit.
    """
    if columns is None or shown_width(line) <= columns:
        return [line]
    indent = " " * (len(line) - len(line.lstrip(" ")))
    lines, current, used = [], "", 0
    for gap, word in re.findall(r"( *)([^ ]+)", line):
        wide = width(gap) + shown_width(word)
        if current.strip() and used + wide > columns:
            lines.append(current)
            gap, current = f"{indent}  ", ""  # noqa: PLW2901  # the blanks at which the line is broken
            used, wide = 0, width(gap) + shown_width(word)
        current += gap + word
        used += wide
    return [*lines, current]


def shown_width(line: str) -> int:
    """Columns that a line of ours takes: as `width`, without its colours and hyperlinks."""
    return width(re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;;.*?\x1b\\", "", line))


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
