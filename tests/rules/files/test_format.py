"""CORS00x: files that are not what ASAB reads, and what they really are."""

from __future__ import annotations

import pytest

from corscheck.linter import lint_files
from tests.support.linting import codes, lint, web
from tests.support.memory import Memory

FINE = web("cors =")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # lines that are nothing
        ("[web]\ngarbage\n", ["CORS001 error"]),
        ("[web]\ngarbage\nmore garbage\n\nand more\n", ["CORS001 error", "CORS001 error"]),
        ("cors = *\n[web]\n", ["CORS001 error"]),
        ("[web\ncors = *\n", ["CORS001 error"]),
        ("[web]\n= value\n", ["CORS001 error"]),
        ("[web]\ncors_preflight_paths = /a\n/b\n", ["CORS001 error"]),
        ("[web]\nrootdir = /\n    more\n# comment\n  [x]\n", []),
        # other formats
        ('{"web": {"cors": "*"}}\n', ["CORS003 error"]),
        ('# of the web\n\n; really\n{"web": {"cors": "*"}}\n', ["CORS003 error"]),
        ("web:\n  cors: '*'\n", ["CORS003 error"]),
        ("---\nweb:\n  cors: x\n", ["CORS003 error"]),
        ("my-web:\n  cors: x\n", ["CORS003 error"]),
        ("[web]\n/a\n/b\n", ["CORS001 error", "CORS001 error"]),  # each may be indented
        # templates
        ("[web]\n{% if x %}\nlisten = 127.0.0.1 8080\n{% endif %}\n", ["CORS004 error", "CORS004 error"]),
        ("{{ header }}\n[web]\n", ["CORS004 error"]),
        ("{# cors #}\n[web]\n", ["CORS004 error"]),
        (web("rootdir = {{ root }}"), ["CORS004 warning"]),
        (web("rootdir =", more="[kafka]\nurl = {{ url }}"), []),
        (web("rootdir =", more="[webhook]\nurl = {{ url }}"), ["CORS004 warning"]),
        ("[web]\nlisten = {{ ip }} {{ port }}\n", ["CORS004 error"]),
        # encodings
        ("\ufeff[web]\n", ["CORS002 error"]),
        ("\ufeff# comment\n[web]\n", ["CORS002 error"]),
    ],
)
def test_what_a_file_is(text: str, expected: list[str]) -> None:
    assert codes(lint(text), "CORS00") == expected


@pytest.mark.parametrize(
    ("text", "indented"),
    [
        ("[web]\nrootdir = a\n/b\n", True),
        ("[web]\nrootdir = a\n# c\n/b\n", True),
        ("[web]\nrootdir = a\n   \n/b\n", True),
        ("[web]\nrootdir = a\n; c\n/b\n", True),
        ("[web]\nrootdir = a\n/c\n/b\n", True),
        ("[web]\nrootdir = a\n==\n/b\n", False),
        ("rootdir = a\n[my:web]\n    /b\n", False),
        ("[web]\n/b\n", False),
    ],
)
def test_a_path_is_indented_below_an_option(text: str, *, indented: bool) -> None:
    (problem,) = [one for one in lint(text) if one.span.text == "/b"]
    assert (problem.code, problem.fix is not None) == ("CORS001", indented)


@pytest.mark.parametrize(
    ("data", "safe"),
    [(FINE.encode("utf-16"), True), (FINE.encode("utf-16-be"), False), (b"# \xfc\n" + FINE.encode(), False)],
)
def test_other_encodings(data: bytes, *, safe: bool) -> None:
    found = [one for one in lint_files(["a"], Memory({"a": data}), {}).findings if one.code == "CORS002"]
    assert len(found) == (0 if data[0] == 0 else 1)
    assert all(one.fix is not None and one.fix.is_safe is safe for one in found)


def test_what_cannot_be_guessed_has_no_fix() -> None:
    data = b"# \x81\n" + FINE.encode()
    found = lint_files(["a"], Memory({"a": data}), {}).findings
    assert [(one.code, one.fix) for one in found] == [("CORS002", None)]
