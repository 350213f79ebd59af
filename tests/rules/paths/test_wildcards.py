"""CORS111 to 113: stars."""

from __future__ import annotations

import pytest

from tests.support.linting import fixed
from tests.support.preflight_paths import check, conf

# value; findings up to 26.36; findings later; what the safe fixes make of it
VALUES = [
    ("/**", ["CORS111 error"], ["CORS111 warning"], "/*"),
    ("/a, /a/**", ["CORS111 error"], ["CORS111 warning"], "/a, /a/*"),
    ("/a, /a/**/*", ["CORS111 error"], ["CORS111 warning"], "/a, /a/*"),
    ("/a/*/b/*", ["CORS111 error"], ["CORS111 warning"], "/a/*/b/*"),
    ("/{tail}/*", ["CORS111 error"], ["CORS111 error"], "/{tail}/*"),
    ("/api*", ["CORS112 info"], ["CORS112 warning"], "/api*"),
    ("/a/*/c", ["CORS112 info"], ["CORS112 warning"], "/a/*/c"),
    ("/*.json", ["CORS112 info"], ["CORS112 warning"], "/*.json"),
    ("/*/", ["CORS112 info"], ["CORS112 warning"], "/*/"),
    ("/a/*", ["CORS113 warning"], [], "/a, /a/*"),
    ("/b /a/*", ["CORS113 warning"], [], "/b /a, /a/*"),
    ("\n    /a/*,\n    /b", ["CORS113 warning"], [], "\n    /a,\n    /a/*,\n    /b"),
    ("/a*, /a/*", ["CORS112 info"], ["CORS112 warning"], "/a*, /a/*"),
    ("/1 /2 /3 /4 /5 /6 /7 /8 /a/*", ["CORS113 warning"], [], "/1 /2 /3 /4 /5 /6 /7 /8 /a/*"),
    ("/1 /2 /3 /4 /5 /6 /7/* /a/*", ["CORS113 warning"] * 2, [], "/1 /2 /3 /4 /5 /6 /7, /7/* /a/*"),
    (
        "/a-(b)/*, /a-(b)/*",
        ["CORS116 warning", "CORS109 error"],
        ["CORS116 warning", "CORS109 info", "CORS116 warning"],
        "/a-(b)/*",
    ),
]


@pytest.mark.parametrize(("value", "old", "new", "after"), VALUES, ids=lambda value: repr(value)[:40])
def test_values(value: str, old: list[str], new: list[str], after: str) -> None:
    check(value, old, new, after)


def test_the_path_itself_is_not_added_twice() -> None:
    assert fixed(conf("/b/a*"), unsafe=True) == conf("/b/a, /b/a/*")
    assert fixed(conf("/b/a, /b/a*"), unsafe=True) == conf("/b/a, /b/a/*")
    assert fixed(conf("/a/*/b/*, /a, /b"), unsafe=True) == conf("/a/*, /a, /b")
