"""Several processes find what one finds, in the same order; where that is not certain, one does the work."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.cli import processes
from corscheck.cli.processes import lint_in_processes
from corscheck.files import TOTAL, Disk
from corscheck.limits import MAX_STEPS
from corscheck.linter import LintOptions, lint_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.cli.processes import Done, Work

WEB = "[web]\nlisten = 127.0.0.1 8080\n"
TREE = {
    "a.conf": f"[general]\ninclude = ${{THIS_DIR}}/part.conf\n{WEB}cors = *\n",
    "b.conf": f"{WEB}cors = https://app.example.com/\ncors_preflight_paths = api, /b/*\n",
    "c.conf": f"[general]\ninclude = ${{THIS_DIR}}/part.conf ${{THIS_DIR}}/nothing.conf\n{WEB}",
    "d.conf": f"{WEB}# corscheck: ignore[CORS501] -- public data\ncors = *\ncors_preflight_paths = /d\n",
    "e.conf": f"[general]\ninclude = ${{THIS_DIR}}/f.conf\n{WEB}cors = *\ncors_preflight_paths = e\n",
    "f.conf": f"[general]\ninclude = ${{THIS_DIR}}/e.conf\n{WEB}cors = $ORIGIN\n",
    "g.yaml": "web:\n  listen: 127.0.0.1 8080\n  cors: '*'\n  cors_preflight_paths: api\n",
    "h.conf": f"{WEB}# corscheck: ignore[CORS104] -- there is none\ncors = *\ncors_preflight_paths = /h\n",
    "i.conf": f"{WEB}cors = *\ncors_preflight_paths = ${{paths:api}}\n[paths]\napi = i\npassword = hunter2\n",
    "part.conf": "[web]\ncors_preflight_paths = part\n",
    "z.conf": f"[general]\ninclude = ${{THIS_DIR}}/b.conf\n{WEB}",
}
BOTH = LintOptions(versions=("25.15", "26.37"))


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in TREE.items():
        Path(name).write_text(text, "utf-8")


def one_after_another(chunks: Sequence[Sequence[str]], _processes: int, work: Work) -> list[Done]:
    """The chunks as processes would do them: each knows nothing of the others, and hands over bytes."""
    done: list[Done] = []
    disk, environ, options = work
    work = copy(disk), environ, options
    for chunk in chunks:
        processes._begin(*work)
        done.append(pickle.loads(pickle.dumps(processes._examine_chunk(chunk))))
    return done


@pytest.fixture
def _without_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_can_fork", lambda: True)
    monkeypatch.setattr(processes, "_examine", one_after_another)
    monkeypatch.setattr("signal.signal", lambda *_: None)


@pytest.mark.usefixtures("_without_processes")
@pytest.mark.parametrize("chunks", [1, 2, 3, 11])
@pytest.mark.parametrize("paths", [sorted(TREE), sorted(TREE, reverse=True)])
def test_the_results_are_those_of_one_process(
    chunks: int, paths: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "_CHUNKS", chunks)
    alone, together = Disk(), Disk()
    expected = lint_files(paths, alone, {"ORIGIN": "https://s3cr3t.example"}, BOTH)
    found = lint_in_processes(paths, together, {"ORIGIN": "https://s3cr3t.example"}, BOTH, 2)
    assert len(expected.findings) > 10
    assert expected.suppressed
    assert repr(found) == repr(expected)  # sources are shown by their paths
    assert together.spent >= alone.spent > (0, 0)


SCRIPT = """
import sys
from corscheck.cli import lint_job, processes
from corscheck.cli.lint import prepare
from corscheck.cli.lint_job import LintOptions
from corscheck.report import FORMATS, render
from corscheck.run_report import merged

lint_job.MANY, count = 5, int(sys.argv[1])
processes.processors = lambda: count
original, used = processes.lint_files, []
processes.lint_files = lambda *arguments: used.append(1) or original(*arguments)
job = prepare(LintOptions())
report = merged(job.look({}))
for name in FORMATS:
    print(render(name, report, job.session.context))
print(len(used), file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one process")
def test_all_formats_are_the_same_whatever_the_number_of_processes() -> None:
    root = Path(processes.__file__).parents[2]
    ran = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, count],
            env={**os.environ, "PYTHONPATH": str(root), "ORIGIN": "", "SOURCE_DATE_EPOCH": "0"},
            capture_output=True,
            check=True,
            text=True,
        )
        for count in ("1", "3")
    ]
    assert [one.stderr.strip() for one in ran] == ["0", "1"]
    assert ran[0].stdout == ran[1].stdout
    assert ran[0].stdout.count("CORS104") > 20


@pytest.mark.usefixtures("_without_processes")
@pytest.mark.parametrize(
    ("reading", "trying", "disk"),
    [
        ((MAX_STEPS // 2 + 1, 0), (0, 0), (0, 0)),
        ((0, 0), (MAX_STEPS // 2 + 1, 0), (0, 0)),
        ((0, 0), (0, 0), (TOTAL // 2 + 1, 0)),
    ],
)
def test_what_is_more_than_one_process_may_is_left_to_one(
    reading: tuple[int, int], trying: tuple[int, int], disk: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def spending(chunks: Sequence[Sequence[str]], count: int, work: Work) -> list[Done]:
        done = one_after_another(chunks, count, work)
        return [(examined._replace(spent=(reading, trying)), disk) for examined, _ in done[:2]]

    monkeypatch.setattr(processes, "_examine", spending)
    files = Disk()
    assert lint_in_processes(["b.conf", "d.conf"], files, {}, LintOptions(), 2) is None
    assert files.spent == (0, 0)  # one process may read as much as if there had been no others


@pytest.mark.usefixtures("_without_processes")
def test_a_file_that_nobody_examined_is_left_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(chunks: Sequence[Sequence[str]], count: int, work: Work) -> list[Done]:
        return one_after_another(chunks, count, work)[1:]

    monkeypatch.setattr(processes, "_examine", forgetful)
    assert lint_in_processes(["b.conf", "d.conf"], Disk(), {}, LintOptions(), 2) is None


@pytest.mark.parametrize("result", [OSError("no processes"), NotImplementedError("no semaphores"), None])
def test_where_there_are_no_processes_one_does_the_work(
    result: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        if result is not None:
            raise result

    monkeypatch.setattr(processes, "_can_fork", lambda: True)
    monkeypatch.setattr(processes, "_examine", refused)
    assert lint_in_processes(["b.conf", "d.conf"], Disk(), {}, LintOptions(), 2) is None


def test_neither_a_single_processor_nor_threads_are_for_several_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(processes, "_examine", None)
    assert lint_in_processes(["b.conf"], Disk(), {}, LintOptions(), 1) is None
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert lint_in_processes(["b.conf"], Disk(), {}, LintOptions(), 2) is None
    finally:
        done.set()
        thread.join()
