"""docs/privacy.md: nothing is sent anywhere but to the servers that the user names."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support.live import asab
from tests.support.program import ROOT, environment
from tests.support.replay_server import Asked, raw, replaying

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

APP = "https://app.example.com"
WATCHED = """
import json, sys
found = []
def watch(event, arguments):
    if event == "socket.connect":
        found.append(["connect", list(arguments[1][:2]) if isinstance(arguments[1], tuple) else arguments[1]])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.sendto"):
        found.append([event, list(map(str, arguments[:2]))])
    elif event == "subprocess.Popen" and "git" not in str(arguments[0]):
        found.append([event, str(arguments[0])])
sys.addaudithook(watch)
from corscheck.__main__ import main
code = main(sys.argv[2:])
with open(sys.argv[1], "w") as file:
    json.dump(found, file)
sys.exit(code)
"""


def connections(directory: Path, *arguments: str) -> list[list[object]]:
    """What a command connects to, looks up and starts (other than git); it has to do its job."""
    record = directory / "connections.json"
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(record), *arguments],
        cwd=directory,
        env=environment(HTTP_PROXY="http://proxy.example:1", HTTPS_PROXY="http://proxy.example:1"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stdout + done.stderr
    return json.loads(record.read_text())  # type: ignore[no-any-return]  # the list written above


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    def answer(asked: Asked) -> bytes:
        return raw("204" if asked.is_preflight else "404", tuple(asab()))

    with replaying(answer) as server:
        yield server.port


@pytest.fixture
def project(tmp_path: Path, port: int) -> Path:
    (tmp_path / "app.conf").write_text(
        f"[web]\nlisten = 127.0.0.1 {port}\ncors = {APP}\ncors_preflight_paths = /a, /a/*\n"
    )
    entry = {
        "startedDateTime": "2026-01-01T00:00:00Z",
        "request": {
            "method": "GET",
            "url": "https://api.example.com/a",
            "headers": [{"name": "Origin", "value": APP}],
        },
        "response": {
            "status": 200,
            "headers": [{"name": "Content-Type", "value": "text/plain"}],
            "content": {},
        },
    }
    (tmp_path / "page.har").write_text(json.dumps({"log": {"version": "1.2", "entries": [entry]}}))
    return tmp_path


@pytest.mark.parametrize(
    "arguments",
    [
        ("lint",),
        ("lint", "app.conf", "--fix", "--unsafe-fixes"),
        ("show", "app.conf"),
        ("show", "--settings"),
        ("rule", "CORS113"),
        ("why", "--har", "page.har"),
        ("--version",),
    ],
    ids=" ".join,
)
def test_these_open_no_connection_and_start_nothing(project: Path, arguments: tuple[str, ...]) -> None:
    assert connections(project, *arguments) == []


def test_rendering_a_report_again_opens_none(project: Path) -> None:
    assert connections(project, "lint", "--report", "jsonl:run.jsonl") == []
    assert connections(project, "report", "run.jsonl") == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("preflight", "app.conf", "--openapi", "off"),
        ("preflight", "app.conf"),
        ("check", "app.conf", "--no-strangers"),
        ("init", "app.conf"),
        ("why", "URL", "--origin", APP, "-X", "PUT"),
        ("why", "URL", "--origin", APP, "--credentials", "include"),
    ],
    ids=" ".join,
)
def test_these_connect_to_the_server_that_is_named_only(
    project: Path, port: int, arguments: tuple[str, ...]
) -> None:
    line = [f"http://127.0.0.1:{port}/a" if one == "URL" else one for one in arguments]
    found = connections(project, *line)
    assert ["connect", ["127.0.0.1", port]] in found
    others = [one for one in found if "127.0.0.1" not in json.dumps(one)]
    assert others == []


def test_the_hook_sees_what_is_looked_up(project: Path) -> None:
    """The test above can fail: a name that is asked for is seen."""
    page = (ROOT / "docs/privacy.md").read_text()
    assert "tests/test_privacy.py" in page
    script = WATCHED.replace("main(sys.argv[2:])", "__import__('socket').getaddrinfo('localhost', 80) and 0")
    record = project / "seen.json"
    subprocess.run([sys.executable, "-c", script, str(record)], env=environment(), check=True)
    assert ["socket.getaddrinfo", ["localhost", "80"]] in json.loads(record.read_text())
