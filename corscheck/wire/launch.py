"""The service under test: started, watched, its output kept, and ended with everything it started."""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType
    from typing import Self

KEPT_LINES = 200
"""Lines of the service's output, the last ones, that are kept to be shown when it fails."""

_LINE = 2000  # bytes kept of one line
_SUPERVISOR = Path(__file__).with_name("supervisor.py")


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def command_line(command: str, *, config: str | None = None, port: int | None = None) -> list[str]:
    """Split a `--launch` command as a shell would and fill in `{config}` and `{port}`; no shell runs it.

    Raises `UsageProblem` where it cannot be split, is empty, or wants what is not known.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise UsageProblem(f"--launch {command}: {error}") from error
    if not words:
        raise UsageProblem("--launch: the command is empty")
    for placeholder, value in (("{config}", config), ("{port}", port)):
        if value is None and any(placeholder in word for word in words):
            raise UsageProblem(f"--launch {command}: there is nothing to put in place of {placeholder}")
        words = [word.replace(placeholder, str(value)) for word in words]
    return words


class Service:
    """A running service; it ends when the context is left, or when this process ends for any reason.

    A supervisor process runs the command in a session of its own and ends it when the pipe
    to this process closes, so that nothing is left running even if this process is killed.
    """

    def __init__(
        self, command: list[str], cwd: str | None = None, environ: Mapping[str, str] | None = None
    ) -> None:
        self.command = command
        self._output: deque[str] = deque(maxlen=KEPT_LINES)
        self._process = subprocess.Popen(  # noqa: S603 - the user's own command
            [sys.executable, "-I", "-S", str(_SUPERVISOR)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=environ,
            start_new_session=True,
        )
        self._write(command)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _write(self, command: list[str]) -> None:
        """Hand the command to the supervisor, not as its arguments, which may be secret."""
        words = b"\0".join(map(os.fsencode, command))
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError):  # it has ended, as `returncode` shows
                self._process.stdin.write(b"%d\n%b" % (len(words), words))
                self._process.stdin.flush()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def returncode(self) -> int | None:
        """The command's exit code, 128 + n for signal n; None while it runs."""
        return self._process.poll()

    def ends(self, within: float) -> bool:
        """Whether it has ended, or does so within these seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(within)
        return self.returncode is not None

    @property
    def output(self) -> str:
        """The last lines the service has written to standard output and error, as it wrote them."""
        return "\n".join(self._output)

    def stop(self) -> None:
        """End the service and everything it started; returns when all of it is gone."""
        if self._process.stdin and not self._process.stdin.closed:
            self._process.stdin.close()
        self._process.wait()
        self._reader.join(timeout=1)  # longer only where an unrelated process has the pipe open
        if self._process.stdout:
            self._process.stdout.close()

    def _read(self) -> None:
        stdout = self._process.stdout
        while stdout and (line := stdout.readline(_LINE)):
            self._output.append(line.decode("utf-8", "replace").rstrip("\r\n"))
