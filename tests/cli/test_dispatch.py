"""Which of the two parsers reads a command line; that both read alike is in test_fast_parser.py."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from corscheck.cli import app, dispatch

if TYPE_CHECKING:
    from collections.abc import Sequence


class Options(NamedTuple):
    """Of a command that does nothing."""


@pytest.fixture(autouse=True)
def _no_command_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> tuple[type[Options], object]:
        return Options, lambda _options: 100 + len(name)

    def parse(_kind: type[Options], words: Sequence[str]) -> Options | None:
        return None if "--help" in words else Options()

    monkeypatch.setattr(dispatch, "load", load)
    monkeypatch.setattr(dispatch, "plain_options", parse)
    monkeypatch.setattr(app, "run_typer", len)
    monkeypatch.delenv("_CORSCHECK_COMPLETE", raising=False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["lint"], 104),
        (["lint", "app.conf"], 104),
        (["why", "x"], 103),
        (["lint", "--help"], 2),  # only typer has help
        (["lnit", "a", "b"], 3),
        (["--version"], 1),
        (["--debug", "lint"], 2),
        ([], 0),
    ],
)
def test_what_runs(words: list[str], code: int) -> None:
    assert dispatch.run(words) == code


def test_completion_is_typers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "environ", {"_CORSCHECK_COMPLETE": "complete_bash"})
    assert dispatch.run(["lint"]) == 1
