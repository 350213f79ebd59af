from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from corscheck.wire.thread_pool import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def squarer() -> Iterator[Callable[[int], int]]:
    yield lambda number: number * number


@pytest.mark.parametrize("jobs", [1, 3, 20])
@pytest.mark.parametrize("count", [0, 1, 100])
def test_results_come_in_the_order_of_the_items(jobs: int, count: int) -> None:
    assert list(in_order(range(count), squarer, jobs, look_ahead=5)) == [n * n for n in range(count)]


def test_a_slow_item_holds_back_the_later_results_but_not_the_work() -> None:
    others_done = threading.Event()
    left = [3]

    @contextmanager
    def worker() -> Iterator[Callable[[int], int]]:
        def work(number: int) -> int:
            if number == 0:
                assert others_done.wait(5)
            else:
                left[0] -= 1
                if not left[0]:
                    others_done.set()
            return number

        yield work

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
    def worker() -> Iterator[Callable[[int], int]]:
        yield lambda number: 1 // number

    with pytest.raises(ZeroDivisionError):
        list(in_order([1, 0, 1], worker, 2))


@pytest.mark.parametrize("jobs", [1, 2, 4])
def test_while_answers_are_waited_for_every_thread_is_put_to_work_and_left(jobs: int) -> None:
    together = threading.Barrier(jobs)
    left = []

    @contextmanager
    def worker() -> Iterator[Callable[[int], int]]:
        def work(number: int) -> int:
            if number < jobs:
                together.wait(5)  # each of the first items is under way before one of them ends
            return number

        yield work
        left.append(threading.get_ident())

    assert list(in_order(range(20), worker, jobs)) == list(range(20))
    assert len(set(left)) == len(left) == jobs


def test_no_more_threads_than_jobs() -> None:
    seen = set()

    @contextmanager
    def worker() -> Iterator[Callable[[int], int]]:
        def work(number: int) -> int:
            seen.add(threading.get_ident())
            time.sleep(0.01)
            return number

        yield work

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
    def worker() -> Iterator[Callable[[int], int]]:
        def work(number: int) -> int:
            seen.add(threading.get_ident())
            time.sleep(latency)
            return number

        yield work

    assert list(in_order(range(300), worker, 4)) == list(range(300))
    assert len(seen) == 4
