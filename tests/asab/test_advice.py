"""What to change so that ASAB's answers pass, for each generation of its CORS."""

from __future__ import annotations

import pytest

from corscheck.asab.advice import advice
from corscheck.asab.profiles import profile_for
from corscheck.fetch.steps import STEPS

ORIGIN = "https://app.example"
NAMES = "`n-1` and `n-2`"


def message(version: str, step: str, status: int = 204) -> str | None:
    return advice(profile_for(version), step, status, ORIGIN, NAMES)


@pytest.mark.parametrize(
    ("version", "step", "status", "words"),
    [
        ("25.15", "response-allow-origin-missing", 500, "Set `cors = *`"),
        ("25.15", "preflight-allow-origin-mismatch", 204, "itself only answers `*`"),
        ("25.15", "response-allow-origin-wildcard", 200, f"replace the header by `{ORIGIN}`"),
        ("25.15", "response-allow-credentials", 200, "with preflights only"),
        (
            "25.15",
            "preflight-status",
            "404",
            "Add the path to `cors_preflight_paths`; note that `/a/*` does not",
        ),
        ("25.15", "preflight-status", 405, "and that ASAB up to 26.36 reads 9 entries at most."),
        ("25.15", "preflight-status", 401, "before 25.36 asks preflights to authenticate"),
        ("25.36", "preflight-status", 401, "Add the path to `cors_preflight_paths`"),
        ("19.11", "preflight-status", 405, "ASAB before 20.8 answers no preflight"),
        ("25.15", "preflight-method", 204, "allows GET, POST, DELETE, PUT, PATCH, OPTIONS, in upper case"),
        ("25.15", "preflight-header", 204, f"do without {NAMES}"),
        ("25.15", "preflight-header", 204, "allows X-PINGOTHER, Content-Type, Authorization only"),
        ("19.10", "response-allow-origin-missing", 200, "ASAB before 19.11 has no CORS"),
        ("26.37", "preflight-allow-origin-missing", 204, f"Add `{ORIGIN}` to `cors`, written exactly so"),
        (
            "26.37",
            "preflight-allow-origin-wildcard",
            "",
            "instead of `*`, and set `cors_allow_credentials = yes`",
        ),
        ("26.37", "preflight-allow-credentials", 204, "Set `cors_allow_credentials = yes`."),
        ("26.37", "preflight-status", 404, "Add the path to `cors_preflight_paths`."),
        ("26.37", "preflight-status", 401, "Add the path to `cors_preflight_paths`."),
        ("26.37", "preflight-method", 204, f"Add {NAMES} to `cors_allow_methods`."),
        ("26.37", "preflight-header", 204, f"Add {NAMES} to `cors_allow_headers`."),
        ("26.37", "preflight-authorization", 204, "Add `Authorization` to `cors_allow_headers`."),
    ],
)
def test_what_to_change(version: str, step: str, status: int, words: str) -> None:
    assert words in (message(version, step, status) or "")


@pytest.mark.parametrize("version", ["19.10", "19.11", "20.8", "25.15", "26.36", "26.37"])
def test_whole_sentences_or_none(version: str) -> None:
    for step in STEPS:
        for status in (204, 401, 404):
            text = message(version, step, status)
            assert text is None or (text.endswith(".") and "{" not in text)


@pytest.mark.parametrize(
    "step", ["preflight-redirect", "response-network", "preflight-allow-methods-syntax", "request"]
)
def test_what_is_not_a_matter_of_asab(step: str) -> None:
    assert message("25.15", step) is None
    assert message("26.37", step) is None


@pytest.mark.parametrize("step", ["preflight-method", "preflight-header", "response-allow-credentials"])
def test_a_version_without_cors_cannot_be_configured(step: str) -> None:
    assert message("19.10", step) is None
