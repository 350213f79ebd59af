"""Services are started, watched, and nothing they started survives: not even our own violent death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corscheck.errors import UsageProblem
from corscheck.wire.launch import KEPT_LINES, Service, command_line

ROOT = Path(__file__).parent.parent.parent

# A service that ignores SIGTERM and has a child in its group and one that ran away from it.
FAMILY = """
import os, signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
sleeper = [sys.executable, "-c", "import time; time.sleep(600)"]
children = [subprocess.Popen(sleeper), subprocess.Popen(sleeper, start_new_session=True)]
with open(sys.argv[1] + ".part", "w") as file:
    print(os.getpid(), *(child.pid for child in children), file=file)
os.rename(sys.argv[1] + ".part", sys.argv[1])
time.sleep(600)
"""

OURS = """
import sys, time
from corscheck.wire.launch import Service
with Service(sys.argv[1:]):
    time.sleep(600)
"""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def family(path: Path) -> list[int]:
    for _ in range(5000):
        if path.exists():
            return [int(pid) for pid in path.read_text().split()]
        time.sleep(0.02)
    pytest.fail("the service did not start")


def all_gone(pids: list[int], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(alive, pids))


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs Linux's /proc")


@needs_proc
def test_leaving_the_context_ends_everything(tmp_path: Path) -> None:
    with Service([sys.executable, "-c", FAMILY, str(tmp_path / "pids")]):
        pids = family(tmp_path / "pids")
        assert len(pids) == 3
        assert all(map(alive, pids))
    assert all_gone(pids, 0)


@needs_proc
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_our_own_death_ends_everything(tmp_path: Path, number: signal.Signals) -> None:
    ours = subprocess.Popen(
        [
            sys.executable,
            "-c",
            OURS,
            *[sys.executable, "-c", FAMILY, str(tmp_path / "pids")],
        ],
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    pids = family(tmp_path / "pids")
    os.kill(ours.pid, number)
    ours.wait(20)
    assert all_gone(pids)


@needs_proc
def test_a_service_that_ends_by_itself_leaves_nothing_behind(tmp_path: Path) -> None:
    code = FAMILY.removesuffix("time.sleep(600)\n") + "sys.exit(7)\n"
    with Service([sys.executable, "-c", code, str(tmp_path / "pids")]) as service:
        pids = family(tmp_path / "pids")
        while service.returncode is None:
            time.sleep(0.02)
        assert service.returncode == 7
        assert all_gone(pids, 0)


def run(code: str) -> Service:
    return Service([sys.executable, "-c", code])


def ended(service: Service) -> int:
    with service:
        for _ in range(5000):
            if service.returncode is not None:
                return service.returncode
            time.sleep(0.02)
    pytest.fail("it did not end")


@pytest.mark.parametrize(
    ("code", "expected"),
    [("", 0), ("raise SystemExit(3)", 3), ("import os; os.kill(os.getpid(), 9)", 128 + 9)],
)
def test_the_exit_code_is_the_commands(code: str, expected: int) -> None:
    assert ended(run(code)) == expected


def test_a_command_that_does_not_exist() -> None:
    service = Service(["/nowhere/service"])
    assert ended(service) == 127
    assert service.output == "/nowhere/service: No such file or directory"


def test_the_last_lines_of_the_output_are_kept() -> None:
    code = (
        "import sys\nfor n in range(1000): print(n)\nsys.stdout.flush()\n"
        "sys.stderr.buffer.write(b'\\xff' + b'x' * 10**6)"
    )
    service = run(code)
    ended(service)
    lines = service.output.splitlines()
    assert len(lines) == KEPT_LINES
    assert max(map(len, lines)) <= 2000


def test_a_service_reads_no_input_of_ours() -> None:
    assert ended(run("import sys; sys.exit(len(sys.stdin.read()))")) == 0


def test_placeholders_are_filled_in_word_by_word() -> None:
    words = command_line(
        "run -c '{config}' --listen=127.0.0.1:{port} '$(x)'", config="my app.conf", port=8080
    )
    assert words == ["run", "-c", "my app.conf", "--listen=127.0.0.1:8080", "$(x)"]


@pytest.mark.parametrize(
    ("command", "says"),
    [("", "empty"), ("run 'x", "No closing quotation"), ("run {config}", r"in place of \{config\}")],
)
def test_commands_that_cannot_be_run(command: str, says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        command_line(command)
