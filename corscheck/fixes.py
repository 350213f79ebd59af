"""Fixes of findings, which consist of edits of a text; and applying them."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING, Literal

from corscheck.records import NamedTuple
from corscheck.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

Applicability = Literal["safe", "unsafe"]
"""Of a fix; `safe`: the meaning stays the same for every browser and the service."""


class Edit(NamedTuple):
    """Replace the text of a span; an empty span inserts, an empty text deletes."""

    span: Span
    text: str

    @classmethod
    def insert(cls, span: Span, text: str) -> Edit:
        """Insert `text` before the span's start."""
        return cls(Span(span.source, span.start, span.start), text)


class Fix(NamedTuple):
    """How to fix a finding; see `Applicability`."""

    message: str
    edits: tuple[Edit, ...]
    applicability: Applicability = "safe"

    @property
    def is_safe(self) -> bool:
        """Whether `--fix` applies it without `--unsafe-fixes`."""
        return self.applicability == "safe"


def applicability(*, safe: bool) -> Applicability:
    """The applicability of a fix that is safe under a condition."""
    return "safe" if safe else "unsafe"


def apply_fixes(source: Source, fixes: Iterable[Fix]) -> tuple[str, list[Fix]]:
    """Apply the fixes of `source`, each completely or not at all; of two that overlap, the first one.

    Returns the new text and the fixes that were applied. Others can be applied to findings in the new text.
    """
    taken: list[Edit] = []
    places: list[tuple[int, int]] = []  # of those, sorted
    applied: list[Fix] = []
    for fix in fixes:
        edits = [edit for edit in fix.edits if edit.span.source is source]
        if not edits or len(edits) != len(fix.edits):
            continue
        if any(_is_taken(edit.span, places) for edit in edits):
            continue
        taken += edits
        for edit in edits:
            insort(places, (edit.span.start, edit.span.end))
        applied.append(fix)
    parts: list[str] = []
    end = 0
    for edit in sorted(taken, key=lambda edit: (edit.span.start, edit.span.end)):
        parts += [source.text[end : edit.span.start], edit.text]
        end = edit.span.end
    return "".join([*parts, source.text[end:]]), applied


def _is_taken(span: Span, places: list[tuple[int, int]]) -> bool:
    """Whether a span overlaps one of the places, or begins where one does."""
    at = bisect_left(places, (span.start, -1))
    before, after = places[at - 1 : at] if at else [], places[at : at + 1]
    return any(end > span.start for _, end in before) or any(
        start == span.start or start < span.end for start, _ in after
    )
