"""Which option a misspelt name was meant to be."""

from __future__ import annotations

import pytest

from corscheck.rules._option_names import intended_option

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
    ],
)
def test_intended_option(name: str, expected: str | None) -> None:
    assert intended_option(name, KNOWN) == expected
