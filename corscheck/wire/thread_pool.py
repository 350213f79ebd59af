"""A pool of threads that works through an iterable of any length and yields the results in its order."""

from __future__ import annotations

import contextlib
import threading
import time
from itertools import islice
from math import inf
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

    from corscheck.wire.stop import Stop

LOOK_AHEAD = 256
"""Items that may be started before the oldest result is yielded; this keeps memory constant."""

GRACE = 1.0
"""Seconds after the end of the run in which results may still come."""

INTERVAL = 0.002
"""Seconds of waiting in which fewer than `BUSY` results come before there are more threads."""

FIRST_INTERVAL = 0.016
"""The same at the beginning: the first connection and first imports take time."""

LONG_INTERVAL = 0.05
"""The same where one thread has as much under way as one server may have: it may hang at a part of that."""

BUSY = 4
"""Results at which more threads would not help: the existing ones do not wait for servers."""

QUICK = 0.01
"""Seconds for an item up to which a thread takes several at once."""

Item = TypeVar("Item")
Result = TypeVar("Result")

if TYPE_CHECKING:
    Group = list[tuple[int, Result]]
    """Results with the places of their items."""

    Event = Group[Result] | BaseException | None
    """What threads report: results, an exception, or their end; no results: that an item was taken."""

    Work = Callable[[list[Item]], Iterable[Group[Result]]]
    """Works on items at once and yields the results in groups as they come."""


def in_order(  # noqa: PLR0913 - what is to be done, how much at once, and until when
    items: Iterable[Item],
    worker: Callable[[], AbstractContextManager[Work[Item, Result]]],
    jobs: int,
    look_ahead: int = LOOK_AHEAD,
    *,
    together: int = 1,
    spread: Callable[[], bool] = lambda: False,
    end: float = inf,
    stop: Stop | None = None,
    may_grow: Callable[[], bool] = lambda: True,
    before_waiting: Callable[[], object] = lambda: None,
) -> Iterator[Result]:
    """Work on items, `jobs` at once, and yield the results in the order of the items.

    Python threads contend for the GIL, and each handover costs as much as a request. So the pool starts with
    one thread, which takes up to `together` items at once while they are done quickly; where that is more
    than 1, `items` must never wait, and `spread` tells whether they go to several servers, so that `together`
    is not all that helps. When fewer than `BUSY` results come in `INTERVAL`, the number of threads doubles,
    up to `jobs`, and each takes one item at a time; not while a thread has none, nor where `may_grow` says
    that more would not help. Each thread enters one `worker()` and calls what that gives.
    `items` is read by these threads, one at a time and never more than `look_ahead` items beyond the last
    result that was yielded, so an iterable that blocks (a pipe that is still being written) does not hold
    back results that are known. `before_waiting` is called whenever all that are known have been yielded.
    What `items` or a worker raises is raised here. When the caller stops early, nothing waits for the
    threads: they are daemons and end after their current items.

    Raises `Stopped` where another thread sets `stop`, and `TimeoutError` where after `end` (of
    `time.monotonic`) nothing happens any more: workers are expected to end in time, so that it must be
    `items` that blocks.
    """
    pool = _Pool(items, worker, jobs, together, spread, end, may_grow)
    pool.release_permits(max(jobs, look_ahead))
    with stop.waking(pool.fail) if stop else contextlib.nullcontext():
        try:
            for result in pool.results(before_waiting):
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
        worker: Callable[[], AbstractContextManager[Work[Item, Result]]],
        jobs: int,
        together: int,
        spread: Callable[[], bool],
        end: float,
        may_grow: Callable[[], bool],
    ) -> None:
        self._items = enumerate(items)
        self._broken: BaseException | None = None  # what `items` raised after it gave a part of a batch
        self._worker = worker
        self._jobs = jobs
        self._together = min(together, jobs)  # items that a thread takes at once, at most
        self._width = 1  # items that the only thread takes at once
        self._spread = spread
        self._end = end
        self._may_grow = may_grow
        self._exhausted = False
        self._threads: list[threading.Thread] = []
        self._reading = threading.Lock()
        self._taken = 0  # items
        self._done = 0  # items of which the results are known, also where they were not yielded yet
        self._counting = threading.Lock()
        self._waited = INTERVAL - FIRST_INTERVAL  # seconds since it was last decided about more threads
        self._came = 0  # results since then
        self._watched = False  # whether the next item that is taken has to be reported
        self._permits: SimpleQueue[str] = SimpleQueue()
        self._events: SimpleQueue[Event[Result]] = SimpleQueue()

    def release_permits(self, count: int) -> None:
        """Allow that many more items to be started."""
        for _ in range(count):
            self._permits.put("take")

    def stop(self, jobs: int) -> None:
        """Let the threads end after their current items."""
        for _ in range(jobs):
            self._permits.put("stop")

    def run(self) -> None:
        """What a thread does: work until there are no more items, and report its end like results."""
        end: BaseException | None = None
        try:
            with self._worker() as work:
                while batch := self._take():
                    start = time.monotonic()
                    for group in work([item for _, item in batch]):
                        with self._counting:
                            self._done += len(group)
                        self._events.put([(batch[place][0], result) for place, result in group])
                    is_quick = time.monotonic() - start < QUICK * len(batch)
                    self._width = min(2 * self._width, self._together) if is_quick else 1
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            end = error
        self._events.put(end)

    def fail(self, error: BaseException) -> None:
        """Have an exception raised where results are awaited."""
        self._events.put(error)

    def join(self) -> None:
        """Wait for all threads."""
        for thread in self._threads:
            thread.join()

    def results(self, before_waiting: Callable[[], object]) -> Iterator[Result]:
        """The results in order, until every worker has reported its end."""
        early: dict[int, Result] = {}
        turn = ended = 0
        self._start_threads(1)
        while ended < len(self._threads):
            if self._events.empty():
                before_waiting()
                event = self._wait()
            else:
                event = self._counted(self._events.get())
            if isinstance(event, BaseException):
                raise event
            if event is None:
                ended += 1
                continue
            early.update(event)
            while turn in early:
                yield early.pop(turn)
                turn += 1

    def _start_threads(self, count: int) -> None:
        for _ in range(count):
            self._threads.append(threading.Thread(target=self.run, daemon=True))
            self._threads[-1].start()

    def _counted(self, event: Event[Result]) -> Event[Result]:
        if isinstance(event, list):
            self._came += len(event)
        return event

    def _wait(self) -> Event[Result]:
        """The next event; threads are added while results are few."""
        while True:
            start = time.monotonic()
            latest = self._end + GRACE - start
            if latest <= 0:
                raise TimeoutError
            try:
                event = self._counted(self._events.get(timeout=self._pause(latest)))
            except Empty:
                event = []
            self._waited += time.monotonic() - start
            if self._waited >= self._interval:
                self._decide()
            if event != []:
                return event

    def _pause(self, latest: float) -> float | None:
        """Seconds after which it is decided about more threads, unless something comes before."""
        if not self._watched and not self._exhausted and len(self._threads) < self._jobs:
            latest = min(latest, max(self._interval - self._waited, 0.0))
        return None if latest == inf else latest

    @property
    def _interval(self) -> float:
        """Seconds of waiting after which it is decided about more threads."""
        return LONG_INTERVAL if self._width > 1 and not self._spread() else INTERVAL

    def _decide(self) -> None:
        """Start more threads where those that there are wait for servers."""
        if self._came < BUSY and not self._exhausted and len(self._threads) < self._jobs:
            self._watched = True
            if self._taken - self._done < len(self._threads) or not self._may_grow():
                return  # decided again when the next item is taken
            self._watched = False
            self._grow()
        self._waited = 0.0
        self._came = 0

    def _grow(self) -> None:
        """Double the number of threads, of which none takes several items any more."""
        with self._reading if self._together > 1 else contextlib.nullcontext():
            self._together = self._width = 1
            under_way = self._taken - self._done
        self._start_threads(min(len(self._threads), self._jobs - max(len(self._threads), under_way)))

    def _take(self) -> list[tuple[int, Item]]:
        """The next items, several while there is one thread; none where there are no more."""
        if self._permits.get() == "stop":
            return []
        with self._reading:
            if self._broken is not None:
                raise self._broken
            count = 1 + self._further_permits(min(self._width, self._together) - 1)
            batch: list[tuple[int, Item]] = []
            try:
                batch.extend(islice(self._items, count))
            except BaseException as error:
                if not batch:
                    raise
                self._broken = error
            self._exhausted = len(batch) < count
            self._taken += len(batch)
        if self._watched:
            self._watched = False
            self._events.put([])
        return batch

    def _further_permits(self, most: int) -> int:
        """Permits to take more items that are to be had at once."""
        for count in range(most):
            try:
                permit = self._permits.get(block=False)
            except Empty:
                return count
            if permit == "stop":
                self._permits.put(permit)
                return count
        return most
