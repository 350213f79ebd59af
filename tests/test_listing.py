"""The files of directories and repositories."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from corscheck import listing
from corscheck.listing import _run, listed, quickly_listed

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
    assert listed(str(tree), SUFFIXES, {}) == expected


def test_a_repository_cannot_make_git_run_its_programs(tree: Path) -> None:
    repository(tree)
    subprocess.run(["git", "config", "core.fsmonitor", f"touch {tree}/pwned; false"], cwd=tree, check=True)
    assert quickly_listed(str(tree), SUFFIXES, 0)
    assert not (tree / "pwned").exists()


def test_without_posix_spawn_git_is_run_as_well(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository(tree)
    monkeypatch.delattr(os, "posix_spawnp")
    expected = [".hidden/f.conf", "a.conf", "b.INI", "etc/d.conf", "new\nline.conf"]
    assert listed(str(tree), SUFFIXES, {}) == quickly_listed(str(tree), SUFFIXES, 0) == expected
    (tree / ".git" / "HEAD").unlink()
    assert "out/e.conf" in listed(str(tree), SUFFIXES, {})


def test_both_outputs_of_git_are_read_at_once() -> None:
    program = "import sys; [sys.stderr.write('e' * 99_999), sys.stdout.write('o' * 99_999)]"
    assert _run((sys.executable, "-c", program)) == (b"o" * 99_999, b"e" * 99_999)
    assert _run((sys.executable, "-c", "raise SystemExit(3)")) is None


def test_a_file_in_conflict_is_listed_once(tree: Path) -> None:
    repository(tree)
    entries = "".join(
        f"100644 e69de29bb2d1d6434b8b29ae775ad8c2e48c5391 {stage}\ta.conf\n" for stage in (1, 2, 3)
    )
    subprocess.run(["git", "update-index", "--index-info"], cwd=tree, input=entries, text=True, check=True)
    assert listed(str(tree), SUFFIXES, {}).count("a.conf") == 1


@pytest.mark.parametrize("why", ["no repository", "no git", "git fails"])
def test_without_git_the_directory_is_walked(tree: Path, monkeypatch: pytest.MonkeyPatch, why: str) -> None:
    if why != "no repository":
        repository(tree)
    if why == "no git":
        monkeypatch.setenv("PATH", str(tree))
    if why == "git fails":
        (tree / ".git" / "HEAD").unlink()
    expected = ["a.conf", "b.INI", "etc/d.conf", "new\nline.conf", "out/e.conf"]
    assert listed(str(tree), SUFFIXES, {}) == quickly_listed(str(tree), SUFFIXES, 100) == expected
    assert quickly_listed(str(tree), SUFFIXES, 5) == ([] if why == "no repository" else expected)
    monkeypatch.setattr(listing, "MAX_ENTRIES", 5)
    assert quickly_listed(str(tree), SUFFIXES, 5) == []
