"""The file system of one file that has nothing around it."""

from __future__ import annotations

import pytest

from corscheck.linter import lint_text
from corscheck.one_file import OneFile
from tests.support.linting import codes, web

WRONG = web("cors = *\ncors_preflight_paths = a")


def test_there_is_one_file() -> None:
    files = OneFile("app.conf", "[web]\n\udcff")
    assert files.read("app.conf") == b"[web]\n\xed\xb3\xbf"
    assert [files.is_file(path) for path in ("app.conf", "b.conf")] == [True, False]
    assert [files.absolute(path) for path in ("app.conf", "/b.conf", "")] == ["/app.conf", "/b.conf", ""]
    assert files.glob("*") == []
    with pytest.raises(FileNotFoundError):
        files.read("b.conf")


def test_text_alone() -> None:
    assert codes(lint_text(WRONG), "CORS1") == ["CORS104 error"]
    assert lint_text("") == []


def test_text_alone_has_no_files_to_include() -> None:
    findings = lint_text("[general]\ninclude = site.conf\n" + web("cors ="))
    assert "CORS031" not in {finding.code for finding in findings}
