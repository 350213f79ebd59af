"""How much memory one run may use for oversized header sections."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from corscheck.wire.section import MAX_KEPT, MAX_LINES, size_of
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from corscheck.exchange import Response

LIMIT = 64 * 1024 * 1024
"""Approximate bytes of memory that the CORS headers of oversized sections may take together."""

_LINE = 160  # bytes that a line takes besides its text: a tuple and two strings


class HeaderBudget:
    """Counts, over all threads, the bytes of answers that are larger than usual.

    All lines that decide about CORS are kept for the verdict, so that thousands of hostile answers could
    fill the memory. Beyond the limit such an answer is a failure that says so, and is never judged by a part.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._left = limit
        self._lock = threading.Lock()

    def take(self, response: Response) -> None:
        """Count an answer. Raises `TransportError` where it is one too many."""
        size = size_of(response.headers)
        if size <= MAX_KEPT and len(response.headers) <= MAX_LINES:
            return
        with self._lock:
            self._left -= size + _LINE * len(response.headers)
            is_spent = self._left < 0
        if is_spent:
            raise TransportError(
                "network",
                f"the answer was not judged: its lines about CORS have {size:,} bytes, and earlier ones of"
                " this run had so many that no more are kept",
            )
