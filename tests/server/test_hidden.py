"""Bytes that an editor does not show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.server.hidden import hidden_bytes

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("data", "text", "part"),
    [
        (b"\xef\xbb\xbf[web]\n", "[web]\n", "byte order mark"),
        (b"\xef\xbb\xbf[web]\n", "\ufeff[web]\n", None),
        ("[web]\n".encode("utf-16"), "[web]\n", "UTF-16"),
        (b"[web]\n# \xe4\n", "[web]\n# \ufffd\n", "not UTF-8"),
        ("[web]\n# ä\n".encode(), "[web]\n# ö\n", None),
    ],
)
def test_what_is_hidden(tmp_path: Path, data: bytes, text: str, part: str | None) -> None:
    path = tmp_path / "app.conf"
    path.write_bytes(data)
    found = hidden_bytes(str(path), text)
    assert (found is None) == (part is None)
    assert part is None or (found and part in found)


def test_a_file_that_is_not_saved_yet(tmp_path: Path) -> None:
    assert hidden_bytes(str(tmp_path / "new.conf"), "[web]\n") is None
    assert hidden_bytes(str(tmp_path / "a\0b.conf"), "[web]\n") is None
