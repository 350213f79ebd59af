"""Linting many files in several processes: what is found is the same, in the same order.

Each process examines some of the files, and this one merges what they found, as it would have merged its own.
What a run may read and follow is counted over all of them: where that is more than one process may, or a file
turns out to be needed that nobody examined, nothing of it is used, and one process lints all files.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import TYPE_CHECKING

from corscheck.limits import Budget, LimitReached
from corscheck.linter import NotExaminedError, examine_files, lint_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corscheck.files import Disk
    from corscheck.linter import Examined, Linted, LintOptions

    Work = tuple[Disk, Mapping[str, str], LintOptions]
    Done = tuple[Examined, tuple[int, int]]  # and the bytes that were read, the directory entries compared

_CHUNKS = 4
"""Parts of the work per process, so that none waits long for the others."""

_work: list[Work] = []  # of this process, if it is one of several


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def lint_in_processes(
    paths: Sequence[str], disk: Disk, environ: Mapping[str, str], options: LintOptions, processes: int = 0
) -> Linted | None:
    """As `linter.lint_files`; None where one process has to do it. `processes`: 0 for one per processor."""
    processes = processes or processors()
    if processes < 2 or not _can_fork():
        return None
    size = -(-len(paths) // (processes * _CHUNKS))
    chunks = [paths[start : start + size] for start in range(0, len(paths), size)]
    try:
        done = _examine(chunks, processes, (disk, environ, options))
    except (OSError, ImportError, NotImplementedError):  # no more processes, no semaphores
        return None
    if done is None or not _is_within_limits(done, disk):
        return None
    roots = {place: found for examined, _ in done for place, found in examined.roots.items()}
    try:
        return lint_files(paths, disk, environ, options, roots)
    except NotExaminedError:
        return None


def _can_fork() -> bool:
    """Whether a copy of this process can go on safely: other systems' libraries, and threads, forbid it."""
    threading = sys.modules.get("threading")
    return sys.platform == "linux" and (threading is None or threading.active_count() == 1)


def _examine(chunks: Sequence[Sequence[str]], processes: int, work: Work) -> list[Done] | None:
    """What each chunk contains; None if a process was killed."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  # takes 20 ms
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    pool = ProcessPoolExecutor(processes, get_context("fork"), initializer=_begin, initargs=work)
    try:
        return list(pool.map(_examine_chunk, chunks))
    except BrokenProcessPool:
        return None
    finally:
        pool.shutdown(cancel_futures=True)


def _begin(disk: Disk, environ: Mapping[str, str], options: LintOptions) -> None:
    """Begin a process: Ctrl-C is for the one that waits for it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _work[:] = [(disk, environ, options)]


def _examine_chunk(paths: Sequence[str]) -> Done:
    ((disk, environ, options),) = _work
    size, entries = disk.spent
    examined = examine_files(paths, disk, environ, options)
    return examined, (disk.spent[0] - size, disk.spent[1] - entries)


def _is_within_limits(done: Sequence[Done], disk: Disk) -> bool:
    """Whether one process would have got through all of it, whose disk it is then counted for."""
    budgets = Budget(), Budget()
    try:
        for examined, _ in done:
            for budget, spent in zip(budgets, examined.spent, strict=True):
                budget.spend(*spent)
    except LimitReached:
        return False
    return disk.spend(sum(size for _, (size, _) in done), sum(entries for _, (_, entries) in done))
