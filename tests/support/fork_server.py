"""A process that has imported everything and forks itself for each run of the program.

It reads a job a line on standard input and answers with a line when the run has ended. A run is limited in
address space and in time; it ends as a process of its own would, threads and `atexit` included; only the
modules are not taken down one by one, which is the same each time and costs more than most runs.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import resource
import select
import signal
import sys
import threading
import time
from typing import Any, NoReturn

import corscheck
from corscheck.__main__ import main


def import_everything() -> None:
    """What the commands would import by and by, each at its time."""
    for module in pkgutil.walk_packages(corscheck.__path__, "corscheck."):
        if not module.name.endswith(("__main__", "supervisor")):
            importlib.import_module(module.name)
    for name in ("encodings.idna", "yaml", "rich.console", "rich.progress", "h2.connection", "socksio"):
        importlib.import_module(name)


def serve() -> list[str] | None:
    """Answer jobs until standard input ends; in a child, return the arguments to run with."""
    for line in sys.stdin.buffer:
        job = json.loads(line)
        begin = time.monotonic()
        pid = os.fork()
        if pid == 0:
            _become(job)
            return list(job["arguments"])
        late = not _ended(pid, job["seconds"])
        if late:
            os.killpg(pid, signal.SIGKILL)
        _, status, usage = os.wait4(pid, 0)
        answer = {
            "code": None if late else os.waitstatus_to_exitcode(status),
            "seconds": time.monotonic() - begin,
            "cpu": usage.ru_utime + usage.ru_stime,
            "peak": usage.ru_maxrss * 1024,
        }
        print(json.dumps(answer), flush=True)  # noqa: T201  # the other end reads it
    return None


def _ended(pid: int, seconds: float) -> bool:
    descriptor = os.pidfd_open(pid)
    try:
        return bool(select.select([descriptor], [], [], seconds)[0])
    finally:
        os.close(descriptor)


def _become(job: dict[str, Any]) -> None:
    os.setpgid(0, 0)
    os.chdir(job["directory"])
    os.environ.clear()
    os.environ.update(job["environment"])
    for target, path in enumerate((job["stdin"], job["stdout"], job["stderr"])):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(descriptor, target)
        os.close(descriptor)
    sys.stdout.reconfigure(line_buffering=os.isatty(1))  # type: ignore[union-attr]  # a text stream, as it began
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _end(code: int) -> NoReturn:
    threading._shutdown()  # type: ignore[attr-defined]  # what the interpreter itself does first
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    import_everything()
    gc.freeze()
    if (arguments := serve()) is not None:
        _end(main(arguments))
