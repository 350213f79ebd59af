from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from corscheck.wire.stop import Stop, Stopped
from corscheck.wire.thread_pool import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator


def test_who_waits_is_woken_up_and_nobody_else() -> None:
    stop, woken = Stop(), []
    with stop.waking(lambda _: woken.append("before")):
        pass
    with stop.waking(lambda _: woken.append("one")), stop.waking(lambda _: woken.append("two")):
        assert not stop.is_set
        stop.set()
        assert (stop.is_set, woken) == (True, ["one", "two"])


def test_who_begins_to_wait_later_is_woken_up_at_once() -> None:
    stop = Stop()
    woken: list[Stopped] = []
    stop.set()
    with stop.waking(woken.append):
        assert [type(one) for one in woken] == [Stopped]


def test_results_that_are_awaited_come_to_an_end() -> None:
    stop, never = Stop(), threading.Event()

    @contextmanager
    def worker() -> Iterator[Callable[[list[int]], Iterable[list[tuple[int, int]]]]]:
        def work(number: int) -> int:
            if number:
                threading.Timer(0.05, stop.set).start()
                never.wait(20)
            return number

        yield lambda items: ([(place, work(item))] for place, item in enumerate(items))

    found = in_order(range(2), worker, 1, stop=stop)
    assert next(found) == 0
    with pytest.raises(Stopped):
        next(found)
    never.set()
