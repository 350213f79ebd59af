"""Each file of a repository has the same findings, however it is linted."""

from __future__ import annotations

import contextlib
import io
import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from corscheck.__main__ import main
from tests.support.monorepo import CONFIGURATIONS, SERVICES, write_monorepo

if TYPE_CHECKING:
    from collections.abc import Iterator

Findings = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def monorepo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The names of its configurations; it is the working directory."""
    root = tmp_path_factory.mktemp("monorepo")
    names = write_monorepo(root)
    with contextlib.chdir(root):
        yield names


def lint(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Findings]:
    """The exit code, and what is found by file."""
    code = main(["lint", *arguments, "--output-format", "json"])
    found: Findings = {}
    for one in json.loads(capsys.readouterr().out)["findings"]:
        found.setdefault(one["path"], []).append(one)
    return code, found


@pytest.fixture(scope="module")
def expected(monorepo: list[str]) -> Findings:
    """What linting the whole repository finds, by file."""
    buffer = io.StringIO()
    with contextlib.redirect_stdout(buffer):
        assert main(["lint", "--output-format", "json"]) == 1
    found: Findings = {}
    for one in json.loads(buffer.getvalue())["findings"]:
        found.setdefault(one["path"], []).append(one)
    assert found.keys() <= set(monorepo)
    return found


def test_what_the_repository_has(monorepo: list[str], expected: Findings) -> None:
    assert (SERVICES, len(monorepo)) == (40, CONFIGURATIONS)
    codes = {one["code"] for found in expected.values() for one in found}
    assert codes >= {
        *("CORS005", "CORS010", "CORS011", "CORS014", "CORS016", "CORS018", "CORS030", "CORS031", "CORS035"),
        *("CORS101", "CORS104", "CORS109", "CORS113", "CORS301", "CORS302", "CORS411", "CORS501", "CORS901"),
    }
    of_fragments = {path for path in expected if path.startswith("services/s01/conf.d/")}
    assert of_fragments == {"services/s01/conf.d/10-cors.conf", "services/s01/conf.d/20-paths.conf"}
    assert "CORS101" not in {one["code"] for path in of_fragments for one in expected[path]}
    shared = [one["code"] for one in expected["shared/cors.conf"]]
    assert len(shared) == len(set(shared))  # however many services include it


@pytest.mark.parametrize("how", ["file", "hook", "editor"])
def test_each_file_by_itself(
    monorepo: list[str],
    expected: Findings,
    how: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in monorepo:
        arguments = {
            "file": (name,),
            "hook": ("--force-exclude", name),
            "editor": ("-", "--stdin-filename", name),
        }[how]
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(Path(name).read_bytes())))
        code, found = lint(capsys, *arguments)
        assert found.get(name, []) == expected.get(name, []), (how, name)
        serious = any(one["severity"] != "info" for some in found.values() for one in some)
        assert code == int(serious), (how, name)


def test_each_directory(monorepo: list[str], expected: Findings, capsys: pytest.CaptureFixture[str]) -> None:
    directories = sorted({Path(name).parent.as_posix() for name in monorepo})
    for directory in directories[::2]:
        _, found = lint(capsys, directory)
        for name in monorepo:
            if name.startswith(f"{directory}/"):
                assert found.get(name, []) == expected.get(name, []), (directory, name)


def test_all_at_once(monorepo: list[str], expected: Findings, capsys: pytest.CaptureFixture[str]) -> None:
    assert lint(capsys, "--force-exclude", *monorepo) == (1, expected)
    assert lint(capsys, "services", "shared") == (1, expected)
    assert lint(capsys, str(Path.cwd())) == (1, expected)
