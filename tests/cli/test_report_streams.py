"""`--report jsonl:PATH`: results are in the file while the run goes on, and stay there if it is killed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from corscheck.contract.plan import Axes
from corscheck.live.dry_run import dry_report
from corscheck.live.runner import Options
from corscheck.live.target import Target
from tests.cli.test_incomplete import check_all, every_report
from tests.cli.test_preflight import CLASSIC, config
from tests.support.program import environment
from tests.support.servers import Server, answering, requests

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

APP = "https://app.example.com"
ARGUMENTS = ("--openapi", "off", "--jobs", "1", "--path", "/a", "--path", "/b", "--report", "jsonl:run.jsonl")
SECRET = "secret-of-the-answer"


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _checks(path: Path) -> list[dict[str, Any]]:
    return [line for line in _lines(path) if line["type"] == "check"]


def _planned(path: str) -> list[str]:
    target = Target(path, openapi="off", axes=Axes(("/a", "/b")))
    return [check.title for check in dry_report([target], Options()).checks or ()]


class Gate:
    """A server that answers what comes before the last planned preflight, and that only once it is opened."""

    def __init__(self, answer: bytes = CLASSIC) -> None:
        self.answer = answer
        self.last = ""  # title of the check that waits
        self.waits, self.opened = threading.Event(), threading.Event()

    def __call__(self, sock: socket.socket) -> None:
        for head in requests(sock):
            text = head.decode("latin-1")
            origin = re.search(r"\r\nOrigin: (\S+)", text)
            method = re.search(r"\r\nAccess-Control-Request-Method: (\S+)", text)
            path = text.split(" ")[1]
            if (
                origin
                and method
                and self.last.startswith(f"{method[1]} {path} from {origin[1]}")
                and "with credentials" not in self.last
            ):
                self.waits.set()
                self.opened.wait(30)
            sock.sendall(self.answer)


def test_results_are_in_the_file_while_the_run_goes_on(tmp_path: Path, run: Run) -> None:
    gate = Gate(CLASSIC.replace(b"\r\n", f"\r\nSet-Cookie: id={SECRET}\r\n".encode(), 1))
    seen: list[dict[str, Any]] = []

    def look() -> None:
        assert gate.waits.wait(30)
        end = time.monotonic() + 30
        while len(_checks(tmp_path / "run.jsonl")) < len(planned) - 1 and time.monotonic() < end:
            time.sleep(0.01)
        seen.extend(_lines(tmp_path / "run.jsonl"))
        gate.opened.set()

    with Server(gate) as server:
        path = config(tmp_path, server.port, f"{APP}\npassword = secret-of-the-file")
        planned = _planned(path)
        gate.last = planned[-1]
        reader = threading.Thread(target=look)
        reader.start()
        result = run("preflight", path, *ARGUMENTS)
        reader.join()
    assert [line["type"] for line in seen[:3]] == ["run", "service", "source"]
    checks = [line for line in seen if line["type"] == "check"]
    assert [check["title"] for check in checks] == planned[:-1]
    assert {check["outcome"] for check in checks} == {None}
    assert {check["response"]["status"] for check in checks} == {204}
    assert seen[1]["planned"] == len(planned)
    assert "secret-of-the" not in json.dumps(seen)
    assert "password = ***" in json.dumps(seen).replace("\\uf8ff", "*").replace("*" * 18, "***")
    lines = _lines(tmp_path / "run.jsonl")
    assert lines[-1] == {**lines[-1], "type": "end", "lines": len(lines), "exit_code": result.code}
    assert [one["title"] for one in _checks(tmp_path / "run.jsonl")] == planned
    assert None not in {one["outcome"] for one in _checks(tmp_path / "run.jsonl")}


def test_a_run_that_is_killed_leaves_what_it_had(tmp_path: Path, run: Run) -> None:
    gate = Gate()
    with Server(gate) as server:
        path = config(tmp_path, server.port, APP)
        planned = _planned(path)
        gate.last = planned[-1]
        command = [sys.executable, "-m", "corscheck", "preflight", path, *ARGUMENTS]
        with subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=subprocess.PIPE) as process:
            assert gate.waits.wait(60)
            end = time.monotonic() + 30
            while len(_checks(tmp_path / "run.jsonl")) < len(planned) - 1 and time.monotonic() < end:
                time.sleep(0.01)
            process.kill()
        gate.opened.set()
    text = (tmp_path / "run.jsonl").read_text()
    for cut in (text, text[:-30]):  # a line may have been written in part
        (tmp_path / "run.jsonl").write_text(cut)
        result = run("report", "run.jsonl", "--output-format", "full", *every_report())
        left = len(planned) - 1 - (cut != text)
        message = (
            f"the report run.jsonl is not complete: it ends after {left} checks of {len(planned)} planned"
        )
        assert result.code == 2
        assert message in result.out
        check_all(tmp_path, ("unreadable-file", "run.jsonl", None, message))
        found = json.loads((tmp_path / "report.json").read_text())
        assert [check["title"] for check in found["checks"]] == planned[:left]
    assert run("preflight", path, "--dry-run", "--report", "jsonl:run.jsonl").code == 0  # it can be replaced
    assert _lines(tmp_path / "run.jsonl")[-1]["type"] == "end"


def test_an_answer_that_is_not_as_expected_has_failed_in_a_file_that_was_cut(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(answering(CLASSIC.replace(b"Allow-Origin", b"Allow-Nobody"), keep=True)) as server:
        path = config(tmp_path, server.port, APP)
        result = _aborted(run, monkeypatch, "preflight", path, *ARGUMENTS)
    assert result.code == 2
    lines = _lines(tmp_path / "run.jsonl")
    assert [line["message"] for line in lines if line["type"] == "error"] == []
    document = json.loads(run("report", "run.jsonl", "--output-format", "json").out)
    outcomes = {(one["expected"].partition(":")[0], one["outcome"]) for one in document["checks"]}
    assert outcomes == {("allow", "failed"), ("block", "passed")}
    assert document["summary"]["failed"] > 1


def _aborted(run: Run, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    """Run with an internal error after everything was sent."""

    def fail(*_: object, **_more: object) -> None:
        raise RuntimeError("a mistake")

    with monkeypatch.context() as patch:
        patch.setattr("corscheck.live.suppressions.apply_suppressions", fail)
        return run(*arguments)


def test_results_survive_a_mistake_of_ours(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(answering(CLASSIC, keep=True)) as server:
        path = config(tmp_path, server.port, APP)
        arguments = ("preflight", path, *ARGUMENTS, "--report", "json:run.json")
        result = _aborted(run, monkeypatch, *arguments)
        planned = _planned(path)
    assert result.code == 2
    assert "this is a bug in corscheck" in result.err
    assert [check["title"] for check in _checks(tmp_path / "run.jsonl")] == planned
    assert _lines(tmp_path / "run.jsonl")[-1]["type"] == "check"
    assert [one["kind"] for one in json.loads((tmp_path / "run.json").read_text())["errors"]] == ["internal"]
    assert run("report", "run.jsonl").code == 2


def test_services_are_in_one_file_with_their_errors(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Server(answering(CLASSIC, keep=True)) as server, Server(answering(CLASSIC, keep=True)) as other:
        paths = [config(tmp_path, port, APP, f"{port}.conf") for port in (server.port, other.port, 1)]
        _aborted(run, monkeypatch, "preflight", *paths, *ARGUMENTS)
    lines = _lines(tmp_path / "run.jsonl")
    assert {line["service"] for line in lines if line["type"] == "service"} == set(paths[:2])
    assert {line["axes"]["service"] for line in lines if line["type"] == "check"} == set(paths[:2])
    assert [(line["kind"], line["service"]) for line in lines if line["type"] == "error"] == [
        ("unreachable", "1.conf")
    ]
    sources = [line["path"] for line in lines if line["type"] == "source"]
    assert sorted(sources) == sorted(paths)


def test_secrets_are_shown_where_they_are_asked_for(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = CLASSIC.replace(b"\r\n", f"\r\nSet-Cookie: id={SECRET}\r\n".encode(), 1)
    with Server(answering(answer, keep=True)) as server:
        path = config(tmp_path, server.port, APP)
        for more in ((), ("--show-secrets",)):
            _aborted(run, monkeypatch, "preflight", path, *ARGUMENTS, *more)
            assert (SECRET in (tmp_path / "run.jsonl").read_text()) == bool(more)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes are Unix's")
def test_what_is_no_file_has_the_report_at_the_end(tmp_path: Path, run: Run) -> None:
    os.mkfifo(tmp_path / "run.jsonl")
    reader = os.open(tmp_path / "run.jsonl", os.O_RDONLY | os.O_NONBLOCK)  # so that there is one already
    os.set_blocking(reader, True)
    found: list[bytes] = []
    read = (tmp_path / "run.jsonl").read_bytes
    thread = threading.Thread(target=lambda: found.append(read()), daemon=True)
    thread.start()
    with Server(answering(CLASSIC, keep=True)) as server:
        run("preflight", config(tmp_path, server.port, APP), *ARGUMENTS)
    os.close(reader)
    thread.join(30)
    lines = found[0].decode().splitlines()
    assert json.loads(lines[-1])["lines"] == len(lines)
    assert not [line for line in lines if '"outcome": null' in line]


@pytest.mark.parametrize("name", ["app.conf", "none/run.jsonl"])
def test_a_file_that_cannot_be_written_stops_nothing(tmp_path: Path, run: Run, name: str) -> None:
    with Server(answering(CLASSIC, keep=True)) as server:
        path = config(tmp_path, server.port, APP)
        before = (tmp_path / path).read_text()
        result = run(
            "preflight", path, *ARGUMENTS[:-2], "--report", f"jsonl:{name}", "--output-format", "json"
        )
    document = json.loads(result.out)
    assert result.code == 2
    assert [(one["kind"], one["path"]) for one in document["errors"]] == [("usage", name)]
    assert document["summary"]["checks"] == len(_planned(path))
    assert (tmp_path / path).read_text() == before
