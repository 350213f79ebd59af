"""Hundreds of runs of the program, each in a process of its own, measured and limited: see `fork_server`."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from tests.support.program import environment

if TYPE_CHECKING:
    from collections.abc import Mapping

MEMORY = 2 * 1024**3
"""Bytes of address space that a run gets; each of its threads takes 8 MiB of that, whatever it uses."""
PEAK = 512 * 1024**2
"""Bytes of memory that no run may use; it starts with about 40 MiB, and a file may have 4 MiB of lines."""
CPU = 20.0
"""Seconds of processor time that no run may use."""
SECONDS = 60.0
"""After which a run is killed; on a machine that others keep busy everything takes longer."""


class Ran(NamedTuple):
    """What a run came to."""

    code: int | None
    """Negative: the signal that ended it. None: it was killed because it had not ended in time."""
    out: str
    err: str
    seconds: float
    cpu: float
    peak: int

    @property
    def json(self) -> dict[str, object]:
        """Standard output as a JSON object."""
        document: dict[str, object] = json.loads(self.out)
        return document


class Forks:
    """Runs `corscheck`; one run at a time."""

    def __init__(self) -> None:
        # It ends when this process does, whose end of the pipe is closed then.
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("fork_server.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment(),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._jobs: IO[bytes] = self._process.stdin
        self.answers: IO[bytes] = self._process.stdout
        """Readable when the run has ended."""

    def run(
        self,
        *arguments: str,
        directory: Path,
        stdin: str | bytes = b"",
        env: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> Ran:
        """Run `corscheck` with these arguments in a directory; input and output are files in its `.run`."""
        place = directory / ".run"
        place.mkdir(exist_ok=True)
        paths = {name: place / name for name in ("stdin", "stdout", "stderr")}
        for path in paths.values():
            path.write_bytes(b"")
        paths["stdin"].write_bytes(stdin.encode() if isinstance(stdin, str) else stdin)
        streams = {name: str(path) for name, path in paths.items()}
        self.start(*arguments, directory=directory, env=env, seconds=seconds, memory=memory, streams=streams)
        measured = self.ended()
        out, err = (_text(paths[name]) for name in ("stdout", "stderr"))
        return Ran(out=out, err=err, **measured)

    def start(
        self,
        *arguments: str,
        directory: Path,
        streams: Mapping[str, str],
        env: Mapping[str, str] | None = None,
        seconds: float = SECONDS,
        memory: int = MEMORY,
    ) -> None:
        """Begin a run; `streams`: the paths that `stdin`, `stdout` and `stderr` are opened at."""
        job = {
            "arguments": arguments,
            "directory": str(directory),
            "environment": environment(**(env or {})),
            "seconds": seconds,
            "memory": memory,
            **streams,
        }
        self._jobs.write(json.dumps(job).encode() + b"\n")
        self._jobs.flush()

    def ended(self) -> dict[str, Any]:
        """Wait until the run has ended: its `code`, `seconds`, `cpu` and `peak`, as in `Ran`."""
        measured: dict[str, Any] = json.loads(self.answers.readline())
        return measured


@functools.cache
def shared() -> Forks:
    """The one of this process."""
    return Forks()


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "surrogateescape")


def assert_sound(ran: Ran) -> None:
    """It ended normally, within the limits of time and memory, without a traceback, and printed only text."""
    assert ran.code is not None, f"it had not ended after {ran.seconds:.0f} s: {ran.err[-1000:]}"
    assert "Traceback" not in ran.err, ran.err[-3000:]
    assert "this is a bug in corscheck" not in ran.err
    assert ran.code in (0, 1, 2, 3), ran.err[-1000:]
    assert ran.cpu < CPU
    assert ran.peak < PEAK
    assert len(ran.out) + len(ran.err) < 4_000_000
    for text in (ran.out, ran.err):
        assert all(char.isprintable() or char == "\n" for char in text), ascii(text)[:2000]
