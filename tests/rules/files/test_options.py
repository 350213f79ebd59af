"""CORS015 to 017: names of options."""

from __future__ import annotations

import pytest

from tests.support.linting import NEW, codes, fixed, lint, web


@pytest.mark.parametrize(
    ("lines", "expected", "after"),
    [
        ("cors-preflight-paths = /a\ncors = *", ["CORS016 warning"], "cors_preflight_paths = /a\ncors = *"),
        ("CORS_Preflight-Paths = /a\ncors = *", ["CORS016 warning"], "cors_preflight_paths = /a\ncors = *"),
        ("CORS = *\nCors_Preflight_Paths = /a", [], None),
        ("cors_origin = *", ["CORS016 warning"], None),
        ("cors = *\ncors_preflight_paths = /a\ncors_origin = *", ["CORS016 warning"], None),
        ("cors https://a.example", ["CORS016 warning"], None),
        ("preflightpaths = /a\ncors = *", ["CORS015 error"], "cors_preflight_paths = /a\ncors = *"),
        ("preflightpaths = /a\ncors = *\ncors_preflight_paths = /b", ["CORS015 error"], None),
        (
            "cors-preflight-paths = /a\ncors_preflight-paths = /b\ncors = *",
            ["CORS016 warning"] * 2,
            "cors_preflight_paths = /a\ncors_preflight-paths = /b\ncors = *",
        ),
        (
            "preflightpaths = /a\ncors_preflight-paths = /b\ncors = *",
            ["CORS015 error", "CORS016 warning"],
            "cors_preflight_paths = /a\ncors_preflight-paths = /b\ncors = *",
        ),
        ("cors =\ncors_max_age = 5", ["CORS017 warning"], None),
        ("whatever = 1", [], None),
    ],
)
def test_names(lines: str, expected: list[str], after: str | None) -> None:
    assert codes(lint(web(lines)), "CORS01") == expected
    assert fixed(web(lines)) == web(after or lines)


def test_options_of_later_versions() -> None:
    assert codes(lint(web("cors =\ncors_max_age = 5"), NEW), "CORS01") == []
