"""When to send: the rate, retries after failures that may be temporary, and their delays."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from corscheck.exchange import Failure

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1), so they can be sent again safely."""

PASSING_STATUSES = frozenset({502, 503, 504})
PASSING_FAILURES = frozenset({"dns", "refused", "timeout", "closed", "network"})


def may_pass(request: Request, answer: Answer) -> bool:
    """Whether to retry: only requests that change nothing, after failures that may be temporary."""
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
