"""What is completed without typer is what typer would complete, in each shell."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import typer._completion_classes as by_typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer._click.core import Command
from typer.main import get_command

from corscheck.cli import app, completion
from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.completion import SHELLS, answer, offered
from corscheck.cli.option_types import Argument, fields
from tests.support.program import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLASSES: dict[str, Any] = {
    "complete_bash": by_typer.BashComplete,
    "complete_zsh": by_typer.ZshComplete,
    "complete_fish": by_typer.FishComplete,
}
WORDS = (
    "app.conf", "-", "--", "", "=", "-q", "-qv", "-j4", "-x", "--what", "--fix=1", "json", "CORS1", "a,b",
    "CORS1,CORS2", "'open", '"a b"', "back\\ slash", "lint", "why", "--help", "-h", "\u00e9", "$HOME", "http://a.example/?b=c",
)  # fmt: skip


@pytest.fixture(scope="module")
def program(_typer_always_answers_alike: None) -> Any:
    return get_command(app.application())


@pytest.fixture(scope="module", autouse=True)
def _typer_always_answers_alike() -> Iterator[None]:
    """Without rich, where typer finds it: it breaks the texts into lines, of which fish makes more items."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_typer, "_sanitize_help_text", lambda text: text)
        # It takes them out of a set.
        patch.setattr(Command, "get_help_option_names", lambda *_: ["--help", "-h"])
        yield


def asked(shell: str, line: str, action: str = "get-args") -> dict[str, str]:
    """The variables that the script of a shell sets where the cursor is at the end of a line."""
    variables = {"_CORSCHECK_COMPLETE": shell}
    if shell == "complete_bash":
        return {**variables, "COMP_WORDS": line, "COMP_CWORD": str(max(len(line.split(" ")) - 1, 0))}
    return {**variables, "_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": action}


def typers_answer(program: Any, variables: dict[str, str]) -> tuple[str, int]:
    """What typer prints and exits with."""
    made = CLASSES[variables["_CORSCHECK_COMPLETE"]](program, {}, "corscheck", "_CORSCHECK_COMPLETE")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in variables.items():
            patch.setenv(name, value)
        try:
            return f"{made.complete()}\n", 0
        except SystemExit as end:
            return "", int(end.code or 0)


def names_of(command: str) -> list[str]:
    """All names of a command's options, and some with values."""
    names = ["--help", "-h"]
    for field in fields(load(command)[0]):
        if not isinstance(field.details, Argument):
            names += [*field.details.name.split("/"), *filter(None, [field.details.short])]
    return [*names, *(f"{name}=" for name in names), *(name[:-2] for name in names)]


LINES = [
    "", " ", " l", " lint", " x", " -", " --", " --v", " lint ", " lint -", " lint --", " lint --f",
    " lint --fix --f", " lint --output-format ", " lint --output-format js", " lint --output-format=js",
    " lint --output-format = js", " lint --output-format json ", " lint --output-format=json --o",
    " lint --output-format pdf --o", " lint -q --", " lint --quiet -", " lint --fail-on ",
    " lint --select ", " lint --select CORS1", " lint --select wild", " lint --select x",
    " lint --select CORS1,CORS2", " lint --select CORS1,", " lint --ignore=CORS5",
    " lint --select CORS1 --select ", " lint --extend-select A", " lint --report ", " lint --report ht",
    " lint --report html:x --re", " lint --min-severity e", " lint --asab-version ",
    " lint --asab-version 25.15,", " lint --config ", " lint -- --", " lint -- ", " lint app.conf --f",
    " lint --fix -- --", " check --strangers --", " check --no-strangers --", " check -j 4 --jobs ",
    " check -j 4 -", " check --credentials ", " preflight --send -", " why http://a.example ",
    " why --browser ", " why --report ", " why -X PUT --m", " why --output-format ", " rule ",
    " rule CORS2", " rule orig", " rule CORS101 ", " rule CORS101 -", " rule --color ", " show ",
    " show --covers ", " init -o x ", " report x ", " server --", " lint 'a b", ' lint "--f',
    " lint --help --", " lint =",
]  # fmt: skip


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("rest", LINES)
def test_ordinary_lines_are_completed_as_by_typer(program: Any, shell: str, rest: str) -> None:
    variables = asked(shell, f"corscheck{rest}")
    assert answer(variables) == typers_answer(program, variables)


@pytest.mark.parametrize("rest", LINES)
def test_fish_is_told_whether_there_is_anything(program: Any, rest: str) -> None:
    variables = asked("complete_fish", f"corscheck{rest}", "is-args")
    assert answer(variables) == typers_answer(program, variables)


@pytest.mark.parametrize("name", COMMANDS)
@settings(max_examples=40)
@given(st.data())
def test_any_line_is_completed_as_by_typer(program: Any, name: str, data: st.DataObject) -> None:
    word = st.one_of(st.sampled_from(names_of(name)), st.sampled_from(WORDS))
    line = " ".join(["corscheck", name, *data.draw(st.lists(word, max_size=4))])
    variables = asked(data.draw(st.sampled_from(sorted(SHELLS))), line)
    found = answer(variables)
    if found is not None:
        assert found == typers_answer(program, variables)


@pytest.mark.parametrize(
    ("arguments", "incomplete", "expected"),
    [
        ([], "pre", [("preflight", "Compare a configuration with the live server.")]),
        (["lint"], "--fi", [("--fix", "Fix what can be fixed safely.")]),
        (["lint", "--fail-on"], "", [("error", ""), ("warning", ""), ("info", "")]),
        (["lint", "--fail-on"], "w", [("warning", "")]),
        (["lint", "--asab-version"], "25.1", [("25.15", "the newest release on PyPI")]),
        (["lint", "--report"], "sa", [("sarif:", "")]),
        (["why", "--report"], "", [("markdown:", ""), ("json:", "")]),
        (["lint"], "app", []),
    ],
)
def test_what_is_offered(arguments: list[str], incomplete: str, expected: list[tuple[str, str]]) -> None:
    assert offered(arguments, incomplete) == expected


def test_rules_are_offered_by_code_and_by_name() -> None:
    by_code = dict(offered(["lint", "--select"], "CORS104") or [])
    by_name = dict(offered(["rule"], "path-without") or [])
    assert by_code == {"CORS104": "A preflight path must start with `/`."}
    assert all(text.startswith("CORS") for text in by_name.values())


@pytest.mark.parametrize(
    "arguments",
    [["what"], ["--version"], ["lint", "-qv"], ["lint", "--what"], ["lint", "--fix=1"], ["check", "-j4"]],
)
def test_what_is_not_plain_is_left_to_typer(arguments: list[str]) -> None:
    assert offered(arguments, "--") is None


@pytest.mark.parametrize(
    "variables",
    [
        {"_CORSCHECK_COMPLETE": "source_bash"},
        {"_CORSCHECK_COMPLETE": "complete_powershell", "_TYPER_COMPLETE_ARGS": "corscheck lint --"},
        {"_CORSCHECK_COMPLETE": "complete_bash"},
        {"_CORSCHECK_COMPLETE": "complete_bash", "COMP_WORDS": "corscheck l", "COMP_CWORD": "x"},
        {"_CORSCHECK_COMPLETE": ""},
    ],
)
def test_other_requests_are_left_to_typer(variables: dict[str, str]) -> None:
    assert answer(variables) is None


def test_without_the_tables_typer_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise FileNotFoundError(name)

    monkeypatch.setattr(completion, "text", missing)
    assert answer(asked("complete_bash", "corscheck l")) is None


def test_bash_completes_with_the_script_that_is_installed(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "corscheck"
    program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m corscheck "$@"\n')
    program.chmod(0o755)
    env = environment(HOME=str(tmp_path), PATH=f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    script = """
        corscheck --install-completion > /dev/null
        source ~/.bash_completions/corscheck.sh
        COMP_WORDS=(corscheck lint --output-format s) COMP_CWORD=3
        _corscheck_completion corscheck
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    done = subprocess.run(["bash", "-c", script], env=env, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("sarif\n", "")
