"""CORS015 to 017: names of options."""

from __future__ import annotations

import pytest

from corscheck.asab.profiles import profile_for
from tests.support.linting import NEW, codes, declared, lint, web


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
    assert declared(web(lines)) == web(after or lines)


def test_options_of_later_versions() -> None:
    assert codes(lint(web("cors =\ncors_max_age = 5"), NEW), "CORS01") == []


UNKNOWN = [
    "cors_allow_private_network",
    "cors_exclude",
    "cors_exclude_paths",
    "cors_vary",
    "cors_debug",
    "cors_allow_origin_regex",
    "cors_send_wildcard",
    "cors_allow_all_origins",
    "preflight_continue",
    "use_cors",
]
MEANT = {
    "cors_ttl": "cors_max_age",
    "cors_methods": "cors_allow_methods",
    "cors_supports_credentials": "cors_allow_credentials",
    "cors-allow-headers": "cors_allow_headers",
}
VERSIONS = ["19.7", "19.11", "20.8", "25.15", "26.36", NEW]


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", [*UNKNOWN, *MEANT])
def test_an_option_that_asab_ignores_is_reported_once(name: str, version: str) -> None:
    text = web(f"cors = *\ncors_preflight_paths = /a\n{name} = 1")
    (finding,) = [one for one in lint(text, version) if one.span.text == name]
    assert (finding.code, finding.severity) == ("CORS016", "warning")
    names = {word.strip("`;?,.") for word in f"{finding.message} {finding.help}".split() if "`" in word}
    assert {one for one in names if one.startswith("cors")} - {name} <= profile_for(version).defaults.keys()
    meant = MEANT.get(name) if version == NEW else None
    assert (meant is not None) == (finding.fix is not None)
    assert meant is None or f"did you mean `{meant}`" in finding.message


@pytest.mark.parametrize(("version", "known"), [("20.7", False), ("20.8", True)])
def test_the_obsolete_name_in_a_version_without_preflights(version: str, *, known: bool) -> None:
    (finding,) = [one for one in lint(web("cors = *\npreflightpaths = /a"), version) if one.code == "CORS015"]
    assert (finding.fix is not None) == known
    assert ("`cors_preflight_paths`" in (finding.help or "")) == known


@pytest.mark.parametrize(
    "option", ["cors_allow_methods", "cors_allow_headers", "cors_allow_credentials", "cors_max_age"]
)
def test_an_option_of_later_versions_is_reported_once(option: str) -> None:
    values = {"cors_allow_credentials": "no", "cors_max_age": "1d"}
    text = web(f"cors = *\ncors_preflight_paths = /a\n{option} = {values.get(option, 'X-A')}")
    assert [one.code for one in lint(text) if one.span.text == option] == ["CORS017"]
    assert [one.code for one in lint(text, NEW) if one.span.text == option] == []
