"""Limits the requests to one host that all services of a run have under way."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class HostSlots:
    """At most `jobs` requests at once to each host and port."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._lock = threading.Lock()
        self._hosts: dict[str, threading.Semaphore] = {}
        self.waiting = 0  # threads that wait for a slot

    @contextmanager
    def taken(self, url: str, end: float = inf) -> Iterator[None]:
        """Within this context, a slot of the URL's host is in use; it is waited for until `end` at most.

        `end` is of `time.monotonic`. A request that comes after it is not sent, so that it needs no slot.
        """
        host = url.partition("://")[2].partition("/")[0]
        slots = self._hosts.get(host)
        if slots is None:
            with self._lock:
                slots = self._hosts.setdefault(host, threading.Semaphore(self._jobs))
        got = slots.acquire(blocking=False) or self._waited(slots, end)
        try:
            yield
        finally:
            if got:
                slots.release()

    def _waited(self, slots: threading.Semaphore, end: float) -> bool:
        with self._lock:
            self.waiting += 1
        try:
            return slots.acquire(timeout=None if end == inf else max(0.0, end - time.monotonic()))
        finally:
            with self._lock:
                self.waiting -= 1
