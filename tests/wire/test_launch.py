"""Services are started, watched, and nothing they started survives: not even our own violent death."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from corscheck.errors import Unreachable, UsageProblem
from corscheck.wire.launch import KEPT_LINES, Service, command_line, free_port
from corscheck.wire.transport import Connection
from corscheck.wire.wait import wait_until_ready
from tests.support.servers import Server, answering

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


SERVER = """
import socket, sys, time
time.sleep(float(sys.argv[2]))
with socket.create_server(("127.0.0.1", int(sys.argv[1]))) as server:
    while True:
        sock, _ = server.accept()
        sock.recv(65536)
        sock.sendall(b"HTTP/1.1 405 Method Not Allowed\\r\\n\\r\\n")
        sock.close()
"""


def test_any_answer_means_ready() -> None:
    port = free_port()
    with Service([sys.executable, "-c", SERVER, str(port), "0.3"]) as service:
        assert wait_until_ready(Connection(), f"http://127.0.0.1:{port}/", 20, service).status == 405


def test_a_service_that_dies_is_told_at_once_with_what_it_wrote() -> None:
    start = time.monotonic()
    with (
        run("print('Address already in use'); raise SystemExit(4)") as service,
        pytest.raises(Unreachable) as told,
    ):
        wait_until_ready(Connection(), f"http://127.0.0.1:{free_port()}/", 60, service)
    assert time.monotonic() - start < 30
    assert str(told.value) == (
        "the service ended with exit code 4 before it was ready\n"
        "Its output ended with:\nAddress already in use"
    )


def test_waiting_ends_with_the_last_failure_and_the_time_spent() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(Unreachable, match=r"was not ready after 0\.\d s: nothing listens on 127\.0\.0\.1"):
        wait_until_ready(Connection(), url, 0.5)


def test_a_server_that_never_answers_does_not_outlast_the_wait() -> None:
    start = time.monotonic()
    with Server(lambda sock: time.sleep(60)) as server, pytest.raises(Unreachable, match="in time"):
        wait_until_ready(Connection(timeout=60), server.url(), 0.3)
    assert time.monotonic() - start < 30


def test_what_is_not_http_is_not_ready() -> None:
    with Server(answering(b"SSH-2.0\r\n")) as server, pytest.raises(Unreachable, match="not HTTP"):
        wait_until_ready(Connection(), server.url(), 0.3)
