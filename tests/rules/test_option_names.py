"""The intended option for a misspelt name."""

from __future__ import annotations

import pytest

from corscheck.rules._option_names import intended_option, is_about_cors

KNOWN = dict.fromkeys(
    ("listen", "backlog", "rootdir", "servertokens", "cors", "cors_preflight_paths", "body_max_size"), ""
)
PATHS = "cors_preflight_paths"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cors", None),
        (PATHS, None),
        ("preflightpaths", None),
        ("cors_allow_methods", None),
        ("cert", None),
        ("key", None),
        ("core", None),
        ("url", None),
        ("original_path", None),
        ("cors-preflight-paths", PATHS),
        ("cors_preflight_path", PATHS),
        ("corspreflightpaths", PATHS),
        ("preflight_paths", PATHS),
        ("cors_paths", PATHS),
        ("cros_preflight_paths", PATHS),
        ("cors_origin", "cors"),
        ("cors_origins", "cors"),
        ("cors_allow_origin", "cors"),
        ("allowed_origins", "cors"),
        ("access-control-allow-origin", "cors"),
        ("corss", "cors"),
        ("cros", "cors"),
        ("crs", "cors"),
        ("preflight", "cors_preflight_paths"),
        ("preflights", "cors_preflight_paths"),
        ("corspath", "cors_preflight_paths"),
        ("cors_credentials", "cors_allow_credentials"),
        ("cors_headers", "cors_allow_headers"),
        ("access-control-allow-methods", "cors_allow_methods"),
        ("access-control-allow-headers", "cors_allow_headers"),
        ("access-control-allow-credentials", "cors_allow_credentials"),
        ("cors_expose_headers", None),
        ("cors_url", "cors"),
        ("enable_cors", "cors"),
        ("cors_methods", "cors_allow_methods"),
        ("cors_allow_header", "cors_allow_headers"),
        ("cors-max-age", "cors_max_age"),
        ("access_control_max_age", "cors_max_age"),
        ("cors_ttl", "cors_max_age"),
        ("cors_preflight_max_age", "cors_max_age"),
        ("cors_preflight_methods", "cors_allow_methods"),
        ("preflight_urls", PATHS),
        ("cors_routes", PATHS),
        ("cors_exclude", None),
        ("cors_exclude_paths", None),
        ("cors_skip_preflight_urls", None),
        ("preflight_continue", None),
        ("preflight_status", None),
        ("cors_allow_private_network", None),
    ],
)
def test_intended_option(name: str, expected: str | None) -> None:
    assert intended_option(name, KNOWN) == expected


@pytest.mark.parametrize(
    "name",
    [
        *("cors_ttl", "cors_exclude", "cors-vary", "cors.debug", "cors2", "allow_cors", "corsallowall"),
        *("preflight_continue", "access_control_allow_headers", "web_cors_paths", "cors"),
    ],
)
def test_about_cors(name: str) -> None:
    assert is_about_cors(name)


@pytest.mark.parametrize("name", ["corsair", "core", "cross_origin", "scors", "corset_size", "access_log"])
def test_not_about_cors(name: str) -> None:
    assert not is_about_cors(name)
