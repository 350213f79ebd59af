"""CORS51x and CORS52x: what depends on the ASAB version, and the options of the later ones."""

from __future__ import annotations

import pytest

from tests.support.linting import NEW, codes, fixed, lint, web

ON = "cors = *\ncors_preflight_paths = /a"
AUTH = "[auth]\npublic_keys_url = https://auth.example.com/keys\n"
TENANTS = "[tenants]\nids = a b\n"


@pytest.mark.parametrize(
    ("lines", "more", "version", "expected"),
    [
        (ON, AUTH, "25.15", ["CORS511 warning"]),
        (ON, TENANTS, "25.15", ["CORS511 warning"]),
        (ON, AUTH + TENANTS, "25.15", ["CORS511 warning"]),
        (ON, AUTH, "25.36", []),
        (ON, TENANTS, NEW, []),
        ("cors =", AUTH, "25.15", []),
        (ON, AUTH + "enabled = mock\n", "25.15", []),
        (ON, "", "25.15", []),
        (ON, "", "20.7", ["CORS512 warning"]),
        (ON, "", "19.7", ["CORS512 warning", "CORS512 warning"]),
        ("cors =", "", "19.7", []),
        ("", "", "19.7", []),
    ],
)
def test_versions(lines: str, more: str, version: str, expected: list[str]) -> None:
    assert codes(lint(web(lines, more=more), version), "CORS51") == expected


def test_authentication_is_only_likely_and_says_where_cors_is_on() -> None:
    (finding,) = [one for one in lint(web(ON, more=AUTH)) if one.code == "CORS511"]
    assert finding.confidence == "likely"
    assert finding.span.text == "[auth]"
    assert [related.span.text for related in finding.related] == ["cors"]
    assert "401" in finding.message
    (finding,) = [one for one in lint(web(ON, more=TENANTS)) if one.code == "CORS511"]
    assert "404" in finding.message


def test_an_upgrade_is_prepared() -> None:
    text = web("cors = https://a.com\ncors_preflight_paths = /a", more=AUTH)
    findings = lint(text, "25.15", "25.36", NEW)
    assert {one.code: one.versions for one in findings} == {
        "CORS301": ("25.15", "25.36"),
        "CORS511": ("25.15",),
    }


# option, value, findings in 26.37, what the unsafe fixes make of it
POLICY = [
    ("cors_allow_credentials", "yes", [], "yes"),
    ("cors_allow_credentials", "False", [], "False"),
    ("cors_allow_credentials", "include", ["CORS521 error"], "no"),
    ("cors_max_age", "600", [], "600"),
    ("cors_max_age", "1d", [], "1d"),
    ("cors_max_age", "1.5h", [], "1.5h"),
    ("cors_max_age", "1w", ["CORS522 info"], "1d"),
    ("cors_max_age", "-1", ["CORS522 warning"], "0"),
    ("cors_max_age", "one day", ["CORS522 error"], "one day"),
    ("cors_allow_methods", "GET, POST PATCH", [], "GET, POST PATCH"),
    ("cors_allow_methods", "*", [], "*"),
    ("cors_allow_methods", "get,Patch", ["CORS523 warning", "CORS523 warning"], "GET,PATCH"),
    ("cors_allow_methods", "TRACE", ["CORS523 warning"], "TRACE"),
    ("cors_allow_methods", '"GET"', ["CORS523 warning"], '"GET"'),
    ("cors_allow_methods", "purge", [], "purge"),
    ("cors_allow_headers", "Content-Type, x-request-id", [], "Content-Type, x-request-id"),
    ("cors_allow_headers", "*", [], "*"),
    (
        "cors_allow_headers",
        "Cookie, Sec-Fetch-Mode",
        ["CORS524 warning", "CORS524 warning"],
        "Cookie, Sec-Fetch-Mode",
    ),
    ("cors_allow_headers", "X-App:", ["CORS524 warning"], "X-App:"),
]


@pytest.mark.parametrize(("option", "value", "expected", "mended"), POLICY)
def test_policy(option: str, value: str, expected: list[str], mended: str) -> None:
    def text(value: str) -> str:
        return web(f"cors = https://a.com\n{option} = {value}")

    assert codes(lint(text(value), NEW), "CORS52") == expected
    assert fixed(text(value), NEW, unsafe=True) == text(mended)
    assert codes(lint(text(value)), "CORS52") == []


def test_what_stops_the_service_says_so_only_where_cors_is_on() -> None:
    text = "cors = {}\ncors_max_age = soon"
    assert "the service stops with" in lint(web(text.format("https://a.com")), NEW)[0].message
    assert "the service stops with" not in lint(web(text.format("")), NEW)[0].message
