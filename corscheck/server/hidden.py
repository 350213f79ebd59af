"""Bytes of a file that ASAB reads, but that the text in an editor does not show."""

from __future__ import annotations

import codecs

from corscheck.files import Disk

_SEE = "which the editor does not show: `corscheck lint` reports what ASAB makes of it"


def hidden_bytes(path: str, text: str) -> str | None:
    """What the file on the disk has and its text in the editor has not, as a sentence; None for nothing."""
    try:
        data = Disk().read(path)
    except (OSError, ValueError):  # a null byte in the name
        return None
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return f"the file is in UTF-16, {_SEE}"
    if data.startswith(codecs.BOM_UTF8) and not text.startswith("\ufeff"):
        return f"the file begins with a byte order mark, {_SEE}"
    try:
        data.decode()
    except UnicodeDecodeError:
        return f"the file has bytes that are not UTF-8, {_SEE}"
    return None
