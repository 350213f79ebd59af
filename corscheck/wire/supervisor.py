"""Runs a command and survives its caller: run as a script, with the command on standard input.

The command is not among the arguments, which every user of the machine can see: its size in bytes on a line
of its own, then the words, with NUL between them. Standard input is a pipe of which only the caller has the
other end. When it closes (the caller is done, was interrupted, or was killed) every process the command has
started is ended: its process group by SIGTERM, after `GRACE` seconds by SIGKILL, and processes that have left
the group, too. The exit code is the command's; 128 + n where a signal ended it; 127 where it cannot be
started.

It imports nothing of corscheck: it is started on its own, isolated, for the sake of speed.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

GRACE = 3.0
"""Seconds between SIGTERM and SIGKILL."""

_TICK = 0.02
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h


def main(command: list[str]) -> int:
    """Run the command until it ends or the caller has ended."""
    adopt_orphans()
    try:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603 - the user's
    except OSError as error:
        sys.stderr.write(f"{command[0]}: {error.strerror}\n")
        return 127
    while child.poll() is None and not select.select([sys.stdin], [], [], _TICK)[0]:
        pass
    end(child)
    return child.returncode if child.returncode >= 0 else 128 - child.returncode


def read_command() -> list[str]:
    """The command that the caller writes; empty where the caller ends before that."""
    size = b""
    while (byte := os.read(0, 1)) not in (b"", b"\n"):
        size += byte
    left, parts = int(size or b"0"), []
    while left and (part := os.read(0, left)):
        parts.append(part)
        left -= len(part)
    return [] if left or not parts else [os.fsdecode(word) for word in b"".join(parts).split(b"\0")]


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends, so that none is lost (Linux only)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def end(child: subprocess.Popen[bytes]) -> None:
    """End the command and everything it has started: SIGTERM first, SIGKILL after `GRACE` seconds."""
    deadline = time.monotonic() + GRACE
    signalled: set[int] = set()
    while alive := living(child):
        late = time.monotonic() > deadline
        for pid in alive:
            if late or pid not in signalled:
                send_signal(pid, signal.SIGKILL if late else signal.SIGTERM, group=pid == child.pid)
                signalled.add(pid)
        time.sleep(_TICK)
    send_signal(child.pid, signal.SIGKILL, group=True)


def send_signal(pid: int, number: signal.Signals, *, group: bool) -> None:
    """Send a signal to a process or to the process group it leads."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        (os.killpg if group else os.kill)(pid, number)


def living(child: subprocess.Popen[bytes]) -> set[int]:
    """The command, if it still runs, and every orphan adopted from it; those that have ended are reaped."""
    running = set() if child.poll() is not None else {child.pid}
    for pid in children() - {child.pid}:
        with contextlib.suppress(ChildProcessError):
            if os.waitpid(pid, os.WNOHANG)[0] == 0:
                running.add(pid)
    return running


def children() -> set[int]:
    """The processes whose parent we are; none where the system has no `/proc`."""
    try:
        return {
            int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text("ascii").split()
        }
    except OSError:
        return set()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller handles Ctrl-C
    if command := read_command():
        sys.exit(main(command))
