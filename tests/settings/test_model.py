"""What settings say about files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.settings import Settings, load

if TYPE_CHECKING:
    from pathlib import Path


def written(path: Path, text: str = "") -> str:
    path.write_text(text)
    return str(path)


@pytest.mark.parametrize(
    ("path", "ignored"),
    [
        ("dev/app.conf", ("CORS1",)),
        ("dev/deep/app.conf", ("CORS1",)),
        ("x/dev/app.conf", ()),
        ("local.conf", ("CORS3",)),
        ("x/y/local.conf", ("CORS3",)),
        ("dev/local.conf", ("CORS1", "CORS3")),
        ("legacy/a/b.conf", ("CORS5",)),
        ("app.conf", ()),
    ],
)
def test_per_file_ignores(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, ignored: tuple[str, ...]
) -> None:
    text = "[per-file-ignores]\n'dev/*.conf' = 'CORS1'\n'**/local.conf' = 'CORS3'\n'./legacy/' = 'CORS5'\n"
    (tmp_path / "sub").mkdir()
    settings = load(written(tmp_path / "corscheck.toml", text))
    assert settings.ignored_in(str(tmp_path / path)) == ignored
    monkeypatch.chdir(tmp_path / "sub")
    assert settings.ignored_in(f"../{path}") == ignored


@pytest.mark.parametrize(
    ("path", "excluded"), [("old/app.conf", True), ("x/y.bak.conf", True), ("app.conf", False)]
)
def test_excluded_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, *, excluded: bool
) -> None:
    (tmp_path / "sub").mkdir()
    settings = load(written(tmp_path / "corscheck.toml", "exclude = ['old/', '*.bak.conf']\n"))
    assert settings.excludes(str(tmp_path / path)) is excluded
    monkeypatch.chdir(tmp_path / "sub")
    assert settings.excludes(f"../{path}") is excluded
    assert not Settings().excludes(path)


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    settings = load(written(tmp_path / "corscheck.toml"))
    assert settings.resolve("etc/app.conf") == str(tmp_path / "etc" / "app.conf")
    assert settings.resolve("/etc/app.conf") == "/etc/app.conf"
    assert Settings().resolve("app.conf") == "app.conf"
    assert Settings().ignored_in("app.conf") == ()
