"""CORS51x: what a version of ASAB cannot do yet."""

from __future__ import annotations

import pytest

from tests.support.linting import NEW, codes, lint, web

ON = "cors = *\ncors_preflight_paths = /a"
AUTH = "[auth]\npublic_keys_url = https://auth.example.com/keys\n"
ASKING = ("yes", "YES", "1", "on", "true", "production")
NOT_ASKING = ("no", "No", "off", "false", "0", "mock", "MOCK", "Production", "development", "maybe", "")
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
        # as measured on 25.15: 401, 204, or the service does not start
        *((ON, f"{AUTH}enabled = {mode}\n", "25.15", ["CORS511 warning"]) for mode in ASKING),
        *((ON, f"{AUTH}enabled = {mode}\n", "25.15", []) for mode in NOT_ASKING),
        (ON, f"{AUTH}enabled = development\nintrospection_url = x\n", "25.15", ["CORS511 warning"]),
        (ON, "[auth]\nenabled = development\nintrospection_url = x\n", "25.15", []),
        (ON, f"{AUTH}enabled = ${{x:y}}\n[x]\ny = no\n", "25.15", []),
        (ON, f"[DEFAULT]\nenabled = no\n{AUTH}", "25.15", []),
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
