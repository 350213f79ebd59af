"""Bytes of a pasted text as text: Windows writes byte order marks and UTF-16."""

from __future__ import annotations

import codecs

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order mark → encoding; that of UTF-32 before that of UTF-16, with which it begins."""


def decoded(content: bytes) -> str:
    """The text, in the encoding of its byte order mark, or of its zero bytes, else in UTF-8.

    What cannot be decoded becomes U+FFFD.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    if content[1:4:2] == b"\0\0" or content[:4:2] == b"\0\0":  # ASCII in UTF-16, without a mark
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", "replace")
    return content.decode("utf-8", "replace")
