"""`--max-failures`: when as many checks failed as the user wants to see."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corscheck.rules.live._observation import Observation

_SHARE = 16
"""The further a run is, the rarer it is counted anew: each time a sixteenth more checks were made."""


class FailureLimit:
    """Counts failed checks as the report does, whose rules look at all that was tried so far.

    To apply them after every single answer would take quadratic time; they are applied when the limit can
    have been reached, at most `_SHARE` times as often as the number of checks doubles.
    """

    def __init__(self, limit: int | None, count: Callable[[Sequence[Observation]], int]) -> None:
        self._limit = limit
        self._count = count
        self._next = limit or 0

    def reached(self, observations: Sequence[Observation]) -> bool:
        """Whether so many of these checks failed."""
        number = len(observations)
        if self._limit is None or number < self._next:
            return False
        failed = self._count(observations)
        self._next = number + max(self._limit - failed, number // _SHARE)
        return failed >= self._limit
