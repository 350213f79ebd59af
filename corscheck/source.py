"""Text and its places: sources, spans, and values that remember their spans.

A `Source` is one file's text with its newlines as found. A `Span` is a half-open range of
offsets into it. A `Value` is text that was taken out of a source, possibly joined from several
lines or changed on the way (environment, references), and still knows the place of each piece.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate, count
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from re import Match

# What Python's universal newlines end a line with; configparser sees nothing else as a line end.
_NEWLINE = re.compile(r"\r\n|\r|\n")


class Position(NamedTuple):
    """A place: line and column from 1, the column in Unicode code points."""

    line: int
    column: int


class Source:
    """The text of one file, its newlines as found, and the path to call it by.

    A file that is not `quotable` belongs to somebody else: no report shows any of its text. One that
    is `embedding` has INI files in its texts, and this is the source of these.
    """

    __slots__ = ("_starts", "embedding", "path", "quotable", "text")

    def __init__(self, text: str, path: str, *, quotable: bool = True, embedding: bool = False) -> None:
        self.text = text
        self.path = path
        self.quotable = quotable
        self.embedding = embedding
        self._starts: list[int] | None = None

    def __repr__(self) -> str:
        return f"Source(path={self.path!r}, {len(self.text)} characters)"

    @property
    def starts(self) -> list[int]:
        """Offsets at which lines start; built once, on first use."""
        if self._starts is None:
            self._starts = _starts(self.text)
        return self._starts

    def position(self, offset: int) -> Position:
        """Line and column of an offset, both from 1, the column in code points."""
        line = bisect_right(self.starts, offset)
        return Position(line, offset - self.starts[line - 1] + 1)

    def column_utf8(self, offset: int) -> int:
        """Column from 1 in UTF-8 bytes, as rdjson counts."""
        return len(self._before(offset).encode("utf-8", "surrogatepass")) + 1

    def line_span(self, line: int) -> Span:
        """Span of a line (from 1) without its line end."""
        start = self.starts[line - 1]
        end = self.starts[line] if line < len(self.starts) else len(self.text)
        return Span(self, start, start + len(self.text[start:end].rstrip("\r\n")))

    def line_text(self, line: int) -> str:
        """Text of a line (from 1) without its line end."""
        return self.line_span(line).text

    def span(self, start: int, end: int) -> Span:
        """The span from `start` up to, not including, `end`."""
        return Span(self, start, end)

    def _before(self, offset: int) -> str:
        return self.text[self.starts[bisect_right(self.starts, offset) - 1] : offset]


def _starts(text: str) -> list[int]:
    if "\r" in text:
        return [0, *(match.end() for match in _NEWLINE.finditer(text))]
    # Much faster, and nearly every file is so; each line ends with one character that `split` leaves out.
    return [0, *map(int.__add__, accumulate(map(len, text.split("\n")[:-1])), count(1))]


class Span(NamedTuple):
    """A range of offsets into a source's text, end exclusive."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text of the span."""
        return self.source.text[self.start : self.end]

    @property
    def line(self) -> int:
        """The line (from 1) on which the span starts."""
        return self.source.position(self.start).line

    def contains(self, other: Span) -> bool:
        """Whether the other one lies within this one."""
        return self.source is other.source and self.start <= other.start and other.end <= self.end


class Piece(NamedTuple):
    """A part of a value's text and the span it came from.

    `start` is the offset in the value's text at which the piece begins. A `verbatim` piece is exactly the
    text of its span; any other (an environment variable's content, the line end and indentation between two
    lines) has another form in the source, and its whole span is its place.
    """

    start: int
    span: Span
    verbatim: bool


class Value:
    """Text that remembers, for each of its characters, where it came from.

    All pieces of a value are in one source: text that came from a reference or a variable has the
    place of the reference. A value without pieces (a default) has no place.

    The place of most values is never needed, so `pieces` may be a function that returns them.
    """

    __slots__ = ("_pieces", "text")

    def __init__(self, text: str, pieces: tuple[Piece, ...] | Callable[[], tuple[Piece, ...]] = ()) -> None:
        self.text = text
        self._pieces = pieces

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces, one after the other."""
        if not isinstance(self._pieces, tuple):
            self._pieces = self._pieces()
        return self._pieces

    @classmethod
    def at(cls, span: Span) -> Value:
        """The value that is the text of a span."""
        return cls(span.text, (Piece(0, span, verbatim=True),))

    def __repr__(self) -> str:
        return f"Value({self.text!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Value) and (self.text, self.pieces) == (other.text, other.pieces)

    def __hash__(self) -> int:
        return hash(self.text)

    @property
    def span(self) -> Span | None:
        """The place of the whole value; None where it was not written anywhere (a default)."""
        return self.span_of(0, len(self.text))

    @property
    def verbatim(self) -> bool:
        """Whether the value is exactly the text of its span, so that editing the span edits it."""
        span = self.span
        return span is not None and span.text == self.text and all(piece.verbatim for piece in self.pieces)

    def span_of(self, start: int, end: int) -> Span | None:
        """The place of the characters `start` to `end` of the text; None for a default."""
        pieces = self.pieces
        if not pieces:
            return None
        first = last = pieces[0]
        if len(pieces) > 1:
            first, last = self._piece_at(start), self._piece_at(max(end - 1, start))
        source = first.span.source
        begin = first.span.start + (start - first.start if first.verbatim else 0)
        if end <= start:
            return Span(source, begin, begin) if first.verbatim else first.span
        return Span(source, begin, last.span.start + end - last.start if last.verbatim else last.span.end)

    def slice(self, start: int, end: int) -> Value:
        """The value of the characters `start` to `end`, with their places."""
        if start == 0 and end == len(self.text):
            return self
        return _Slice(self, start, end)

    def split(self, separator: re.Pattern[str], maxsplit: int = 0) -> list[Value]:
        """As `re.split` without groups: at most `maxsplit` splits (0: all), each part with its place."""
        parts, start = [], 0
        for number, match in enumerate(separator.finditer(self.text), 1):
            parts.append(self.slice(start, match.start()))
            start = match.end()
            if number == maxsplit:
                break
        return [*parts, self.slice(start, len(self.text))]

    def strip(self, chars: str | None = None) -> Value:
        """As `str.strip`."""
        stripped = self.text.strip(chars)
        if len(stripped) == len(self.text):
            return self
        start = len(self.text) - len(self.text.lstrip(chars))
        return self.slice(start, start + len(stripped))

    def _index(self, offset: int) -> int:
        if len(self.pieces) == 1:
            return 0
        return max(bisect_right(self.pieces, offset, key=lambda piece: piece.start) - 1, 0)

    def _piece_at(self, offset: int) -> Piece:
        return self.pieces[self._index(offset)]

    def _pieces_of(self, start: int, end: int) -> tuple[Piece, ...]:
        whole = self.span_of(start, end)
        if whole is None:
            return ()
        found = []
        for index in range(self._index(start), len(self.pieces)):
            piece = self.pieces[index]
            if piece.start >= end:
                break
            stop = self.pieces[index + 1].start if index + 1 < len(self.pieces) else len(self.text)
            low, high = max(piece.start, start), min(stop, end)
            if low < high:
                shift = low - piece.start
                length = high - low
                place = piece.span
                if piece.verbatim:
                    place = Span(place.source, place.start + shift, place.start + shift + length)
                found.append(Piece(low - start, place, piece.verbatim))
        return tuple(found) or (Piece(0, whole, verbatim=True),)


class _Slice(Value):
    """A part of a value, which computes its place from the whole value."""

    __slots__ = ("_found", "_start", "_whole")

    def __init__(self, whole: Value, start: int, end: int) -> None:
        self.text = whole.text[start:end]
        self._found: tuple[Piece, ...] = ()
        self._whole = whole
        self._start = start

    @property
    def pieces(self) -> tuple[Piece, ...]:
        if not self._found:
            self._found = self._whole._pieces_of(self._start, self._start + len(self.text))  # noqa: SLF001  # own base
        return self._found

    def span_of(self, start: int, end: int) -> Span | None:
        return self._whole.span_of(self._start + start, self._start + end)

    def slice(self, start: int, end: int) -> Value:
        return self._whole.slice(self._start + start, self._start + max(start, end))


def placed(text: str, span: Span | None) -> Value:
    """A text from elsewhere, with the place of the span that it replaces."""
    return Value(text) if span is None else Value(text, (Piece(0, span, verbatim=False),))


def concatenate(parts: list[Value]) -> Value:
    """The values one after the other; an empty result keeps the place of the values."""
    kept = [part for part in parts if part.text]
    if not kept:
        return next((part for part in parts if part.pieces and not part.verbatim), parts[0])
    if len(kept) == 1:
        return kept[0]
    pieces: list[Piece] = []
    start = 0
    for part in kept:
        pieces += [Piece(start + piece.start, piece.span, piece.verbatim) for piece in part.pieces]
        start += len(part.text)
    return Value("".join(part.text for part in kept), tuple(pieces))


def substitute(
    value: Value, matches: Iterable[Match[str]], replace: Callable[[Match[str]], str | None]
) -> Value:
    """The value with each match replaced, the new text at the old one's place; `None` keeps the match."""
    parts: list[Value] = []
    end = 0
    for match in matches:
        text = replace(match)
        if text is not None:
            parts += [
                value.slice(end, match.start()),
                placed(text, value.span_of(match.start(), match.end())),
            ]
            end = match.end()
    return concatenate([*parts, value.slice(end, len(value.text))]) if parts else value
