"""Who reads standard output: a person, a CI runner, or a program."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

import pytest

from corscheck.cli.terminal import is_only_read, terminal_context
from tests.support.terminal import on_terminal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GITHUB_ACTIONS", "TF_BUILD", "COLUMNS", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("TF_BUILD", "True", True),
        ("GITHUB_ACTIONS", "true", True),
        ("GITHUB_ACTIONS", "false", False),
        ("X", "1", False),
    ],
)
def test_a_pipe_is_read_by_a_runner_in_ci(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, *, read: bool
) -> None:
    reading, writing = os.pipe()
    monkeypatch.setenv(name, value)
    with os.fdopen(writing, "w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert is_only_read() is read
    os.close(reading)


def test_a_file_is_for_a_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TF_BUILD", "True")
    with (tmp_path / "out").open("w") as stream:
        monkeypatch.setattr(sys, "stdout", stream)
        assert not is_only_read()


def test_a_context_without_a_terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    context = terminal_context()
    assert (context.colour, context.width, context.directory) == (False, None, str(tmp_path))
    assert terminal_context("always").colour


@pytest.mark.parametrize(("variable", "links"), [("FORCE_HYPERLINK=1", True), ("FORCE_HYPERLINK=0", False)])
def test_codes_are_links_on_a_terminal_that_takes_them(tmp_path: Path, variable: str, *, links: bool) -> None:
    (tmp_path / "app.conf").write_text("[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = x\n")
    name, _, value = variable.partition("=")
    done = on_terminal("lint", str(tmp_path / "app.conf"), env={name: value})
    assert done.code == 1
    assert ("\x1b]8;;https://" in done.text) is links
    assert ("/docs/rules/CORS104.md\x1b\\" in done.text) is links
    assert "= docs: corscheck rule CORS104" in re.sub(r"\x1b\[[\d;]*m", "", done.text)
