from __future__ import annotations

import codecs

import pytest

from corscheck.paste.decoding import decoded

TEXT = "curl 'https://api.example/ž'"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_encodings(mark: bytes, encoding: str) -> None:
    assert decoded(mark + TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    "content", [b"", b"\xff", b"a", b"\0", b"\0\0\0\0", b"\xff\xfe\x00", b"\xed\xa0\x80"]
)
def test_anything_gives_text(content: bytes) -> None:
    assert isinstance(decoded(content), str)
