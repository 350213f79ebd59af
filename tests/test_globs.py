"""Patterns expand as `glob.glob` expands them, within bounds."""

from __future__ import annotations

import os
from glob import glob
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.globs import bounded_glob, fits
from corscheck.limits import LimitReached

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ["b", "b.conf", ".a", "a/a", "a/b.conf", "a/.b/a", "ab/a/b", "ab/c", ".c/a", "[a]/b", "b!"]


def expanded(pattern: str) -> list[str]:
    return bounded_glob(pattern, 100_000)[0]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("tree")
    for name in NAMES:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (root / "link").symlink_to("a")
    (root / "loop").symlink_to("loop")
    (root / "up").symlink_to("..")
    return root


@given(st.text(st.sampled_from("ab.*?[]!/c-"), max_size=8))
def test_any_pattern(tree: Path, pattern: str) -> None:
    rooted = f"{tree}/{pattern}"
    assert expanded(rooted) == glob(rooted)  # noqa: PTH207  # what ASAB calls


@pytest.mark.parametrize(
    "pattern",
    ["*", "*/*", "**/*", "", ".", "./*", "*/", "a/", "a//*", "*/../*", "?", "[!a]*", "up/*/*", "l*/*", ".*"],
)
def test_relative_patterns(tree: Path, monkeypatch: pytest.MonkeyPatch, pattern: str) -> None:
    monkeypatch.chdir(tree)
    assert expanded(pattern) == glob(pattern)  # noqa: PTH207


def test_a_null_byte_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="null"):
        expanded("\0/*")
    with pytest.raises(ValueError, match="null"):
        glob("\0/*")  # noqa: PTH207


def test_the_search_ends(tmp_path: Path) -> None:
    for number in range(5):
        os.mkdir(tmp_path / str(number))  # noqa: PTH102
    assert bounded_glob(f"{tmp_path}/*", limit=6) == (glob(f"{tmp_path}/*"), 6)  # noqa: PTH207
    for pattern, limit in ((f"{tmp_path}/*", 5), (f"{tmp_path}/*/x", 10), (f"{tmp_path}/../*/*", 3)):
        with pytest.raises(LimitReached):
            bounded_glob(pattern, limit)


def test_a_pattern_that_is_longer_than_any_path() -> None:
    assert expanded("/tmp/" + "a" * 1_000_000) == []
    with pytest.raises(LimitReached):  # translating it would take hours
        expanded("/tmp/" + "[" * 1_000_000)


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("/a/b.conf", "/a/b.conf", True),
        ("/a/b.conf", "/a/*.conf", True),
        ("/a/b.conf", "/*/[ab].conf", True),
        ("/a/b.conf", "/a*.conf", False),
        ("/a/b/c.conf", "/a/*.conf", False),
        ("/a/.b.conf", "/a/*.conf", False),
        ("/a/.b.conf", "/a/.*.conf", True),
    ],
)
def test_what_does_not_exist_yet(path: str, pattern: str, expected: bool) -> None:  # noqa: FBT001
    assert fits(path, pattern) is expected
