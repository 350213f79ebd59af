"""Limits the requests to one host that all services of a run have under way."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from math import inf
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Slots = SimpleQueue[None]
"""The free slots of a host: who takes one puts it back."""


class HostSlots:
    """At most `jobs` requests at once to each host and port."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs
        self._lock = threading.Lock()
        self._hosts: dict[str, Slots] = {}
        self.waiting = 0  # threads that wait for a slot

    @property
    def hosts(self) -> int:
        """How many hosts there were so far."""
        return len(self._hosts)

    def take(self, url: str) -> Slots | None:
        """Take a slot of the URL's host; None where there is none at once."""
        slots = self._of(url)
        try:
            slots.get(block=False)
        except Empty:
            return None
        return slots

    @contextmanager
    def taken(self, url: str, end: float = inf) -> Iterator[None]:
        """Within this context, a slot of the URL's host is in use; it is waited for until `end` at most.

        `end` is of `time.monotonic`. A request that comes after it is not sent, so that it needs no slot.
        """
        slots = self.take(url) or self._waited(url, end)
        try:
            yield
        finally:
            if slots:
                slots.put(None)

    def _of(self, url: str) -> Slots:
        host = url.partition("://")[2].partition("/")[0]
        slots = self._hosts.get(host)
        if slots is None:
            with self._lock:
                slots = self._hosts.get(host)
                if slots is None:
                    slots = SimpleQueue()
                    for _ in range(self._jobs):
                        slots.put(None)
                    self._hosts[host] = slots
        return slots

    def _waited(self, url: str, end: float) -> Slots | None:
        slots = self._of(url)
        with self._lock:
            self.waiting += 1
        try:
            slots.get(timeout=None if end == inf else max(0.0, end - time.monotonic()))
        except Empty:
            return None
        finally:
            with self._lock:
                self.waiting -= 1
        return slots
