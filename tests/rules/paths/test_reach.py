"""CORS116 to 118: paths that no browser requests."""

from __future__ import annotations

import pytest

from tests.support.preflight_paths import check

# value; findings up to 26.36; findings later; what the safe fixes make of it
VALUES = [
    # nobody requests it
    ("/a?b=c", ["CORS116 warning"], ["CORS116 warning"], "/a"),
    ("/a#b", ["CORS116 warning"], ["CORS116 warning"], "/a"),
    ("/a//b", ["CORS116 warning"], ["CORS116 warning"], "/a/b"),
    ("//host/a", ["CORS116 warning"], ["CORS116 warning"], "/host/a"),
    ("/./a", ["CORS116 warning"], ["CORS116 warning"], "/./a"),
    ("/b/../a", ["CORS116 warning"], ["CORS116 warning"], "/b/../a"),
    ("/a/..", ["CORS116 warning"], ["CORS116 warning"], "/a/.."),
    ("/:id", ["CORS116 warning"], ["CORS116 warning"], "/:id"),
    ("/a%20b", ["CORS116 warning"], ["CORS116 warning"], "/a%20b"),
    ("/a\u200b", ["CORS116 warning"], ["CORS116 warning"], "/a"),
    ("/(a|b)", ["CORS116 warning"], ["CORS116 warning"], "/(a|b)"),
    ("/a/.*", ["CORS116 warning"], ["CORS116 warning"], "/a/.*"),
    # odd blanks
    ("/a\u00a0/b", ["CORS117 info"], ["CORS117 info"], "/a /b"),
]


@pytest.mark.parametrize(("value", "old", "new", "after"), VALUES, ids=lambda value: repr(value)[:40])
def test_values(value: str, old: list[str], new: list[str], after: str) -> None:
    check(value, old, new, after)
