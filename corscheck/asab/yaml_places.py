"""The place of each character of a YAML or JSON scalar in the file, with escapes, folds and indentation.

The rules are those of YAML 1.1 as PyYAML has them (`scan_flow_scalar`, `scan_block_scalar`); JSON's strings
are its double-quoted ones. What is found is compared with what the parser made of the scalar: where they
differ, the place of the whole scalar has to do.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.source import Piece, Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterator

    # Text, its start and end in the file, and whether it is verbatim there.
    Part = tuple[str, int, int, bool]

_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")
"""Anchors and tags, which belong to the place of a node."""

_BREAK = r"(?:\r\n|[\r\n\x85\u2028\u2029])"
_FOLD = rf"(?P<fold>[ \t]*{_BREAK}(?:[ \t]*{_BREAK})*[ \t]*)"
_INNER = r"[^{}\r\n\x85\u2028\u2029 \t]|[ \t]+(?![ \t\r\n\x85\u2028\u2029])"
_DOUBLE = re.compile(
    rf"(?P<plain>(?:{_INNER.format(chr(92) * 2 + chr(34))})+)|{_FOLD}|(?P<joined>\\{_BREAK}[ \t]*)"
    r"|(?P<hex>\\u[Dd][89ABab]..\\u[Dd][C-Fc-f]..|\\x..|\\u.{4}|\\U.{8})|(?P<escape>\\.)"
)
_SINGLE = re.compile(rf"(?P<plain>(?:{_INNER.format(chr(39))})+)|{_FOLD}|(?P<escape>'')")
_ESCAPES = dict(zip("0abtnvfreN_LP'", "\0\a\b\t\n\v\f\r\x1b\x85\xa0\u2028\u2029'", strict=True))


def pieces(text: str, span: Span, style: str | None) -> tuple[Piece, ...]:
    """The pieces of a scalar's text; none where these rules give another text.

    Args:
        text: what the parser made of the scalar.
        span: its place, with anchor, tag and quotes.
        style: YAML's: a quote, `|`, `>`, or None for one without.
    """
    whole = span.source.text
    start = _after_properties(whole, span)
    if whole.startswith(('"', "'"), start) and style not in ("|", ">"):
        pattern = _DOUBLE if whole[start] == '"' else _SINGLE
        parts = list(_quoted(whole, pattern, start + 1, span.end - 1))
    elif style in ("|", ">"):
        first = re.compile(_BREAK).search(whole, start, span.end)
        parts = list(_unquoted(text, whole, first.end() if first else span.end, span.end))
    else:
        parts = list(_unquoted(text, whole, start, span.end))
    if "".join(part[0] for part in parts) != text:
        return ()
    return tuple(_merged(parts, span.source))


def _after_properties(text: str, span: Span) -> int:
    match = _PROPERTIES.match(text, span.start, span.end)
    return match.end() if match else span.start


def _quoted(whole: str, pattern: re.Pattern[str], at: int, end: int) -> Iterator[Part]:
    """The parts of a quoted scalar, decoded; up to what cannot be."""
    while at < end and (match := pattern.match(whole, at, end)):
        yield _decoded(match), at, match.end(), match.lastgroup == "plain"
        at = match.end()


def _decoded(match: re.Match[str]) -> str:
    """The text of a part of a quoted scalar."""
    kind, written = match.lastgroup, match[0]
    if kind == "fold":
        breaks = len(re.findall(_BREAK, written))
        return " " if breaks == 1 else "\n" * (breaks - 1)
    if kind == "escape":
        return _ESCAPES.get(written[1], written[1])
    if kind == "hex":
        return _coded(written)
    return written if kind == "plain" else ""


def _coded(written: str) -> str:
    """The character of an escape with its number, or of two for the halves of a surrogate pair."""
    digits = [part[1:] for part in written.split("\\")[1:]]
    try:
        if len(digits) > 1:
            return bytes.fromhex("".join(digits)).decode("utf-16-be", "surrogatepass")
        return chr(int(digits[0], 16))
    except (ValueError, OverflowError):
        return ""


def _unquoted(text: str, whole: str, at: int, end: int) -> Iterator[Part]:
    """The parts of a text of which only blanks and line ends are others than in the file."""
    for match in re.finditer(r"(\s*)(\S*)", text):
        blank, word = match.groups()
        if not (blank or word):
            return
        start = whole.find(word, at, end) if word else at
        if start < 0 or whole[at:start].strip():
            return
        if blank:
            yield blank, at, start, blank == whole[at:start]
        if word:
            yield word, start, start + len(word), True
            at = start + len(word)


def _merged(parts: list[Part], source: Source) -> Iterator[Piece]:
    """The pieces of parts, verbatim neighbours as one."""
    offset = begin = 0
    open_at: tuple[int, int] | None = None  # in the file: start and end of the piece that may go on
    for text, start, end, verbatim in parts:
        if not text:
            continue
        if open_at and verbatim and open_at[1] == start:
            open_at = open_at[0], end
        else:
            if open_at:
                yield Piece(begin, Span(source, *open_at), verbatim=True)
            open_at, begin = ((start, end), offset) if verbatim else (None, begin)
            if not verbatim:
                yield Piece(offset, Span(source, start, end), verbatim=False)
        offset += len(text)
    if open_at:
        yield Piece(begin, Span(source, *open_at), verbatim=True)
