"""Every command that the documentation shows is run, in a shell, with the files that it names.

What `console` blocks print is held by `test_site.py`; here a command has to do its job: find something, or
nothing.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.support.chromium import BINARY
from tests.support.program import ROOT, environment
from tests.support.services import free_ports, process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APP = "https://app.example.com"
CONFIG = (ROOT / "fixtures/service/app.conf").read_text()
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
FAR = re.compile(r"https://(?:api|staging)\.example\.com")
IN_PLACE_OF = {
    "CODE": "CORS113",
    "NAME": "origin-not-listed",
    "COMMAND": "lint",
    "[PATH]": ".",
    "ORIGIN": APP,
}
"""What stands for something of the user's in the text."""

BLOCK = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINE = re.compile(r"^\s*(?:- )?(corscheck (?:[a-z]+|--\w+)\b.*)$", re.MULTILINE)
INLINE = re.compile(r"`(corscheck [a-zA-Z]+ [^`\n]+)`")


def shown(text: str) -> list[str]:
    """The commands in the code blocks of a page that are not `console`, and those in its sentences."""
    found = [body for language, body in BLOCK.findall(text) if language not in {"console", "text"}]
    prose = BLOCK.sub("", text)
    found += ["\n".join(line[4:] for line in prose.splitlines() if line.startswith("    "))]
    commands = [command for body in found for command in LINE.findall(body)]
    return list(dict.fromkeys([*commands, *INLINE.findall(prose)]))


COMMANDS = [
    pytest.param(
        command,
        id=f"{page.name}: {command}"[:90],
        marks=[pytest.mark.browser] if "--browser" in command else [],
    )
    for page in PAGES
    for command in shown(page.read_text(encoding="utf-8"))
]


class Place(NamedTuple):
    """The directory with the files that commands name, and the service they ask."""

    directory: Path
    url: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    here = tmp_path_factory.mktemp("documented")
    port, other = free_ports(2)
    url = f"http://127.0.0.1:{port}"
    files = here / "files"
    (files / "etc").mkdir(parents=True)
    (files / "etc/app.conf").write_text(CONFIG.replace("8089", str(port)))
    shutil.copytree(ROOT / "fixtures/service", files / "fixtures/service")
    (files / "fixtures/service/app.conf").write_text(CONFIG.replace("8089", str(other)))
    (files / "request.txt").write_text(f"curl '{url}/api/notes/1' -X PUT -H 'Origin: {APP}'\n")
    (files / "message.txt").write_text(
        f"Access to fetch at '{url}/api/notes' from origin '{APP}' has been blocked by CORS policy: Response"
        " to preflight request doesn't pass access control check: It does not have HTTP ok status.\n"
    )
    (files / "page.har").write_text(json.dumps(har(url)))
    programs = here / "bin"
    programs.mkdir()
    for name, line in (
        ("corscheck", f'exec "{sys.executable}" -m corscheck "$@"'),
        ("python", f'exec "{sys.executable}" "$@"'),
        ("reviewdog", "exec cat"),  # it is not ours; what it gets is looked at
    ):
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    command = [sys.executable, str(ROOT / "fixtures/service/app.py"), "-c", str(files / "etc/app.conf")]
    with process(command, [port], here / "log"):
        for name, shard in (("run", "1/1"), ("shard-1", "1/2"), ("shard-2", "2/2")):
            done = run(
                here, f"corscheck check etc/app.conf --shard {shard} --report jsonl:{name}.jsonl", files
            )
            assert done.returncode == 1, done.stderr
        yield Place(here, url)


def har(url: str) -> dict[str, object]:
    """What a browser records of one request that it blocked."""
    request = {
        "method": "GET",
        "url": f"{url}/api/notes",
        "headers": [{"name": "Origin", "value": APP}],
        "cookies": [],
        "queryString": [],
        "httpVersion": "HTTP/1.1",
    }
    headers = [{"name": "Content-Type", "value": "application/json"}]
    response = {"status": 200, "statusText": "OK", "headers": headers, "content": {}, "redirectURL": ""}
    entry = {"startedDateTime": "2026-01-01T00:00:00Z", "time": 1, "request": request, "response": response}
    return {"log": {"version": "1.2", "creator": {"name": "x", "version": "1"}, "entries": [entry]}}


def run(here: Path, command: str, directory: Path) -> subprocess.CompletedProcess[str]:
    path = f"{here / 'bin'}:/usr/bin:/bin"
    variables = {"PATH": path, "SHARD": "1", "CI_NODE_INDEX": "1", "CI_NODE_TOTAL": "4"}
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=directory,
        env=environment(**variables),
        input=CONFIG,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_does_its_job(command: str, place: Place, tmp_path: Path) -> None:
    if "--browser" in command and shutil.which(BINARY) is None:
        pytest.skip("there is no Chromium")
    files = shutil.copytree(place.directory / "files", tmp_path / "files")
    line = FAR.sub(place.url, command)
    line = re.sub(r"\bURL\b", f"{place.url}/api/notes", line) if " why " in line else line
    for name, value in IN_PLACE_OF.items():
        line = line.replace(f" {name}", f" {value}")
    done = run(place.directory, line, files)
    assert done.returncode in {0, 1}, f"{line}\n{done.stdout}{done.stderr}"
    assert "Traceback" not in done.stderr
    for form, name in re.findall(r"--report \"?(\w+):([\w.$-]+)", line):
        report = files / name.replace("$SHARD", "1").replace("$CI_NODE_INDEX", "1")
        assert report.stat().st_size > 0, form


def test_commands_of_all_pages_are_found() -> None:
    commands = [str(param.values[0]) for param in COMMANDS]
    assert len(commands) > 25
    for words in ("lint -", "report shard-*", "why --har", "rule CODE", "--launch", "--shard", "--browser"):
        assert any(words in command for command in commands), words
