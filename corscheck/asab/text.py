"""Making values out of pieces of other values, each piece remembering its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.source import Piece, Span, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from re import Match


def placed(text: str, span: Span | None) -> Value:
    """A text that came from elsewhere, placed at the span it was put in for."""
    return Value(text) if span is None else Value(text, (Piece(0, span, exact=False),))


def concatenate(parts: list[Value]) -> Value:
    """The values one after the other; an empty result keeps the place of what became empty."""
    kept = [part for part in parts if part.text]
    if not kept:
        return next((part for part in parts if part.pieces and not part.exact), parts[0])
    if len(kept) == 1:
        return kept[0]
    pieces: list[Piece] = []
    start = 0
    for part in kept:
        pieces += [Piece(start + piece.start, piece.span, piece.exact) for piece in part.pieces]
        start += len(part.text)
    return Value("".join(part.text for part in kept), tuple(pieces))


def substitute(
    value: Value, matches: Iterable[Match[str]], replace: Callable[[Match[str]], str | None]
) -> Value:
    """The value with each match replaced, the new text placed where the old one stands; `None` keeps it."""
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
