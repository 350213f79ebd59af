from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import pytest

from corscheck.live.failure_limit import FailureLimit

if TYPE_CHECKING:
    from collections.abc import Sequence


def stops_at(limit: int | None, outcomes: Sequence[bool]) -> tuple[int | None, int]:
    """After how many checks the limit is reached, and how many checks were counted on the way."""
    counted = 0

    def count(some: Sequence[Any]) -> int:
        nonlocal counted
        counted += len(some)
        return sum(not passed for passed in some)

    enough = FailureLimit(limit, count)
    for number in range(1, len(outcomes) + 1):
        if enough.reached(cast("Any", outcomes[:number])):
            return number, counted
    return None, counted


@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_where_everything_fails_it_is_exact(limit: int) -> None:
    assert stops_at(limit, [False] * 50)[0] == limit


@pytest.mark.parametrize(("limit", "first"), [(1, 5), (1, 16), (2, 9)])
def test_early_failures_stop_it_at_once(limit: int, first: int) -> None:
    assert stops_at(limit, [True] * (first - limit) + [False] * 50)[0] == first


def test_a_late_failure_is_noticed_soon_after() -> None:
    stopped, _ = stops_at(1, [True] * 1000 + [False] + [True] * 1000)
    assert stopped is not None
    assert 1001 <= stopped <= 1001 * 17 // 16


def test_counting_takes_no_quadratic_time() -> None:
    stopped, counted = stops_at(1, [True] * 4000)
    assert stopped is None
    assert counted < 4000 * 18


def test_without_a_limit_nothing_is_counted() -> None:
    assert stops_at(None, [False] * 100) == (None, 0)
