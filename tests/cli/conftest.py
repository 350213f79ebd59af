"""Running the command line inside of the test's process."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from corscheck.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Result(SimpleNamespace):
    """What a run came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Result]:
    """Run `corscheck` with these arguments in an empty directory and a plain environment."""
    monkeypatch.chdir(tmp_path)
    for name in (
        "GITHUB_ACTIONS",
        "GITHUB_STEP_SUMMARY",
        "TF_BUILD",
        "CORSCHECK_OUTPUT_FORMAT",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR_FORCE",
    ):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str) -> Result:
        code = main(arguments)
        return Result(code=code, **capsys.readouterr()._asdict())

    return call
