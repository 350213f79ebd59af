"""A pool of threads that works through an iterable of any length and yields the results in its order."""

from __future__ import annotations

import contextlib
import threading
import time
from math import inf
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from corscheck.wire.stop import Stop

LOOK_AHEAD = 256
"""Items that may be started before the oldest result is yielded; this keeps memory constant."""

GATHER = 0.002
"""Seconds in which results gather after the first: every handover of the GIL costs as much as a request."""

GRACE = 1.0
"""Seconds after the end of the run in which results may still come."""

BUSY = 4
"""Results per poll at which more threads would not help: the existing ones do not wait for servers."""

_LONGEST_PAUSE = 0.05  # seconds between polls while more threads would not help

WARM_UP_POLLS = 8
"""Polls with few results that do not start threads yet: the first connection and imports take time."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(
    items: Iterable[Item],
    worker: Callable[[], AbstractContextManager[Callable[[Item], Result]]],
    jobs: int,
    look_ahead: int = LOOK_AHEAD,
    *,
    end: float = inf,
    stop: Stop | None = None,
    may_grow: Callable[[], bool] = lambda: True,
) -> Iterator[Result]:
    """Work on items in up to `jobs` threads and yield the results in the order of the items.

    Python threads contend for the GIL, so the pool starts with one thread and doubles while fewer than
    `BUSY` results arrive per poll, all threads have taken an item, and `may_grow` says that more help. Each
    thread enters one `worker()` and calls what that gives with one item after the other. `items` is read by
    these threads, one at a time and never more than `look_ahead` items beyond the last result that was
    yielded, so an iterable that blocks (a pipe that is still being written) does not hold back results that
    are known.
    What `items` or a worker raises is raised here. When the caller stops early, nothing waits for the
    threads: they are daemons and end after their current item.

    Raises `Stopped` where another thread sets `stop`, and `TimeoutError` where after `end` (of
    `time.monotonic`) nothing happens any more: workers are expected to end in time, so that it must be
    `items` that blocks.
    """
    pool = _Pool(items, worker, jobs, end, may_grow)
    pool.release_permits(max(jobs, look_ahead))
    with stop.waking(pool.fail) if stop else contextlib.nullcontext():
        try:
            for result in pool.results():
                yield result
                pool.release_permits(1)
            pool.join()
        finally:
            pool.stop(jobs)


class _Pool(Generic[Item, Result]):
    """What the threads share: the items, the permits to take one, the results."""

    def __init__(
        self,
        items: Iterable[Item],
        worker: Callable[[], AbstractContextManager[Callable[[Item], Result]]],
        jobs: int,
        end: float,
        may_grow: Callable[[], bool],
    ) -> None:
        self._end = end
        self._may_grow = may_grow
        self._exhausted = False
        self._items = enumerate(items)
        self._worker = worker
        self._jobs = jobs
        self._threads: list[threading.Thread] = []
        self._warm_up_polls = WARM_UP_POLLS
        self._reading = threading.Lock()
        self._taken = self._received = 0  # items; events, of which each item and each thread makes one
        self._permits: SimpleQueue[str] = SimpleQueue()
        self._finished: SimpleQueue[tuple[int, Result] | BaseException | None] = SimpleQueue()

    def release_permits(self, count: int) -> None:
        """Allow that many more items to be started."""
        for _ in range(count):
            self._permits.put("take")

    def stop(self, jobs: int) -> None:
        """Let the threads end after their current item."""
        for _ in range(jobs):
            self._permits.put("stop")

    def run(self) -> None:
        """What a thread does: work until there are no more items, and report its end like a result."""
        end: BaseException | None = None
        try:
            with self._worker() as work:
                while item := self._take():
                    self._finished.put((item[0], work(item[1])))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            end = error
        self._finished.put(end)

    def fail(self, error: BaseException) -> None:
        """Have an exception raised where results are awaited."""
        self._finished.put(error)

    def join(self) -> None:
        """Wait for all threads."""
        for thread in self._threads:
            thread.join()

    def results(self) -> Iterator[Result]:
        """The results in order, until every worker has reported its end."""
        early: dict[int, Result] = {}
        turn = ended = 0
        self._start_threads(1)
        while ended < len(self._threads):
            event = self._next_event()
            if isinstance(event, BaseException):
                raise event
            if event is None:
                ended += 1
                continue
            early[event[0]] = event[1]
            while turn in early:
                yield early.pop(turn)
                turn += 1

    def _start_threads(self, count: int) -> None:
        for _ in range(min(count, self._jobs - len(self._threads))):
            self._threads.append(threading.Thread(target=self.run, daemon=True))
            self._threads[-1].start()

    def _next_event(self) -> tuple[int, Result] | BaseException | None:
        """The next event; threads are added while there are few."""
        if self._finished.empty():
            event = self._wait()
            self._received += 1
            if self._taken > self._received:  # more is under way
                time.sleep(GATHER)
                if self._finished.qsize() < BUSY:
                    self._grow()
            return event
        self._received += 1
        return self._finished.get()

    def _wait(self) -> tuple[int, Result] | BaseException | None:
        pause = GATHER
        while True:
            latest = self._end + GRACE - time.monotonic()
            may_grow = len(self._threads) < self._jobs and not self._exhausted
            seconds = min(pause, latest) if may_grow else latest
            try:
                return self._finished.get(timeout=None if seconds == inf else max(0.0, seconds))
            except Empty:
                if time.monotonic() >= self._end + GRACE:
                    raise TimeoutError from None
            if not self._grow():
                pause = min(2 * pause, _LONGEST_PAUSE)

    def _grow(self) -> bool:
        """Double the number of threads, once the last ones have begun; returns whether more may help."""
        if self._warm_up_polls:
            self._warm_up_polls -= 1
            return True
        if self._exhausted or self._taken < len(self._threads) or not self._may_grow():
            return False
        self._start_threads(len(self._threads))
        return True

    def _take(self) -> tuple[int, Item] | None:
        if self._permits.get() == "stop":
            return None
        with self._reading:
            item = next(self._items, None)
            self._exhausted = item is None
            self._taken += 1
            return item
