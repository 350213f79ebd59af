"""How much memory one run may use for large header sections."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from corscheck.wire.section import decisive_lines, size_of
from corscheck.wire.transport import TransportError

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Response

LIMIT = 64 * 1024 * 1024
"""Approximate bytes of memory: for the lines about CORS of large sections, and for their other lines."""

_SMALL = 4096
_FEW = 32
"""Sections of at most so many bytes and lines are kept whole, however many there are."""

_LINE = 160  # bytes that a line takes besides its text: a tuple and two strings

_NOTE = (
    "Only the lines that decide about CORS are kept: earlier answers of this run had so many others that no"
    " more are."
)


class HeaderBudget:
    """Counts, over all threads, the memory that answers with large header sections take.

    Every answer of a run is kept for its report, so that thousands of hostile ones could fill the memory.
    Beyond the limit only lines that decide are kept, and where those are too many, the answer becomes a
    failure that says so: it is never judged by a part of it.
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._decisive = self._others = limit
        self._lock = threading.Lock()
        self._last: Headers = ()  # lines that were small: the next answer often has the same ones

    def take(self, response: Response) -> Response:
        """Count an answer; returns what is kept of it. Raises `TransportError` where the limit is reached."""
        headers = response.headers
        if headers is self._last:
            return response
        if len(headers) <= _FEW and size_of(headers) <= _SMALL:
            self._last = headers
            return response
        decisive = decisive_lines(headers)
        cost = _cost(decisive)
        with self._lock:
            self._decisive -= cost
            is_spent = self._decisive < 0
            self._others -= _cost(headers) - cost
            is_whole = self._others >= 0
        if is_spent:
            size = f"its lines about CORS have {size_of(decisive):,} bytes"
            raise TransportError(
                "network",
                f"the answer was not judged: {size}, and earlier ones of this run had so many that no more"
                " are kept",
            )
        if is_whole:
            return response
        return response._replace(headers=decisive, oddities=(*response.oddities, _NOTE))


def _cost(headers: Headers) -> int:
    return size_of(headers) + _LINE * len(headers)
