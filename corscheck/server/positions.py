"""Offsets in a text to positions of the protocol, which count UTF-16 code units unless others were agreed on.

Lines end as in `source`: with LF, CR LF or CR (Language Server Protocol 3.17, "Text Documents").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol.types import Position, PositionEncodingKind, Range

if TYPE_CHECKING:
    from corscheck.source import Source, Span

UTF8, UTF16, UTF32 = PositionEncodingKind.Utf8, PositionEncodingKind.Utf16, PositionEncodingKind.Utf32


def units(text: str, encoding: str) -> int:
    """How long a text is in the units of that encoding."""
    if encoding == UTF32 or text.isascii():
        return len(text)
    if encoding == UTF8:
        return len(text.encode("utf-8", "surrogatepass"))
    return len(text) + sum(char > "\uffff" for char in text)


def position_of(source: Source, offset: int, encoding: str) -> Position:
    """The position of an offset."""
    line = source.position(offset).line - 1
    return Position(line, units(source.text[source.starts[line] : offset], encoding))


def range_of(span: Span, encoding: str) -> Range:
    """The range of a span."""
    source = span.source
    return Range(position_of(source, span.start, encoding), position_of(source, span.end, encoding))


def offset_of(source: Source, position: Position, encoding: str) -> int:
    """The offset of a position; after the end of a line it is that end, as the protocol requires.

    Within a character of several units it is where the character begins.
    """
    if position.line >= len(source.starts):
        return len(source.text)
    line = source.line_span(position.line + 1)
    if encoding == UTF32 or line.text.isascii():
        return min(line.start + position.character, line.end)
    left = position.character
    for index, char in enumerate(line.text):
        left -= units(char, encoding)
        if left < 0:
            return line.start + index
    return line.end
