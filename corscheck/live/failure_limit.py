"""`--max-failures`: stop when that many checks have failed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corscheck.rules.live._observation import Observation

_SHARE = 16
"""Checks are counted again when their number has grown by a sixteenth, so that counting stays cheap."""


class FailureLimit:
    """Counts failed checks as the report does.

    Live rules look at everything that was tried so far. Running them after every answer would take quadratic
    time, so they run only when the limit can have been reached, and not before a further sixteenth of checks.
    """

    def __init__(self, limit: int | None, count: Callable[[Sequence[Observation]], int]) -> None:
        self._limit = limit
        self._count = count
        self._next = limit or 0

    def reached(self, observations: Sequence[Observation]) -> bool:
        """Whether the limit of failed checks is reached with these observations."""
        number = len(observations)
        if self._limit is None or number < self._next:
            return False
        failed = self._count(observations)
        self._next = number + max(self._limit - failed, number // _SHARE)
        return failed >= self._limit
