from __future__ import annotations

import pytest

from corscheck.asab.profiles import DEFAULT_PROFILE, DEFAULT_VERSION, Profile, profile_for


@pytest.mark.parametrize(
    ("version", "field", "value"),
    [
        ("19.7", "cors", "ignored"),
        ("19.10", "cors", "ignored"),
        ("19.11", "cors", "star"),
        ("20.7.28", "cors", "star"),
        ("20.7.28", "preflight_routes", False),
        ("20.08", "cors", "switch"),
        ("21.6.1", "section", "asab:web"),
        ("21.11", "section", "web"),
        ("21.11", "section_alias", None),
        ("22.06-rc7", "section_alias", "asab:web"),
        ("21.11", "include_separator", ":"),
        ("23.09-rc1", "include_separator", " "),
        ("21.11", "port_only_listen", False),
        ("v22.06", "port_only_listen", True),
        ("25.25.01", "auth_on_preflight", True),
        ("25.36", "auth_on_preflight", False),
        ("25.43", "missing_certificate_fatal", True),
        ("25.45", "missing_certificate_fatal", False),
        ("26.36", "cors", "switch"),
        ("26.36.04", "paths_limit", 9),
        ("26.37", "cors", "allow-list"),
        ("26.37", "paths_limit", 0),
        ("27.1", "policy_options", True),
        (" 26.30-alpha1+102 ", "version", "26.30-alpha1+102"),
    ],
)
def test_fields_by_version(version: str, field: str, value: object) -> None:
    assert getattr(profile_for(version), field) == value


def test_the_defaults_are_those_of_the_newest_release() -> None:
    assert Profile("25.15") == DEFAULT_PROFILE


@pytest.mark.parametrize(
    "version", ["", "latest", "25", "25.", "2025.15", "25.15x", "a25.15", "25.155", "\u0662\u0665.15"]
)
def test_nonsense_is_refused_with_a_sentence(version: str) -> None:
    with pytest.raises(ValueError, match="not an ASAB version"):
        profile_for(version)


def test_the_fields_of_a_profile_default_to_those_of_the_default_version() -> None:
    assert profile_for(DEFAULT_VERSION) == Profile(DEFAULT_VERSION)
