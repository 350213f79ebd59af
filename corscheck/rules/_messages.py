"""Phrases that the messages of several rules use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.asab.diagnosis import Diagnosis


def redacted(text: str) -> str:
    """As `quoted`, for text that may be a URL: without passwords."""
    if "@" in text:
        text = re.sub(r"(?:\A|(?<=/))[^/]*@", "...@", text)
    return quoted(text)


def stops(error: Diagnosis) -> str:
    """The end of a message about a mistake that ends the service, with the error as in ASAB's log.

    Only such messages say "the service stops with"; a test holds each of them against the real ASAB.
    """
    return f": the service stops with `{error.type}: {' '.join(error.message.split())}`"
