"""The position of the cursor in a document: in a section's header, an option's name, or a value.

Found line by line, because a file is rarely valid while it is typed: in INI files from the header above, in
YAML from the keys above that are indented less, or from the header where a text is an INI file.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.source import Source

_HEADER = r"\s*\[([^\]]+)\]"
_OPENED = r"\s*\[([^\]=:]*)"
_OPTION = r"\s*([\w.-]+)[ \t]*[=:](.*)"
_NAME = r"\s*[\w.-]*"
_KEY = r"(?:-[ \t]+)?[\"']?([\w:.-]+)[\"']?[ \t]*:[ \t]*(.*)"

_FAR = 5_000
"""Lines above the cursor that are examined."""


class Cursor(NamedTuple):
    """What is being typed: `word` is the part of it before the cursor."""

    section: str | None  # None: above the first, or in a header
    option: str | None  # whose value is being typed; None: a name is, or a header
    word: str
    yaml: bool = False  # whether options are keys of YAML


def cursor(source: Source, offset: int, *, yaml: bool) -> Cursor | None:
    """What is being typed at an offset; None where nothing can be completed: in a comment."""
    number = source.position(offset).line
    line = source.line_span(number)
    before = source.text[line.start : offset]
    if before.lstrip()[:1] in ("#", ";"):
        return None
    if re.fullmatch(_OPENED, before) and not (yaml and not _in_text(source, number)):
        return Cursor(None, None, before.lstrip())
    section, keys = _yaml_section(source, number) if yaml else (_section(source, number), False)
    if match := re.fullmatch(_OPTION, before):
        return Cursor(section, match[1].lower(), _last_word(match[2]), keys)
    if re.fullmatch(_NAME, before) and (keys or not _continues(source, number, before)):
        return Cursor(section, None, before.strip(), keys)
    return Cursor(section, _option_above(source, number), _last_word(before), keys)


def written(source: Source, offset: int) -> set[str]:
    """The names of options of the same section, or beside the same keys, as the line of an offset."""
    number = source.position(offset).line
    found = set()
    for step, stop in ((-1, 0), (1, len(source.starts) + 1)):
        for at in range(number + step, stop, step):
            text = source.line_text(at)
            if re.match(_HEADER, text):
                break
            if match := re.match(_OPTION, text):
                found.add(match[1].lower())
    return found


def _section(source: Source, number: int) -> str | None:
    for at in range(number - 1, max(number - _FAR, 0), -1):
        if match := re.match(_HEADER, source.line_text(at)):
            return match[1]
    return None


def _yaml_section(source: Source, number: int) -> tuple[str | None, bool]:
    """The section, and whether its options are keys."""
    indent = _indent(source.line_text(number))
    for at in range(number - 1, max(number - _FAR, 0), -1):
        text = source.line_text(at)
        if not text.strip() or text.lstrip().startswith("#"):
            continue
        if _indent(text) <= indent and (match := re.match(_HEADER, text)):
            return match[1], False
        if _indent(text) < indent and (match := re.match(_KEY, text.lstrip())):
            return (match[1], True) if not match[2] else (None, False)
    return None, True


def _in_text(source: Source, number: int) -> bool:
    """Whether a line of YAML belongs to a text of several lines."""
    indent = _indent(source.line_text(number))
    for at in range(number - 1, max(number - _FAR, 0), -1):
        text = source.line_text(at)
        if text.strip() and _indent(text) < indent:
            return bool(re.search(r":[ \t]*[|>][\d+-]*[ \t]*(?:#.*)?$", text))
    return False


def _continues(source: Source, number: int, before: str) -> bool:
    """Whether a line belongs to the value of the option above: it is indented more."""
    above = _option_line(source, number)
    return above is not None and bool(before.strip() or before) and _indent(before) > above[0]


def _option_above(source: Source, number: int) -> str | None:
    above = _option_line(source, number)
    return above[1] if above else None


def _option_line(source: Source, number: int) -> tuple[int, str] | None:
    """Indentation and name of the closest option above that is indented less, in the same section."""
    indent = _indent(source.line_text(number))
    for at in range(number - 1, max(number - _FAR, 0), -1):
        text = source.line_text(at)
        if re.match(_HEADER, text):
            return None
        if (match := re.match(_OPTION, text)) and _indent(text) < indent:
            return _indent(text), match[1].lower()
    return None


def _last_word(text: str) -> str:
    return re.split(r"[\s,]", text)[-1]


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
