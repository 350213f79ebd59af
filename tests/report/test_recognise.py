"""Every report is recognised, and nothing else that people keep in a repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from corscheck.baseline import collect, encode
from corscheck.report import FORMATS, render
from corscheck.report.recognise import is_report
from corscheck.run_report import Report, RunError
from tests.support.linting import lint, web
from tests.support.reports import CONTEXT, REPORTS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", REPORTS)
@pytest.mark.parametrize("name", FORMATS)
def test_every_format(name: str, kind: str) -> None:
    text = render(name, REPORTS[kind], CONTEXT)
    for variant in (text, text.replace("\n", "\r\n"), f"\ufeff{text}\n\n"):
        assert is_report(variant)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "report",
    [
        Report(),
        Report(checks=()),
        Report(errors=(RunError("usage", "unusable settings"),)),
        Report(files=("a",) * 1234, notes=("note",), fixed=3),
        Report(tuple(lint(web("cors = *\ncors_preflight_paths = a"))), ("app.conf",), fixed=1),
    ],
)
def test_every_run(name: str, report: Report) -> None:
    assert is_report(render(name, report, CONTEXT))


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        '<?xml version="1.0"?>\n<testsuite name="pytest" tests="1"/>\n',
        '{"version": "2.1.0", "$schema": "x", "runs": []}',
        '{"version": 1, "summary": {}}\n{"version": 1, "summary": {}}\n',
    ],
)
def test_reports_of_others_and_nothing_at_all(text: str) -> None:
    assert is_report(text)


def tracked() -> list[str]:
    done = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    return [name for name in done.stdout.splitlines() if "golden/" not in name]


@pytest.mark.parametrize(
    "suffix", [".conf", ".md", ".toml", ".json", ".yml", ".yaml", ".py", ".html", ".txt"]
)
def test_no_file_of_this_repository(suffix: str) -> None:
    for name in tracked():
        path = ROOT / name
        if name.endswith(suffix) and path.stat().st_size:
            assert not is_report(path.read_text(errors="replace")), name


BAD = web("cors = *\ncors_preflight_paths = a")


@pytest.mark.parametrize(
    "text",
    [
        BAD,
        f"# Found 1 error in app.conf\n{BAD}",
        json.dumps(encode(collect(lint(BAD)))),
        '{"name": "x", "version": "1.0.0"}',
        '[{"a": 1}]',
        "[web]",
        '{"log": {"entries": []}}',
        "{" * 100_000,
        "[" * 100_000,
        "<html><title>corscheck</title>",
        "<!doctype html><title>Shop</title>",
        "# corscheck\n\nSays:\n\n```\nFound 1 error in 1 file.\n```\n",
        "# Notes\n\nFound 1 error in 1 file.\n" + "more\n" * 9,
        "\0\1",
    ],
)
def test_nothing_else(text: str) -> None:
    assert not is_report(text)
