"""What is published: the same bytes from the same files, wherever they are, and all that is needed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import requires
from pathlib import Path
from typing import NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from corscheck.version import __version__

ROOT = Path(__file__).parent.parent
NOT_OURS = shutil.ignore_patterns(
    ".git", ".venv*", ".*_cache", ".hypothesis", ".fuzz", "__pycache__", "build", "dist"
)


class Package(NamedTuple):
    wheel: Path
    sdist: Path


def built(place: Path, *, umask: int, zone: str, touched: int) -> Package:
    """Build both from a copy of the files, without the network."""
    source = shutil.copytree(ROOT, place / "source", ignore=NOT_OURS)
    for path in source.rglob("*"):
        os.utime(path, (touched, touched))
        path.chmod((0o777 if path.is_dir() or os.access(path, os.X_OK) else 0o666) & ~umask)
    done = subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(place / "dist"), str(source)],
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "TZ": zone, "PIP_NO_INDEX": "1"},
        umask=umask,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    name = place / "dist" / f"corscheck-{__version__}"
    return Package(Path(f"{name}-py3-none-any.whl"), Path(f"{name}.tar.gz"))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    return built(tmp_path_factory.mktemp("one"), umask=0o022, zone="UTC", touched=1_600_000_000)


def test_it_is_reproducible(package: Package, tmp_path: Path) -> None:
    again = built(tmp_path, umask=0o077, zone="Asia/Tokyo", touched=1_650_000_000)
    assert again.wheel.read_bytes() == package.wheel.read_bytes()
    assert again.sdist.read_bytes() == package.sdist.read_bytes()


def test_the_wheel_has_the_package_and_nothing_else(package: Package) -> None:
    with zipfile.ZipFile(package.wheel) as wheel:
        names = set(wheel.namelist())
    expected = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "corscheck").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    metadata = {name for name in names if name.startswith(f"corscheck-{__version__}.dist-info/")}
    assert names - metadata == expected
    assert "corscheck/py.typed" in names


def test_the_sdist_has_what_its_tests_need(package: Package) -> None:
    with tarfile.open(package.sdist) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    needed = [
        path
        for name in ("corscheck", "tests", "fixtures", "docs", "fuzz", "benchmarks", ".ci")
        for path in (ROOT / name).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    needed += [
        ROOT / name
        for name in ("README.md", "LICENSE", "pyproject.toml", "SECURITY.md", "action.yml", "mkdocs.yml")
    ]
    assert {str(path.relative_to(ROOT)) for path in needed} <= names


def test_a_plain_installation_has_twenty_distributions_at_most() -> None:
    """By what the installed versions require."""
    found: set[tuple[str, str]] = set()
    waiting = [("corscheck", "")]
    while waiting:
        name, extra = waiting.pop()
        found.add((name, extra))
        for line in requires(name) or ():
            one = Requirement(line)
            if one.marker is None or one.marker.evaluate({"extra": extra}):
                needed = {(canonicalize_name(one.name), more) for more in ("", *one.extras)}
                waiting += needed - found
    names = {name for name, _ in found}
    assert {"corscheck", "typer", "httpx", "rich"} <= names
    assert len(names) <= 20, sorted(names)
