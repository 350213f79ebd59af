"""The hooks of `.pre-commit-hooks.yaml`, run by the real pre-commit; offline.

Only the environment is not pre-commit's: `language` is overridden, as a user's configuration may, so
that nothing is installed, and `corscheck` is this checkout.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BAD = "[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = api/*, /api\n"
GOOD = "[web]\nlisten = 127.0.0.1 8080\ncors =\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git repository that uses both hooks; it is the working directory."""
    program = tmp_path / "bin" / "corscheck"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m corscheck "$@"\n')
    program.chmod(0o755)
    for name in [name for name in os.environ if name.startswith(("GIT_", "CORSCHECK_", "GITHUB_"))]:
        monkeypatch.delenv(name)
    variables = {
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PRE_COMMIT_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
        "GIT_CONFIG_COUNT": "3",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "corscheck",
        "GIT_CONFIG_KEY_1": "user.email",
        "GIT_CONFIG_VALUE_1": "tests@corscheck.invalid",
        "GIT_CONFIG_KEY_2": "protocol.file.allow",
        "GIT_CONFIG_VALUE_2": "always",
    }
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", hooks)
    revision = commit(hooks)
    work = tmp_path / "work"
    work.mkdir()
    (work / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {hooks}\n  rev: {revision}\n  hooks:\n"
        "  - {id: corscheck, language: system}\n  - {id: corscheck-fix, language: system}\n"
    )
    monkeypatch.chdir(work)
    return work


def git(place: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=place, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(place: Path) -> str:
    git(place, "init", "-q")
    git(place, "add", ".")
    git(place, "commit", "-qm", "All")
    return git(place, "rev-parse", "HEAD")


def run(place: Path, hook: str, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        (place / name).write_text(text)
    git(place, "init", "-q")
    git(place, "add", ".")
    command = [
        sys.executable,
        "-m",
        "pre_commit",
        "run",
        "--all-files",
        "--color",
        "never",
        "--verbose",
        hook,
    ]
    return subprocess.run(
        command, cwd=place, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def test_findings_fail_the_hook(repository: Path) -> None:
    done = run(repository, "corscheck", {"app.conf": BAD, "setup.cfg": "[metadata]\nname = x\n"})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "app.conf:4:24: CORS104" in done.stdout
    assert "setup.cfg" not in done.stdout
    assert (repository / "app.conf").read_text() == BAD


def test_a_clean_repository_passes(repository: Path) -> None:
    others = {"nginx.conf": "http {\n}\n", "notes.txt": BAD, "hosts.ini": "[web]\nhost1\nhost2\n"}
    done = run(repository, "corscheck", {"app.conf": GOOD, **others})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Passed" in done.stdout


def test_a_commit_of_a_fragment_lints_what_includes_it(repository: Path) -> None:
    main = "[general]\ninclude = ${THIS_DIR}/conf.d/*.conf\n[web]\nlisten = 127.0.0.1 8080\nbacklog = many\n"
    (repository / "conf.d").mkdir()
    run(
        repository, "corscheck", {"app.conf": main, "conf.d/paths.conf": "[web]\ncors_preflight_paths = /a\n"}
    )
    git(repository, "commit", "-qm", "All", "--no-verify")
    (repository / "conf.d" / "cors.conf").write_text("[web]\ncors = *\n")
    git(repository, "add", ".")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--color", "never", "corscheck"],
        cwd=repository,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, "app.conf:5:11: CORS411" in done.stdout) == (1, True), done.stdout + done.stderr
    assert "CORS101" not in done.stdout  # the paths are in another fragment


def test_descriptors_are_linted_too(repository: Path) -> None:
    descriptor = "asab:\n  config:\n    web:\n      cors: '*'\n      cors_preflight_paths: api\n"
    others = {"compose.yml": "services:\n  web:\n    image: x\n", "package.json": '{"cors": "^2"}'}
    done = run(repository, "corscheck", {"model.yaml": descriptor, **others})
    assert (done.returncode, "model.yaml:5:29: CORS104" in done.stdout) == (1, True), (
        done.stdout + done.stderr
    )
    assert "compose" not in done.stdout


def test_the_fixing_hook_fixes_and_fails(repository: Path) -> None:
    done = run(repository, "corscheck-fix", {"app.conf": BAD})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "files were modified by this hook" in done.stdout
    assert "cors_preflight_paths = /api/*, /api\n" in (repository / "app.conf").read_text()


@pytest.mark.parametrize(
    "name",
    ["-x.conf", "--exit-zero.conf", "--report=html:x.conf", "a b.conf", "větev.conf", "$(id);`x`.conf"],
)
def test_a_file_may_have_any_name(repository: Path, name: str) -> None:
    done = run(repository, "corscheck-fix", {name: BAD})
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Fixed 1 finding" in done.stdout
    assert "= /api/*" in (repository / name).read_text()
    assert {path.name for path in repository.iterdir()} == {".git", ".pre-commit-config.yaml", name}


def test_excluded_files_are_left_out_although_the_hook_names_them(repository: Path) -> None:
    done = run(repository, "corscheck", {"app.conf": BAD, "corscheck.toml": 'exclude = ["app.conf"]\n'})
    assert done.returncode == 0, done.stdout + done.stderr
