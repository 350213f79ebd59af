"""CORS116 to 118: paths that no browser requests."""

from __future__ import annotations

import pytest

from tests.support.linting import codes, fixed, lint
from tests.support.preflight_paths import check, conf

# value; findings up to 26.36; findings later; what the safe fixes make of it
VALUES = [
    # nobody requests it
    ("/a?b=c", ["CORS116 warning"], ["CORS116 warning"], "/a"),
    ("/a#b", ["CORS116 warning"], ["CORS116 warning"], "/a"),
    ("/a//b", ["CORS116 warning"], ["CORS116 warning"], "/a//b"),
    ("//host/a", ["CORS116 warning"], ["CORS116 warning"], "//host/a"),
    ("//*", ["CORS116 warning"], ["CORS116 warning"], "//*"),
    ("/*?b=c", ["CORS116 warning"], ["CORS116 warning"], "/*?b=c"),
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


@pytest.mark.parametrize(
    ("value", "after"),
    [
        ("/b/../a", "/a"),
        ("/a/..", "/"),
        ("/a/../", "/"),
        ("/../a", "/a"),
        ("/a/b/../../c", "/c"),
        ("/a/b/..", "/a/"),
        ("/./a", "/a"),
        ("/a/.", "/a/"),
        ("/a/./b", "/a/b"),
        ("/a/.../b/..", "/a/.../"),
        ("/:id", "/{id}"),
        ("/a/:id/b/:name", "/a/{id}/b/{name}"),
        ("/a/.*", "/a, /a/*"),
        ("/a%20b", "/a%20b"),  # nobody knows what was meant
        ("/(a|b)", "/(a|b)"),
    ],
)
def test_unsafe_fixes(value: str, after: str) -> None:
    text = fixed(conf(value), unsafe=True)
    assert text.split("cors_preflight_paths =")[1].strip() == after
    assert fixed(conf(value)) == conf(value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("/a?b", "the query of a URL is not part of its path"),
        ("/a#b", "a fragment (`#…`) never leaves the browser"),
        ("/a/../b", "browsers resolve `.` and `..` before they send a request"),
        ("/:id", "`:name` is a literal text for aiohttp"),
        ("/a%20b", "aiohttp compares paths in decoded form"),
        ("/a\u200b", "it contains an invisible character"),
    ],
)
def test_why_no_request_matches(value: str, why: str) -> None:
    (finding,) = [one for one in lint(conf(value)) if one.code == "CORS116"]
    assert finding.message.endswith(why)


def test_a_variable_may_contain_what_is_not_a_request_path() -> None:
    for value in ("/{a:x?}", r"/{a:\d\.}", "/{a:[^x]}"):
        assert "CORS116 warning" not in codes(lint(conf(value)), "CORS1")
