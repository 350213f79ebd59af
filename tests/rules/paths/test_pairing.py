"""CORS101 and 102, and lists of paths in which nothing is wrong."""

from __future__ import annotations

import pytest

from tests.support.linting import NEW, codes, lint, web
from tests.support.preflight_paths import check

# value; findings up to 26.36; findings later; what the safe fixes make of it
VALUES = [
    ("/a", [], [], "/a"),
    ("/a/", [], [], "/a/"),
    ("/a, /b/c", [], [], "/a, /b/c"),
    ("/a /b", [], [], "/a /b"),
    ("\n    /a\n    # comment\n    /b", [], [], "\n    /a\n    # comment\n    /b"),
    ("/.well-known/openid-configuration", [], [], "/.well-known/openid-configuration"),
    ("/a.b-c_d~e", [], [], "/a.b-c_d~e"),
    ("/žluť", [], [], "/žluť"),
    ("/a:b", [], [], "/a:b"),
    ("/a=b", [], [], "/a=b"),
    ("/a, /a/*", [], [], "/a, /a/*"),
    ("/{id}", [], ["CORS115 warning"], "/{id}"),
    (r"/{id:\d+}", [], ["CORS115 warning"], r"/{id:\d+}"),
    ("/*", ["CORS118 info"], ["CORS118 info"], "/*"),
]


@pytest.mark.parametrize(("value", "old", "new", "after"), VALUES, ids=lambda value: repr(value)[:40])
def test_values(value: str, old: list[str], new: list[str], after: str) -> None:
    check(value, old, new, after)


def test_latent_while_cors_is_empty() -> None:
    findings = lint(web("cors =\ncors_preflight_paths = a, /**"))
    assert codes(findings) == ["CORS102 warning", "CORS104 warning", "CORS111 warning"]
    assert "will not start once `cors` is set" in findings[1].message


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("cors = *", ["CORS101 error"]),
        ("cors = *\npreflightpaths = /a", []),
        ("cors = *\ncors-preflight-paths = /a", []),
        ("cors =", []),
        ("cors_preflight_paths = /a", ["CORS102 warning"]),
        ("cors =\ncors_preflight_paths = /a", ["CORS102 warning"]),
        ("cors_origin = *\ncors_preflight_paths = /a", []),
        ("cors = ${nowhere:x}\ncors_preflight_paths = /a", []),
    ],
)
def test_both_or_none(lines: str, expected: list[str]) -> None:
    assert codes(lint(web(lines)), "CORS10") == expected


def test_default_paths_of_later_versions_cover_everything() -> None:
    assert codes(lint(web("cors = https://a.example"), NEW), "CORS10") == []
