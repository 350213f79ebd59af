"""Options by version."""

from __future__ import annotations

import pytest

from corscheck.asab.profiles import profile_for
from corscheck.server.options import DESCRIPTIONS, description, items, names, values

VERSIONS = ("19.1", "19.11", "20.8", "22.6", "25.15", "26.37")


def test_every_option_is_described() -> None:
    known = set().union(*(profile_for(version).defaults for version in VERSIONS))
    assert known - {"cors"} == DESCRIPTIONS.keys()
    assert len({description("cors", profile_for(version)) for version in ("19.11", "25.15", "26.37")}) == 3
    assert description("cors_max_age", profile_for("25.15")) == ""


def test_names_of_several_versions() -> None:
    found = names([profile_for("25.15"), profile_for("26.37")])
    assert found["cors"].version == "25.15"
    assert found["cors_max_age"].version == "26.37"
    assert "cors_max_age" not in names([profile_for("25.15")])


@pytest.mark.parametrize(
    ("option", "version", "some"),
    [
        ("cors", "25.15", ["*"]),
        ("cors", "26.37", ["https://", "*"]),
        ("cors", "19.1", []),
        ("cors_allow_credentials", "26.37", ["no", "yes"]),
        ("cors_allow_credentials", "25.15", []),
        ("servertokens", "25.15", ["full", "prod"]),
        ("nothing", "25.15", []),
    ],
)
def test_values(option: str, version: str, some: list[str]) -> None:
    assert values(option, profile_for(version)) == some


def test_the_default_is_the_first_value() -> None:
    for version in VERSIONS:
        profile = profile_for(version)
        for option, default in profile.defaults.items():
            assert values(option, profile)[: bool(default)] == [default] * bool(default)


def test_items_of_lists() -> None:
    assert "PATCH" in items("cors_allow_methods", profile_for("26.37"))
    assert items("cors_allow_methods", profile_for("25.15")) == []
    assert items("cors", profile_for("26.37")) == []
