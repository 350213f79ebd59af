from __future__ import annotations

import pytest

from corscheck.asab.profiles import profile_for
from corscheck.asab.running import Running


@pytest.mark.parametrize(
    ("version", "linted", "name"),
    [
        ("25.15", "25.15", "ASAB 25.15"),
        (None, "25.15", "an ASAB up to 26.36"),
        (None, "26.37", "an ASAB after 26.36"),
    ],
)
def test_the_name_of_what_runs(version: str | None, linted: str, name: str) -> None:
    assert Running(version, profile_for(linted), "server").name == name
