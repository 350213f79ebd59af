"""CORS103, 108 to 110: too many, empty, repeated and covered items."""

from __future__ import annotations

import pytest

from tests.support.preflight_paths import check

# value; findings up to 26.36; findings later; what the safe fixes make of it
VALUES = [
    # empty items
    ("", ["CORS108 warning"], ["CORS108 warning"], ""),
    (",", ["CORS108 warning", "CORS108 error"], ["CORS108 warning"], ""),
    ("/a,", ["CORS108 warning"], [], "/a"),
    (", /a", ["CORS108 warning"], [], "/a"),
    (", /a,", ["CORS108 warning"] * 2, [], "/a"),
    ("\n    /a,\n    /b,", ["CORS108 warning"], [], "\n    /a,\n    /b"),
    # twice, covered
    ("/a, /a", ["CORS109 error"], ["CORS109 info"], "/a"),
    ("/a, /b, /a", ["CORS109 info"], ["CORS109 info"], "/a, /b"),
    ("/a, /a, /a", ["CORS109 error"] * 2, ["CORS109 info"] * 2, "/a"),
    ("\n    /a\n    /b\n    /a", ["CORS109 info"], ["CORS109 info"], "\n    /a\n    /b"),
    ("/b, /a, /a/*, /a/b", ["CORS110 info"], ["CORS110 info"], "/b, /a, /a/*"),
    ("/a/b, /a, /a/*", ["CORS110 info"], ["CORS110 info"], "/a, /a/*"),
    ("/a, /a/*, /a/b/*", ["CORS110 info"], ["CORS110 info"], "/a, /a/*"),
    ("/a, /a/*, /a/{id}", ["CORS110 info"], ["CORS110 info", "CORS115 warning"], "/a, /a/*"),
    # ten and more
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9", [], [], "/1 /2 /3 /4 /5 /6 /7 /8 /9"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9 /0", ["CORS103 error"], [], "/1 /2 /3 /4 /5 /6 /7 /8 /9 /0"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9,", ["CORS103 error"], [], "/1 /2 /3 /4 /5 /6 /7 /8 /9"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9 /1", ["CORS103 error"], ["CORS109 info"], "/1 /2 /3 /4 /5 /6 /7 /8 /9"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /1 /2", ["CORS103 error"], ["CORS109 info"] * 2, "/1 /2 /3 /4 /5 /6 /7 /8"),
    (
        "/1 /2 /1 /4 /5 /6 /7 /8 /9 x",
        ["CORS109 info", "CORS103 error"],
        ["CORS109 info", "CORS104 error"],
        "/1 /2 /1 /4 /5 /6 /7 /8 /9 x",
    ),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /9/* /0/*", ["CORS103 error"], [], "/1 /2 /3 /4 /5 /6 /7 /8 /9/* /0/*"),
]


@pytest.mark.parametrize(("value", "old", "new", "after"), VALUES, ids=lambda value: repr(value)[:40])
def test_values(value: str, old: list[str], new: list[str], after: str) -> None:
    check(value, old, new, after)
