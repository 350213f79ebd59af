"""The help that is read from files is what typer renders."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from corscheck.cli import app, rendered
from corscheck.cli.commands import COMMANDS
from corscheck.cli.rendered import help_page

COLUMNS = (80, 250)


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_a_page_is_what_typer_renders(
    name: str, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    with pytest.raises(SystemExit, match=r"^0$"):
        app.run_typer([*filter(None, [name]), "--help"])
    assert help_page(name) == capsys.readouterr().out


@pytest.mark.parametrize("columns", [1, 40, 79])
def test_typer_renders_for_narrow_terminals(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    assert help_page("lint") is None


def test_typer_renders_where_the_file_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(rendered, "TEXTS", "nowhere")
    assert help_page("lint") is None


@pytest.mark.parametrize("columns", ["", "0", "-1", "80", " 99 ", "x", "1e3", "40"])
@pytest.mark.parametrize("terminal", [None, 0, 20, 132])
def test_columns_are_those_of_the_standard_library(
    columns: str, terminal: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stream:
        def fileno(self) -> int:
            if terminal is None:
                raise OSError
            return 1

    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setattr(sys, "__stdout__", Stream())
    monkeypatch.setattr(os, "get_terminal_size", lambda _descriptor: os.terminal_size((terminal or 0, 24)))
    assert rendered._columns() == shutil.get_terminal_size().columns


def test_without_standard_output_there_are_80(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setattr(sys, "__stdout__", None)
    assert rendered._columns() == 80
