"""`--min-severity` and `--group-by` on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

# An error (CORS104), and the info that `*` is for every page (CORS501) in two containers.
TEXT = """\
[web]
listen = 127.0.0.1 8080
cors = *
cors_preflight_paths = /api, api/x
[web:other]
listen = 127.0.0.1 8081
cors = *
cors_preflight_paths = /api
"""


@pytest.fixture
def lint(run: Callable[..., Result], tmp_path: Path) -> Callable[..., Result]:
    (tmp_path / "app.conf").write_text(TEXT)
    return lambda *arguments: run("lint", "app.conf", "--select", "CORS104,CORS501", *arguments)


def test_infos_are_one_line_until_they_are_asked_for(lint: Callable[..., Result]) -> None:
    assert lint().out.count("CORS501") == 1
    assert lint("--min-severity", "info").out.count("CORS501") == 2


@pytest.mark.parametrize("form", ["json", "full", "concise", "github"])
def test_milder_findings_are_not_listed(lint: Callable[..., Result], form: str) -> None:
    result = lint("--min-severity", "error", "--output-format", form)
    assert result.code == 1
    assert "CORS104" in result.out
    assert "CORS501" not in result.out


def test_the_summary_counts_what_is_not_listed(lint: Callable[..., Result]) -> None:
    document = json.loads(lint("--min-severity", "error", "--output-format", "json").out)
    assert document["summary"]["infos"] == 2
    assert document["notes"] == ["not listed because of --min-severity: 2 infos"]


def test_it_holds_for_files_of_reports(lint: Callable[..., Result], tmp_path: Path) -> None:
    lint("--min-severity", "error", "--report", "json:x.json", "--statistics")
    assert {one["code"] for one in json.loads((tmp_path / "x.json").read_text())["findings"]} == {"CORS104"}


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_the_exit_code_stays(lint: Callable[..., Result], severity: str) -> None:
    assert lint("--ignore", "CORS104", "--min-severity", severity, "--fail-on", "info").code == 1
    assert lint("--ignore", "CORS104", "--min-severity", severity).code == 0


def test_by_rule(lint: Callable[..., Result]) -> None:
    first = lint("--group-by", "rule").out.splitlines()[0]
    assert first == "CORS104 [error] preflight-path-without-slash: 1 finding"
