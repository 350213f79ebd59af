"""A crew of threads that work on an endless supply of items and hand over results in order."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from contextlib import AbstractContextManager

LOOK_AHEAD = 256
"""Items that may be begun and not yet handed over: what keeps memory constant."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(
    items: Iterable[Item],
    worker: Callable[[], AbstractContextManager[Callable[[Item], Result]]],
    jobs: int,
    look_ahead: int = LOOK_AHEAD,
) -> Iterator[Result]:
    """Work on items in `jobs` threads and yield the results in the order of the items.

    Each thread enters one `worker()` and calls what it gives with one item after the other.
    `items` is read from these threads, one at a time and never more than `look_ahead` beyond what
    was handed over: a pipe that is still being written does not hold back results that are known.
    What `items` or a worker raises is raised here. Nothing waits for the threads when the caller
    stops early; they are daemons and end with the item they have in hand.
    """
    crew = _Crew(items, worker)
    crew.allow(max(jobs, look_ahead))
    threads = [threading.Thread(target=crew.run, daemon=True) for _ in range(jobs)]
    for thread in threads:
        thread.start()
    try:
        for result in crew.results(jobs):
            yield result
            crew.allow(1)
        for thread in threads:
            thread.join()
    finally:
        crew.stop(jobs)


class _Crew(Generic[Item, Result]):
    """What the threads share: the supply, the permits to take from it, the results."""

    def __init__(
        self, items: Iterable[Item], worker: Callable[[], AbstractContextManager[Callable[[Item], Result]]]
    ) -> None:
        self._items = enumerate(items)
        self._worker = worker
        self._reading = threading.Lock()
        self._permits: SimpleQueue[str] = SimpleQueue()
        self._finished: SimpleQueue[tuple[int, Result] | BaseException | None] = SimpleQueue()

    def allow(self, count: int) -> None:
        """Let that many more items be taken."""
        for _ in range(count):
            self._permits.put("take")

    def stop(self, jobs: int) -> None:
        """Let nobody take any more."""
        for _ in range(jobs):
            self._permits.put("stop")

    def run(self) -> None:
        """Work until the supply ends: one thread's life. Its end is reported like a result."""
        end: BaseException | None = None
        try:
            with self._worker() as work:
                while item := self._take():
                    self._finished.put((item[0], work(item[1])))
        except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
            end = error
        self._finished.put(end)

    def results(self, workers: int) -> Iterator[Result]:
        """The results in order, until every worker has reported its end."""
        early: dict[int, Result] = {}
        turn = 0
        while workers:
            event = self._finished.get()
            if isinstance(event, BaseException):
                raise event
            if event is None:
                workers -= 1
                continue
            early[event[0]] = event[1]
            while turn in early:
                yield early.pop(turn)
                turn += 1

    def _take(self) -> tuple[int, Item] | None:
        if self._permits.get() == "stop":
            return None
        with self._reading:
            return next(self._items, None)
