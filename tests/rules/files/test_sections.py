"""CORS010 and 011: sections whose names look like `[web]`."""

from __future__ import annotations

import pytest

from tests.support.linting import codes, declared, lint


@pytest.mark.parametrize(
    ("text", "expected", "after"),
    [
        ("[Web]\nrootdir =\n", ["CORS010 warning"], "[web]\nrootdir =\n"),
        ("[Web]\nlisten = 8080\n[ web ]\n", ["CORS010 warning"] * 2, "[web]\nlisten = 8080\n[ web ]\n"),
        ("[ web ]\ncors =\n", ["CORS010 error"], "[web]\ncors =\n"),
        ("[WEB]\ncors =\n[web]\n", ["CORS010 error"], None),
        ("[web] # was [asab:web]\nrootdir =\n", ["CORS010 warning"], "# was [asab:web]\n[web]\nrootdir =\n"),
        ("[web] # [x] [y]\n", ["CORS010 warning"], "# [x] [y]\n[web]\n"),
        ("[web ] # [x]\nrootdir =\n", ["CORS010 warning"], "# [x]\n[web]\nrootdir =\n"),
        ("[web] # comment\n", [], None),
        ("[General]\ninclude = x\n[web]\n", ["CORS010 warning"], "[general]\ninclude = x\n[web]\n"),
        ("[General]\nx = y\n[web]\n", [], None),
        ("[website]\nx = y\n[web]\n", [], None),
        ("[asab:web]\nrootdir =\n", ["CORS011 warning"], None),
        ("[asab:web]\nrootdir =\n[web]\n", ["CORS011 warning"], None),
    ],
)
def test_sections(text: str, expected: list[str], after: str | None) -> None:
    assert codes(lint(text), "CORS01") == expected
    assert declared(text) == (after or text)
