"""A project on the disk, and what the server gets to know about one of its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.cli.server import ServerOptions, look
from corscheck.cli.options import VersionOptions

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corscheck.server.looking import Looked


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the working directory."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def looking(project: Path) -> Callable[..., Looked]:
    """Write files, and lint the first of them; `unsaved` are texts of the editor."""

    def call(
        files: dict[str, str], unsaved: dict[str, str] | None = None, version: str | None = None
    ) -> Looked:
        for name, text in files.items():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text(text)
        first = next(iter(files))
        texts = {first: files[first], **(unsaved or {})}
        options = ServerOptions(version=VersionOptions(version))
        return look(
            options, str(project / first), {str(project / name): text for name, text in texts.items()}
        )

    return call
