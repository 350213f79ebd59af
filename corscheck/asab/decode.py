"""Bytes to text as Python's `open()` does it for configparser: UTF-8, strictly, a byte order mark kept."""

from __future__ import annotations

import codecs
import re

from corscheck.asab.diagnosis import Diagnosis
from corscheck.records import NamedTuple
from corscheck.source import Source, Span

_CHUNK = 8192
"""Bytes that a text file decodes at once; `UnicodeDecodeError` counts positions from a chunk's start."""

_LINE_END = re.compile(r"\r\n|\n|\r(?!\Z)")


class Undecodable(NamedTuple):
    """Why a file cannot be decoded, and how many of its lines configparser reads before the error."""

    diagnosis: Diagnosis
    lines: int


def decode(data: bytes, path: str) -> tuple[Source, Undecodable | None]:
    """The bytes as a source; undecodable ones become lone surrogates (PEP 383)."""
    try:
        return Source(data.decode(), path), None
    except UnicodeDecodeError as error:
        source = Source(data.decode(errors="surrogateescape"), path)
        at = len(data[: error.start].decode())
        return source, _as_read(data, Span(source, at, at + 1))


def _as_read(data: bytes, span: Span) -> Undecodable:
    decoder = codecs.getincrementaldecoder("utf-8")()
    seen = ""
    try:
        for start in range(0, len(data), _CHUNK):
            seen += decoder.decode(data[start : start + _CHUNK])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return Undecodable(Diagnosis.of(error, span, "load"), len(_LINE_END.findall(seen)))
    raise AssertionError("bytes that cannot be decoded were decoded")
