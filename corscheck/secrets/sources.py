"""Files of which a report may show lines: with their secrets hidden, all places in them unchanged."""

from __future__ import annotations

import re
from functools import lru_cache

from corscheck.secrets.forms import MASK, secret_spans
from corscheck.source import Source

HIDDEN = "\uf8ff"
"""Replaces each character of a secret in a masked source; a run of it is shown as `MASK`."""


class MaskedSource(Source):
    """A source in which secrets are hidden, with the offsets and columns of the original.

    `secrets` are the texts that are hidden in it.
    """

    __slots__ = ("original", "secrets")

    def __init__(self, original: Source, text: str, secrets: tuple[str, ...]) -> None:
        super().__init__(text, original.path, quotable=original.quotable)
        self.original = original
        self.secrets = secrets

    def _before(self, offset: int) -> str:
        return self.original._before(offset)  # noqa: SLF001  # own base


@lru_cache(maxsize=32)
def masked_source(source: Source) -> MaskedSource:
    """The source with its secrets hidden; all of its text where the source is not to be quoted."""
    if isinstance(source, MaskedSource):
        return source
    text = source.text
    if not source.quotable:
        return MaskedSource(source, re.sub(r"[^\r\n]", HIDDEN, text), ())
    parts, end, secrets = [], 0, []
    for start, stop in secret_spans(text):
        secret = text[start:stop]
        secrets.append(secret)
        parts += [text[end:start], re.sub(r"[^\r\n]", HIDDEN, secret)]
        end = stop
    return MaskedSource(source, "".join([*parts, text[end:]]), tuple(dict.fromkeys(secrets)))


def shown_line(source: Source, line: int) -> str:
    """The text of a line (from 1) as it may be stored: every secret in it masked."""
    return re.sub(f"{HIDDEN}+", MASK, masked_source(source).line_text(line))
