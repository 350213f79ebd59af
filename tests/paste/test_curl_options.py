"""The table of options is curl's own."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from corscheck.paste.curl_options import SHORT, SWITCHES, VALUED, full_name

_LINE = re.compile(r"\s*(?:-(?P<letter>.), )?\s*--(?P<name>[a-z0-9.-]+)(?P<value> <| \[protocol)?")


def test_an_option_has_a_value_or_none() -> None:
    assert not VALUED & SWITCHES
    assert set(SHORT.values()) <= VALUED | SWITCHES
    assert all(len(letter) == 1 for letter in SHORT)


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_installed_curl_has_no_other_options() -> None:
    done = subprocess.run(["curl", "--help", "all"], capture_output=True, text=True, check=True)
    found = [match for line in done.stdout.splitlines() if (match := _LINE.match(line))]
    assert len(found) > 200
    for match in found:
        name = full_name(match["name"])
        assert name in (VALUED if match["value"] else SWITCHES), match["name"]
        if match["letter"]:
            assert SHORT[match["letter"]] == name


@pytest.mark.parametrize(
    ("name", "full"),
    [
        ("retry", "retry"),
        ("no-buffer", "buffer"),
        ("expand-header", "header"),
        ("head", "head"),
        ("user-ag", "user-agent"),
        ("loc", None),  # of several
        ("", None),
        ("made-up", None),
    ],
)
def test_names(name: str, full: str | None) -> None:
    assert full_name(name) == full
