"""Decoding `Content-Encoding` (RFC 9110, section 8.4) in small steps, so that a bomb ends at the limit."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ACCEPTED = "gzip, deflate"
"""The codings of `Accept-Encoding`; no others are decoded."""

_STEP = 64 * 1024  # bytes that one step makes at most
_MAX_CODINGS = 2
_MAX_MEMBERS = 1000  # of one gzip stream


def decoded(chunks: Iterable[bytes], codings: Sequence[str], limit: int) -> Iterator[bytes]:
    """The content as it was before the codings were applied, the last one undone first.

    Args:
        chunks: the content as it came.
        codings: the items of `Content-Encoding`, in any letter case.
        limit: bytes that the content may have, also in between.

    Raises:
        TransportError: It has more bytes, does not end, or does not have the named codings.
    """
    names = [name for coding in codings if (name := coding.strip().lower()) not in ("", "identity")]
    if len(names) > _MAX_CODINGS:
        raise TransportError("network", f"the document is encoded {len(names)} times")
    chunks = _bounded(chunks, limit)
    for name in reversed(names):
        if name in ("gzip", "x-gzip"):
            inflated = _gunzipped(chunks)
        elif name == "deflate":
            inflated = _inflated(chunks)
        else:
            raise TransportError("network", "the document has a Content-Encoding that was not asked for")
        chunks = _bounded(inflated, limit)
    yield from chunks


def _bounded(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    left = limit
    for chunk in chunks:
        left -= len(chunk)
        if left < 0:
            raise TransportError("network", f"the document is larger than {limit // 1024**2} MiB")
        yield chunk


def _gunzipped(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """One member after the other, as gzip allows; what comes after the last is ignored."""
    member = zlib.decompressobj(zlib.MAX_WBITS | 16)
    members, rest = 1, b""
    for chunk in chunks:
        data = rest + chunk
        rest = b""
        while data:
            if member.eof:
                if len(data) < 2:  # perhaps the beginning of the next member
                    rest = data
                    break
                if data[:2] != b"\x1f\x8b":
                    return
                member = zlib.decompressobj(zlib.MAX_WBITS | 16)
                members += 1
                if members > _MAX_MEMBERS:
                    raise TransportError("network", f"the document has more than {_MAX_MEMBERS} gzip members")
            yield from _steps(member, data)
            data = member.unused_data
    if not member.eof:
        raise _undecodable()


def _inflated(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """`deflate` is zlib's format by the standard, and without its header as some servers send it."""
    decoder = None
    data = b""
    for chunk in chunks:
        data += chunk
        if decoder is None:
            if len(data) < 2:
                continue
            zlib_header = data[0] & 15 == 8 and int.from_bytes(data[:2], "big") % 31 == 0
            decoder = zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)
        yield from _steps(decoder, data)
        data = b""
        if decoder.eof:
            return
    raise _undecodable()


def _steps(decoder: zlib._Decompress, data: bytes) -> Iterator[bytes]:
    """What a decoder makes of the data, no more than `_STEP` bytes at once."""
    try:
        while made := decoder.decompress(data, _STEP):
            yield made
            data = decoder.unconsumed_tail
            if decoder.eof or (len(made) < _STEP and not data):
                return
    except zlib.error as error:
        raise _undecodable() from error


def _undecodable() -> TransportError:
    return TransportError("network", "the document is not what its Content-Encoding says, or is cut off")
