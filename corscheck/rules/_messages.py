"""Phrases that the messages of several rules use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.asab.diagnosis import Diagnosis

_LONGEST = 60


def shown(text: str) -> str:
    """A piece of the user's text in a sentence: in backticks, on one line, not too long."""
    text = " ".join(text.split())
    return f"`{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}`"


def redacted(text: str) -> str:
    """As `shown`, for text that may be a URL: without passwords, what cannot be seen made visible."""
    if "@" in text:
        text = re.sub(r"(?:\A|(?<=/))[^/]*@", "...@", text)
    if not text.isprintable():
        from corscheck.fetch.text import visible  # noqa: PLC0415  # rarely needed

        text = visible(text)
    return shown(text)


def listed(texts: Sequence[str]) -> str:
    """`a`, `b` and `c`."""
    names = [shown(text) for text in texts]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def stops(error: Diagnosis) -> str:
    """The end of a message about a mistake that ends the service, with the error as in ASAB's log.

    Only such messages say "the service stops with"; a test holds each of them against the real ASAB.
    """
    return f": the service stops with `{error.type}: {' '.join(error.message.split())}`"
