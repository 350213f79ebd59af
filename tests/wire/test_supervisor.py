"""The supervisor as a program: exit codes, and the order of signals."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from corscheck.wire import supervisor

SCRIPT = Path(supervisor.__file__)

HANDLER = """
import signal, sys, time
def handler(number, frame):
    print("SIGTERM", flush=True)
    sys.exit(5)
signal.signal(signal.SIGTERM, handler)
print("ready", flush=True)
time.sleep(60)
"""
DEAF = HANDLER.replace("sys.exit(5)", "pass").replace("time.sleep(60)", "while True: time.sleep(60)")


def supervised(code: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-I", "-S", str(SCRIPT)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    words = f"{sys.executable}\0-c\0{code}"
    process.stdin.write(f"{len(words)}\n{words}")
    process.stdin.flush()
    return process


@pytest.mark.parametrize(("code", "expected"), [("", 0), ("raise SystemExit(3)", 3), (DEAF, 128 + 9)])
def test_the_exit_code_is_the_commands(code: str, expected: int) -> None:
    with supervised(code) as process:
        assert process.stdin
        assert process.stdout
        if code == DEAF:
            assert process.stdout.readline() == "ready\n"
            process.stdin.close()
        assert process.wait(30) == expected


@pytest.mark.parametrize("text", ["", "12", "12\n/bin/echo"])
def test_without_a_whole_command_nothing_is_run(text: str) -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(SCRIPT)], input=text, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_the_end_of_standard_input_is_sigterm_first() -> None:
    with supervised(HANDLER) as process:
        assert process.stdin
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        process.stdin.close()
        assert process.wait(30) == 5
        assert process.stdout.read() == "SIGTERM\n"


def test_a_command_that_cannot_be_started(capsys: pytest.CaptureFixture[str]) -> None:
    assert supervisor.main(["/nowhere/command"]) == 127
    assert capsys.readouterr().err == "/nowhere/command: No such file or directory\n"
