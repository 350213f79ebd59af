"""The documentation site: it builds, its commands print what it shows, recipes and table are correct."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import corscheck
from tests.support.program import ROOT, environment

if TYPE_CHECKING:
    from pathlib import Path

DOCS = ROOT / "docs"
CONSOLE = runpy.run_path(str(DOCS / "console.py"))
TITLED = re.compile(
    r'^```python title="([^"]+)"\n(.*?)^```$|^```ini title="([^"]+)"\n(.*?)^```$', re.MULTILINE | re.DOTALL
)


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    """Strict: no page is left out of the navigation, no link and no anchor leads nowhere."""
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path / "site")],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    pages = {str(path.relative_to(tmp_path / "site")) for path in (tmp_path / "site").rglob("index.html")}
    assert {"index.html", "start/index.html", "asab/index.html", "rules/index.html"} <= pages
    assert "rules/CORS225/index.html" in pages
    assert not list((tmp_path / "site").rglob("*.py"))
    start = (tmp_path / "site/start/index.html").read_text(encoding="utf-8")
    loaded = re.findall(r'<(?:script|img|link)[^>]*(?:src|href)="(https?:[^"]+)"', start)
    assert loaded == []  # nothing of another host


@pytest.mark.parametrize("path", CONSOLE["pages"](), ids=lambda path: path.name)
def test_commands_print_what_the_page_shows(path: Path) -> None:
    page = path.read_text(encoding="utf-8")
    comparable = CONSOLE["comparable"]
    assert comparable(page) == comparable(CONSOLE["current"](page)), "run `python docs/console.py`"


@pytest.mark.parametrize("kind", ["asgi", "aiohttp"])
def test_the_recipe_for_pytest_passes_and_can_fail(kind: str, tmp_path: Path) -> None:
    for python, body, ini, text in TITLED.findall((DOCS / "pytest.md").read_text(encoding="utf-8")):
        name = python or ini
        if not name.endswith(("_app.py", "_conftest.py")):
            (tmp_path / name).write_text(body or text)
        elif name.startswith(kind):
            (tmp_path / name.removeprefix(f"{kind}_")).write_text(body)
    assert outcomes(tmp_path) == {"passed": 4}
    app = tmp_path / "app.py"
    app.write_text(app.read_text().replace("https://app.example.com", "https://evil.example"))
    assert outcomes(tmp_path) == {"failed": 4}


def outcomes(directory: Path) -> dict[str, int]:
    """How many tests of the directory have which outcome."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
    ]
    alone = environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1")  # as where the recipe needs no plugin
    done = subprocess.run(command, cwd=directory, env=alone, capture_output=True, text=True, check=False)
    last = done.stdout.rstrip().rpartition("\n")[2]
    found = {word: int(count) for count, word in re.findall(r"(\d+) (passed|failed|errors?)", last)}
    assert found, done.stdout + done.stderr
    return found


def traps() -> list[tuple[str, tuple[str, ...]]]:
    """The rows of tables whose last cell is a rule: the first cell's lines, and all cells."""
    page = (DOCS / "asab.md").read_text(encoding="utf-8")
    rows = [tuple(line.strip("| ").split(" | ")) for line in page.splitlines() if line.startswith("| `")]
    return [(row[0], row) for row in rows if row[-1].startswith("[CORS")]


@pytest.mark.parametrize(("file", "row"), traps(), ids=lambda value: str(value)[:60])
@pytest.mark.parametrize(("column", "version"), [(2, "25.15"), (3, "26.37")])
def test_each_trap_is_found(file: str, row: tuple[str, ...], column: int, version: str) -> None:
    lines = re.findall(r"`([^`]+)`", file)
    text = "\n".join(lines if lines[0].startswith("[") else ["[web]", *lines]) + "\n"
    (code,) = re.findall(r"\[(CORS\d+)\]\(rules/\1\.md\)", row[-1])
    found = {finding.code for finding in corscheck.lint(text, asab_version=version)}
    assert (code in found) != row[column].startswith("fine")


def test_there_are_traps_of_all_kinds() -> None:
    assert len(traps()) > 30
