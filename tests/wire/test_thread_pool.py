from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from corscheck.wire.thread_pool import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Numbers = Callable[[list[int]], Iterable[list[tuple[int, int]]]]


def each(work: Callable[[int], int]) -> Numbers:
    """A worker that works on one item after the other."""
    return lambda items: ([(place, work(item))] for place, item in enumerate(items))


@contextmanager
def squarer() -> Iterator[Numbers]:
    yield each(lambda number: number * number)


@pytest.mark.parametrize("jobs", [1, 3, 20])
@pytest.mark.parametrize("count", [0, 1, 100])
def test_results_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    assert list(in_order(range(count), squarer, jobs, look_ahead=5)) == [n * n for n in range(count)]


def test_a_slow_item_holds_back_the_later_results_but_not_the_work() -> None:
    others_done = threading.Event()
    left = [3]

    @contextmanager
    def worker() -> Iterator[Numbers]:
        def work(number: int) -> int:
            if number == 0:
                assert others_done.wait(5)
            else:
                left[0] -= 1
                if not left[0]:
                    others_done.set()
            return number

        yield each(work)

    assert list(in_order(range(4), worker, 2)) == [0, 1, 2, 3]


def test_no_more_is_taken_than_can_be_handed_over() -> None:
    taken = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            taken.append(number)
            yield number
            number += 1

    results = in_order(endless(), squarer, 2, look_ahead=10)
    assert [next(results) for _ in range(5)] == [0, 1, 4, 9, 16]
    time.sleep(0.05)
    assert len(taken) <= 15
    results.close()  # type: ignore[attr-defined]  # it is a generator
    time.sleep(0.05)
    count = len(taken)
    time.sleep(0.05)
    assert len(taken) == count


def test_a_supply_that_waits_does_not_hold_back_what_is_known() -> None:
    first_seen = threading.Event()

    def supply() -> Iterator[int]:
        yield 2
        assert first_seen.wait(5)
        yield 3

    results = in_order(supply(), squarer, 3)
    assert next(results) == 4
    first_seen.set()
    assert list(results) == [9]


def test_what_the_supply_raises_is_raised_here() -> None:
    def supply() -> Iterator[int]:
        yield 1
        raise ValueError("broken supply")

    with pytest.raises(ValueError, match="broken supply"):
        list(in_order(supply(), squarer, 3))


def test_what_a_worker_raises_is_raised_here() -> None:
    @contextmanager
    def worker() -> Iterator[Numbers]:
        yield each(lambda number: 1 // number)

    with pytest.raises(ZeroDivisionError):
        list(in_order([1, 0, 1], worker, 2))


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_while_answers_are_waited_for_every_thread_is_put_to_work_and_left(jobs: int) -> None:
    together = threading.Barrier(jobs)
    left = []

    @contextmanager
    def worker() -> Iterator[Numbers]:
        def work(number: int) -> int:
            if number < jobs:
                together.wait(5)  # each of the first items is under way before one of them ends
            return number

        yield each(work)
        left.append(threading.get_ident())

    assert list(in_order(range(20), worker, jobs)) == list(range(20))
    assert len(set(left)) == len(left) == jobs


def test_no_more_threads_than_jobs() -> None:
    seen = set()

    @contextmanager
    def worker() -> Iterator[Numbers]:
        def work(number: int) -> int:
            seen.add(threading.get_ident())
            time.sleep(0.01)
            return number

        yield each(work)

    list(in_order(range(30), worker, 3))
    assert len(seen) == 3


def test_items_that_do_not_come_do_not_outlast_the_end() -> None:
    never = threading.Event()

    def supply() -> Iterator[int]:
        yield 2
        never.wait(30)

    results = in_order(supply(), squarer, 3, end=time.monotonic() + 0.1)
    assert next(results) == 4
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        next(results)
    assert time.monotonic() - start < 10
    never.set()


@pytest.mark.parametrize("latency", [0.001, 0.02])
def test_servers_that_take_their_time_are_asked_by_all_threads(latency: float) -> None:
    seen = set()

    @contextmanager
    def worker() -> Iterator[Numbers]:
        def work(number: int) -> int:
            seen.add(threading.get_ident())
            time.sleep(latency)
            return number

        yield each(work)

    assert list(in_order(range(300), worker, 4)) == list(range(300))
    assert len(seen) == 4


@pytest.mark.parametrize("count", [0, 1, 7, 100])
def test_several_items_at_once_come_in_order_too(count: int) -> None:
    widths = []

    @contextmanager
    def worker() -> Iterator[Numbers]:
        def work(items: list[int]) -> Iterator[list[tuple[int, int]]]:
            widths.append(len(items))
            yield [(place, items[place] * items[place]) for place in reversed(range(len(items)))]

        yield work

    found = list(in_order(range(count), worker, 4, look_ahead=20, together=4))
    assert found == [number * number for number in range(count)]
    assert sum(widths) == count
    assert max(widths, default=0) <= 4
    if count == 100:
        assert 4 in widths


def test_what_hangs_does_not_hold_back_what_one_thread_has_not_taken_yet() -> None:
    """The first thread takes several; where one of those hangs, others take the rest, one at a time."""
    lock, others_done = threading.Lock(), threading.Event()
    now = most = done = 0

    @contextmanager
    def worker() -> Iterator[Numbers]:
        def work(items: list[int]) -> Iterator[list[tuple[int, int]]]:
            nonlocal now, most, done
            with lock:
                now += len(items)
                most = max(most, now)
            for place, number in sorted(enumerate(items), key=lambda pair: pair[1] == 12):
                if number == 12:
                    assert others_done.wait(10)
                with lock:
                    now -= 1
                    done += 1
                    if done == 39:
                        others_done.set()
                yield [(place, number)]

        yield work

    assert list(in_order(range(40), worker, 4, together=4)) == list(range(40))
    assert most <= 4


def test_what_was_taken_before_the_supply_broke_is_worked_on() -> None:
    def supply() -> Iterator[int]:
        yield from range(10)
        raise ValueError("broken supply")

    results = in_order(supply(), squarer, 4, together=4)
    assert [next(results) for _ in range(10)] == [number * number for number in range(10)]
    with pytest.raises(ValueError, match="broken supply"):
        next(results)


def test_before_waiting_everything_known_has_been_yielded() -> None:
    answered = threading.Event()
    events: list[str] = []

    def supply() -> Iterator[int]:
        yield 1
        yield 2
        assert answered.wait(5)
        yield 3

    def waits() -> None:
        events.append("waits")
        if "4" in events:
            answered.set()

    events.extend(map(str, in_order(supply(), squarer, 1, before_waiting=waits)))
    assert [one for one in events if one != "waits"] == ["1", "4", "9"]
    assert "waits" in events[events.index("4") : events.index("9")]
