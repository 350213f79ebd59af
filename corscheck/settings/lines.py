"""The place of a value in a TOML file, which the standard library's reader does not keep."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.settings.shape import Path

_TEXT = r""""(?:[^"\\\n]|\\.)*"|'[^'\n]*'"""
_TOKEN = re.compile(
    rf'''(?s:"""(?:[^\\]|\\.)*?"{{3,5}})|(?s:\'\'\'.*?\'{{3,5}})|{_TEXT}|\#[^\n]*'''
    r"""|(?P<open>[\[{])|(?P<close>[\]}])|(?P<line>\n)|[^"'#\[\]{}\n]+|."""
)
# Possessive, so that no line takes more than one pass.
_HEADER = re.compile(rf"[ \t]*+(?P<open>\[\[?+)(?P<name>(?:{_TEXT}|[^\]\"'\n])*+)\]\]?+")
_KEY = re.compile(rf"[ \t]*+(?P<name>(?:{_TEXT}|[^=\"'#\n])++)=")
_PART = re.compile(r"""\s*(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s."']+))\s*\.?""")


def span_of(source: Source, path: Path) -> Span | None:
    """The table header or key of the value at `path`, or of the closest thing around it that has one.

    Values in an inline table or an array have the place of the key before the `=`. The text must be TOML.
    """
    best, depth = None, 0
    for here, start, end in _places(source.text):
        if len(here) > depth and path[: len(here)] == here:
            best, depth = Span(source, start, end), len(here)
    return best


def _places(text: str) -> Iterator[tuple[Path, int, int]]:
    """The path of every table header and every key outside of values, with its place."""
    table: Path = ()
    counts: dict[Path, int] = {}
    at = 0
    while at < len(text):
        header, key = _HEADER.match(text, at), _KEY.match(text, at)
        if header is not None:
            table = _absolute(_parts(header["name"]), counts)
            if header["open"] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            yield table, header.start("open"), header.end()
            at = header.end()
        elif key is not None:
            start = key.start("name")
            yield (*table, *_parts(key["name"])), start, start + len(key["name"].rstrip())
            at = key.end()
        at = _next_statement(text, at)


def _absolute(name: Path, counts: dict[Path, int]) -> Path:
    """The path of a table; below an array of tables, that of the array's last one."""
    path: Path = ()
    for part in name[:-1]:
        path = (*path, part)
        if path in counts:
            path = (*path, counts[path])
    return (*path, *name[-1:])


def _next_statement(text: str, at: int) -> int:
    """The start of the line after the value that begins at `at`, which may go over several lines."""
    depth = 0
    for token in _TOKEN.finditer(text, at):
        if token.lastgroup == "open":
            depth += 1
        elif token.lastgroup == "close":
            depth -= 1
        elif token.lastgroup == "line" and depth <= 0:
            return token.end()
    return len(text)


def _parts(name: str) -> Path:
    """The parts of a dotted key."""
    return tuple("".join(groups) for groups in _PART.findall(name))
