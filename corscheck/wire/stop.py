"""Ending a run from another thread: threads that wait for results are woken up."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class Stopped(Exception):
    """The run was stopped while results were awaited."""


class Stop:
    """Signals all threads of a run that it ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wakers: list[Callable[[Stopped], object]] = []
        self.is_set = False

    def set(self) -> None:
        """End the run: threads that wait, or begin to, get `Stopped`."""
        with self._lock:
            self.is_set = True
            wakers = list(self._wakers)
        for wake in wakers:
            wake(Stopped())

    @contextmanager
    def waking(self, wake: Callable[[Stopped], object]) -> Iterator[None]:
        """Within this context, `wake` is called when the run is stopped; at once where it already is."""
        with self._lock:
            self._wakers.append(wake)
            late = self.is_set
        if late:
            wake(Stopped())
        try:
            yield
        finally:
            with self._lock:
                self._wakers.remove(wake)
