"""What answers a command line: a text that is there, the fast parser, or typer.

That they answer alike is in test_rendered.py, test_completion.py and test_fast_parser.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from corscheck.cli import app, dispatch, fast_parser, rendered
from corscheck.version import __version__

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
    monkeypatch.setattr(fast_parser, "plain_options", parse)
    monkeypatch.setattr(rendered, "help_page", lambda _name: None)
    monkeypatch.setattr(app, "run_typer", len)
    monkeypatch.delenv("_CORSCHECK_COMPLETE", raising=False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["lint"], 104),
        (["lint", "app.conf"], 104),
        (["why", "x"], 103),
        (["lint", "--help"], 2),  # typer's, where there is no text
        (["lnit", "a", "b"], 3),
        (["--version", "--help"], 2),
        (["--debug", "lint"], 2),
        ([], 0),
    ],
)
def test_what_runs(words: list[str], code: int) -> None:
    assert dispatch.run(words) == code


@pytest.mark.parametrize(
    ("words", "command"),
    [(["--help"], ""), (["-h"], ""), (["lint", "--help"], "lint"), (["check", "-h"], "check")],
)
def test_help_is_a_text(
    words: list[str], command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(rendered, "help_page", lambda name: f"Help of {name}.\n")
    assert dispatch.run(words) == 0
    assert capsys.readouterr().out == f"Help of {command}.\n"


@pytest.mark.parametrize("words", [["--debug", "--help"], ["lnit", "-h"], ["lint", "a", "--help"], []])
def test_other_help_is_typers(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendered, "help_page", lambda name: f"Help of {name}.\n")
    assert dispatch.run(words) == len(words)


def test_the_version_is_a_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert dispatch.run(["--version"]) == 0
    assert capsys.readouterr().out == f"corscheck {__version__}\n"


def test_completion_is_typers_where_it_is_not_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatch, "environ", {"_CORSCHECK_COMPLETE": "source_bash"})
    assert dispatch.run(["lint"]) == 1


def test_a_completion_is_a_text(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    line = {"_TYPER_COMPLETE_ARGS": "corscheck pre", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    monkeypatch.setattr(dispatch, "environ", {"_CORSCHECK_COMPLETE": "complete_fish", **line})
    assert dispatch.run([]) == 0
    assert capsys.readouterr().out == "preflight\tCompare a configuration with the live server.\n"
