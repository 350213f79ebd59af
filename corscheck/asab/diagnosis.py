"""An exception that ASAB would raise, as a value with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.source import Span

LIMIT = "LimitExceeded"
"""`Diagnosis.type` where corscheck looks no further, so that what ASAB makes of the rest is not known."""


class Diagnosis(NamedTuple):
    """What ASAB raises: the exception's class name, its text as in ASAB's log, and the place of the cause.

    `stage` is `load` where the configuration cannot be read at all (the process ends), `start` where
    the web container cannot be built. `first` is the earlier definition that a duplicate repeats.
    """

    type: str
    message: str
    span: Span | None = None
    stage: Literal["load", "start"] = "load"
    first: Span | None = None

    @classmethod
    def of(cls, error: Exception, span: Span | None, stage: Literal["load", "start"]) -> Diagnosis:
        """The diagnosis of an exception that Python itself raised on the same input."""
        return cls(type(error).__name__, str(error), span, stage)
