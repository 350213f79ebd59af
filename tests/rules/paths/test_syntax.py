"""CORS104 to 107: items that are not paths."""

from __future__ import annotations

import pytest

from tests.support.linting import fixed, web
from tests.support.preflight_paths import check, conf

# value; findings up to 26.36; findings later; what the safe fixes make of it
VALUES = [
    # no slash
    ("a", ["CORS104 error"], ["CORS104 error"], "/a"),
    ("*", ["CORS104 error"], ["CORS104 error"], "/*"),
    ("a/*, b", ["CORS104 error", "CORS104 error"], ["CORS104 error", "CORS104 error"], "/a, /a/*, /b"),
    ("https://x.example/a", ["CORS104 error"], ["CORS104 error"], "/a"),
    ("https://x.example", ["CORS104 error"], ["CORS104 error"], "https://x.example"),
    ("x.example/a", ["CORS104 error"], ["CORS104 error"], "/x.example/a"),
    (r"\a", ["CORS104 error"], ["CORS104 error"], r"\a"),
    ("^/a", ["CORS104 error"], ["CORS104 error"], "^/a"),
    # quotes and brackets
    ('"/a"', ["CORS105 error"], ["CORS105 error"], "/a"),
    ("'/a', '/b'", ["CORS105 error"], ["CORS105 error"], "/a, /b"),
    ('["/a", "/b"]', ["CORS105 error"], ["CORS105 error"], "/a, /b"),
    ("[/a, /b]", ["CORS105 error"], ["CORS105 error"], "/a, /b"),
    ('"a"', ["CORS105 error"], ["CORS105 error"], "/a"),
    ('/a, /b"', ["CORS105 warning"], ["CORS105 warning"], "/a, /b"),
    # comments
    ("/a # b c", ["CORS106 error"], ["CORS106 error"], "/a"),
    ("/a ;b", ["CORS106 error"], ["CORS106 error"], "/a"),
    ("/a,#b", ["CORS106 error"], ["CORS106 error"], "/a"),
    ("# none", ["CORS106 error"], ["CORS106 error"], "# none"),
    ("/a // all of it", ["CORS106 error"], ["CORS106 error"], "/a"),
    ("/a # 1 2 3 4 5 6 7 8 9", ["CORS106 error"], ["CORS106 error"], "/a"),
    (
        "\n    /a # one\n    /b ; two",
        ["CORS106 error"] * 2,
        ["CORS106 error"] * 2,
        "\n    # one\n    /a\n    ; two\n    /b",
    ),
    # separators
    ("/a;/b", ["CORS107 warning"], ["CORS107 warning"], "/a, /b"),
    ("/a:/b", ["CORS107 warning"], ["CORS107 warning"], "/a, /b"),
    ("/a|/b|/c", ["CORS107 warning"], ["CORS107 warning"], "/a, /b, /c"),
    ("/a; /b;", ["CORS107 warning"] * 2, ["CORS107 warning"] * 2, "/a /b"),
    ("/a/*;/b/*", ["CORS107 error"], ["CORS107 warning"], "/a, /a/*, /b, /b/*"),
]


@pytest.mark.parametrize(("value", "old", "new", "after"), VALUES, ids=lambda value: repr(value)[:40])
def test_values(value: str, old: list[str], new: list[str], after: str) -> None:
    check(value, old, new, after)


def test_a_comment_moves_above_its_line() -> None:
    assert fixed(conf("/a, /b # both")) == web("cors = *\n# both\ncors_preflight_paths = /a, /b")
    assert fixed(conf("/a // both")) == web("cors = *\n# both\ncors_preflight_paths = /a")
