"""Files from untrusted pull requests: read within limits of time and memory, or refused in a sentence."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.support.forks import Forks, Ran, assert_sound
from tests.support.hostile_files import (
    BASELINES,
    CONFIGURATIONS,
    CURL,
    HAR,
    REQUESTS,
    SETTINGS,
    WEB,
    YAML,
    File,
)

if TYPE_CHECKING:
    from pathlib import Path


def name(file: File) -> str:
    return file.name


@pytest.fixture
def place(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "loop").symlink_to("loop")
    return tmp_path


def run(forks: Forks, place: Path, *arguments: str) -> Ran:
    ran = forks.run(*arguments, directory=place)
    assert_sound(ran)
    assert not (place / "owned").exists()
    return ran


def test_there_are_enough() -> None:
    everything = [*CONFIGURATIONS, *YAML, *HAR, *CURL, *REQUESTS, *SETTINGS, *BASELINES]
    assert len(everything) >= 120


@pytest.mark.parametrize("file", CONFIGURATIONS, ids=name)
def test_lint(file: File, forks: Forks, place: Path) -> None:
    file.write(place, "app.conf")
    ran = run(forks, place, "lint", "app.conf")
    assert ran.code == file.code
    assert ran.out


@pytest.mark.parametrize("file", CONFIGURATIONS, ids=name)
def test_fix(file: File, forks: Forks, place: Path) -> None:
    """Whatever is written, what is a link, a pipe or a file stays one, and no other file is made."""
    file.write(place, "app.conf")
    before = {path.name: path.lstat().st_mode for path in place.iterdir()}
    run(forks, place, "lint", "app.conf", "--fix", "--unsafe-fixes")
    assert {path.name: path.lstat().st_mode for path in place.iterdir() if path.name != ".run"} == before


@pytest.mark.parametrize("file", CONFIGURATIONS, ids=name)
def test_show(file: File, forks: Forks, place: Path) -> None:
    file.write(place, "app.conf")
    run(forks, place, "show", "app.conf", "--covers", "/api/x")


@pytest.mark.parametrize("file", YAML, ids=name)
@pytest.mark.parametrize("command", ["lint", "show"])
def test_yaml(file: File, command: str, forks: Forks, place: Path) -> None:
    file.write(place, "app.yaml")
    ran = run(forks, place, command, "app.yaml")
    if command == "lint":
        assert ran.code == file.code


@pytest.mark.parametrize("file", HAR, ids=name)
def test_har(file: File, forks: Forks, place: Path) -> None:
    refused(file, forks, place, "why", "--har")


@pytest.mark.parametrize("file", CURL, ids=name)
def test_curl(file: File, forks: Forks, place: Path) -> None:
    refused(file, forks, place, "why", "--curl")


@pytest.mark.parametrize("file", REQUESTS, ids=name)
def test_requests(file: File, forks: Forks, place: Path) -> None:
    refused(file, forks, place, "why", "--requests")


@pytest.mark.parametrize("file", BASELINES, ids=name)
def test_baseline(file: File, forks: Forks, place: Path) -> None:
    (place / "app.conf").write_text(WEB)
    refused(file, forks, place, "lint", "app.conf", "--baseline")


def refused(file: File, forks: Forks, place: Path, *arguments: str) -> None:
    """Run with the file as the last argument; where the code is 2, one sentence names it."""
    file.write(place, "given")
    ran = run(forks, place, *arguments, "given")
    assert ran.code == file.code
    if ran.code == 2 and ran.err:
        assert ran.err.startswith("error: ")
        assert "given" in ran.err
        assert len(ran.err) < 5000
    elif ran.code:
        assert ran.out


@pytest.mark.parametrize("file", SETTINGS, ids=name)
@pytest.mark.parametrize(
    "command", [["lint", "app.conf"], ["check", "app.conf", "--url", "http://127.0.0.1:9"]]
)
def test_settings(file: File, command: list[str], forks: Forks, place: Path) -> None:
    (place / "app.conf").write_text(WEB)
    file.write(place, "corscheck.toml")
    ran = run(forks, place, *command)
    if file.code == 2:
        assert ran.code == 2
        assert "corscheck.toml" in ran.err
        assert len(ran.err) < 5000
    else:
        assert ran.code in (1, 2, 3)
