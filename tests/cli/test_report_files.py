"""`--report`: what is written where, and what is never replaced."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.cli.report_files import read_reports, write_reports
from corscheck.errors import UsageProblem
from corscheck.report import render
from corscheck.report.context import Context
from corscheck.run_report import Report
from tests.support.program import environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

BAD = "[web]\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = api/*\n"
CODES = ("--select", "CORS104")


@pytest.fixture
def lint(run: Callable[..., Result]) -> Callable[..., Result]:
    """Lint `app.conf`, which has one finding."""
    assert run("--version").code == 0
    Path("app.conf").write_text(BAD)
    return lambda *arguments: run("lint", "app.conf", *CODES, *arguments)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["json:x", "sarif:x"], "--report sarif:x: another report goes to the same file"),
        (["json:x", "json:x"], "the same file"),
        (["json:x", "html:./x"], "the same file"),
        (["json:link", "html:x"], "the same file"),
        (["json:-", "html:-"], "the same file"),
        (["pdf:x"], "unknown report format `pdf`"),
        (["jsn:x"], "did you mean `json`"),
        (["json"], "--report json needs a file"),
    ],
)
def test_what_is_not_understood(lint: Callable[..., Result], options: list[str], message: str) -> None:
    Path("x").touch()
    Path("link").symlink_to("x")
    with pytest.raises(UsageProblem, match=message):
        read_reports(options)
    result = lint(*(f"--report={option}" for option in options))
    assert (result.code, Path("x").read_text()) == (2, "")
    assert message in result.err


def test_what_is_understood() -> None:
    assert read_reports(["json:a:b", "html:-"]) == (("json", "a:b"), ("html", "-"))


@pytest.mark.parametrize("name", ["app.conf", "notes.md", "data.json", "link", "known.json"])
def test_what_is_not_a_report_is_not_replaced(lint: Callable[..., Result], name: str) -> None:
    Path("notes.md").write_text("# Notes\n")
    Path("data.json").write_text('{"version": 1}')
    Path("link").symlink_to("app.conf")
    assert lint("--baseline", "known.json", "--update-baseline").code == 0
    before = Path(name).read_bytes()
    result = lint("--report", f"json:{name}", "--report", "sarif:later.sarif", "--output-format", "json")
    assert (result.code, Path(name).read_bytes()) == (2, before)
    assert [error["path"] for error in json.loads(result.out)["errors"]] == [name]
    assert "is not a report" in result.err
    assert json.loads(Path("later.sarif").read_text())["runs"]
    assert json.loads(result.out)["findings"]


@pytest.mark.parametrize("name", ["json", "concise", "markdown", "html", "junit"])
def test_a_report_replaces_one(lint: Callable[..., Result], name: str) -> None:
    for _ in range(2):
        assert lint("--report", f"{name}:it").code == 1
    assert lint("--report", "json:it").code == 1
    assert json.loads(Path("it").read_text())["findings"]


def test_one_that_fails_stops_no_other(lint: Callable[..., Result]) -> None:
    Path("closed").touch(mode=0o444)
    result = lint("--report", "json:in/nowhere", "--report", "html:closed", "--report", "json:it.json")
    assert result.code == 2
    assert "cannot write in/nowhere: No such file or directory" in result.err
    assert "cannot write closed: it is read-only" in result.err
    assert json.loads(Path("it.json").read_text())["findings"]
    assert "CORS104" in result.out


@pytest.mark.parametrize("name", ["json", "html", "markdown", "concise", "sarif"])
def test_standard_output(lint: Callable[..., Result], name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # the time of both reports
    result = lint("--report", f"{name}:-", "--report", f"{name}:it")
    assert (result.code, result.out) == (1, Path("it").read_text())
    Path("corscheck.toml").write_text("output-format = 'gitlab'\n")
    assert lint("--report", f"{name}:-").out == result.out
    refused = lint("--report", f"{name}:-", "--output-format", "json")
    assert (refused.code, "both go to standard output" in refused.err) == (2, True)


@pytest.mark.parametrize("other", [["--diff"], ["--statistics"], ["--show-files"]])
def test_standard_output_has_one_content(lint: Callable[..., Result], other: list[str]) -> None:
    result = lint("--report", "json:-", *other)
    assert result.code == 2
    assert f"{other[0]} and --report json:- both go to standard output" in result.err


def test_the_log_that_standard_output_is_appended_to_is_not_replaced(lint: Callable[..., Result]) -> None:
    assert lint().code == 1
    Path("log").write_text("before\n")
    command = [sys.executable, "-m", "corscheck", "lint", "app.conf", *CODES, "--report", "json:/dev/stdout"]
    with Path("log").open("ab") as log:
        done = subprocess.run(command, stdout=log, env=environment(), check=False, timeout=60)
    text = Path("log").read_text()
    assert done.returncode == 1
    assert text.startswith("before\n")
    assert '"findings"' in text
    assert "app.conf:4:24: CORS104" in text


def test_a_baseline_replaces_only_one(lint: Callable[..., Result]) -> None:
    result = lint("--baseline", "app.conf", "--update-baseline")
    assert (result.code, Path("app.conf").read_text()) == (2, BAD)
    assert "app.conf was not written: what is there is not a baseline" in result.err
    for text in ("", '{"version": 99, "findings": []}'):
        Path("known.json").write_text(text)
        assert lint("--baseline", "known.json", "--update-baseline").code == 0
    assert lint("--report", "json:report.json").code == 1
    assert lint("--baseline", "report.json", "--update-baseline").code == 2


def test_reports_are_written_without_colours(tmp_path: Path) -> None:
    report = Report(files=("app.conf",))
    context = Context(colour=True, unicode=False, width=20, quiet=True)
    path = str(tmp_path / "it")
    assert write_reports([("full", path)], report, context) is report
    assert Path(path).read_text() == render("full", report, Context())
