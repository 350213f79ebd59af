"""When to send: at most so many requests a second, again after a failure that may pass, never too late."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from corscheck.exchange import Failure

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1), so that sending them again is no harm."""

PASSING_STATUSES = frozenset({502, 503, 504})
PASSING_FAILURES = frozenset({"dns", "refused", "timeout", "closed", "network"})


def may_pass(request: Request, answer: Answer) -> bool:
    """Whether sending the same again may help: never for a wrong header, never where it could act twice."""
    if request.method not in SAFE_METHODS:
        return False
    if isinstance(answer, Failure):
        return answer.kind in PASSING_FAILURES
    return answer.status in PASSING_STATUSES


def backoff(attempt: int) -> float:
    """Seconds to wait after the given attempt (from 1): 0.1, 0.2, 0.4 ... 2."""
    return min(0.1 * 2.0 ** (attempt - 1), 2.0)


class Pace:
    """Spreads the requests of all threads evenly: `rate` a second, unbounded when it is None."""

    def __init__(self, rate: float | None) -> None:
        self._gap = 1 / rate if rate else 0.0
        self._free_at = 0.0
        self._lock = threading.Lock()

    def wait(self, end: float = float("inf")) -> None:
        """Sleep until this request's turn, or until `end` (of `time.monotonic`) if that comes first."""
        if not self._gap:
            return
        with self._lock:
            turn = max(self._free_at, time.monotonic())
            self._free_at = turn + self._gap
        time.sleep(max(min(turn, end) - time.monotonic(), 0))
