"""The files of directories and repositories."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from corscheck import listing
from corscheck.listing import listed, quickly_listed

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = (".conf", ".ini")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("a.conf", "b.INI", "c.txt", "etc/d.conf", "out/e.conf", ".hidden/f.conf", "new\nline.conf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    return tmp_path


def repository(place: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=place, check=True)
    (place / ".gitignore").write_text("/out\n")


def test_quickly_and_slowly_in_a_repository(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tree)
    subprocess.run(["git", "add", "a.conf"], cwd=tree, check=True)
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    expected = [".hidden/f.conf", "a.conf", "b.INI", "etc/d.conf", "new\nline.conf"]
    assert quickly_listed(str(tree), SUFFIXES, 0) == expected
    assert sorted(name for name in listed(str(tree), {}) if name.lower().endswith(SUFFIXES)) == expected


def test_a_repository_cannot_make_git_run_its_programs(tree: Path) -> None:
    repository(tree)
    subprocess.run(["git", "config", "core.fsmonitor", f"touch {tree}/pwned; false"], cwd=tree, check=True)
    assert quickly_listed(str(tree), SUFFIXES, 0)
    assert not (tree / "pwned").exists()


@pytest.mark.parametrize("why", ["no repository", "no git", "git fails", "no posix_spawn"])
def test_without_git_the_directory_is_walked(tree: Path, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    if why != "no repository":
        repository(tree)
    if why == "no git":
        monkeypatch.setenv("PATH", str(tree))
    if why == "git fails":
        (tree / ".git" / "HEAD").unlink()
    if why == "no posix_spawn":
        monkeypatch.delattr(os, "posix_spawnp")
    expected = ["a.conf", "b.INI", "etc/d.conf", "new\nline.conf", "out/e.conf"]
    assert quickly_listed(str(tree), SUFFIXES, 100) == expected
    assert quickly_listed(str(tree), SUFFIXES, 5) == ([] if why == "no repository" else expected)
    monkeypatch.setattr(listing, "MAX_ENTRIES", 5)
    assert quickly_listed(str(tree), SUFFIXES, 5) == []
