"""Edits of lists of paths keep line ends and layout."""

from __future__ import annotations

from tests.support.linting import fixed
from tests.support.preflight_paths import conf


def test_crlf_stays() -> None:
    text = conf("\n    /a # one\n    /b/*").replace("\n", "\r\n")
    assert fixed(text, unsafe=True) == conf("\n    # one\n    /a\n    /b\n    /b/*").replace("\n", "\r\n")
