"""A near match for a misspelt word."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGITS = str.maketrans("OIL", "011")
_LONGEST = 100
_MOST = 1000
"""Comparing takes time with each word and with the square of its length."""


def closest(word: str, words: Iterable[str], cutoff: float = 0.7) -> str | None:
    """The most similar of `words`, letter case aside; None where none is similar enough.

    `cutoff` is difflib's ratio, from 0 (anything) to 1 (equal).
    """
    from difflib import get_close_matches  # noqa: PLC0415  # 3 ms that only a misspelt word needs

    if len(word) > _LONGEST:
        return None
    folded = {
        candidate.lower(): candidate for candidate in islice(words, _MOST) if len(candidate) <= _LONGEST
    }
    found = get_close_matches(word.lower(), folded, n=1, cutoff=cutoff)
    return folded[found[0]] if found else None


def did_you_mean(word: str, words: Iterable[str]) -> str:
    """The end of a sentence about an unknown word: "; did you mean `x`?", or nothing."""
    found = closest(word, words)
    return f"; did you mean `{found}`?" if found else ""


def closest_rule(word: str, names: Iterable[str]) -> str | None:
    """The most similar of codes and names; a code is only near another by letters that look like digits."""
    known = {name.lower(): name for name in names}
    if len(word) == len("CORS104") and word[:4].upper() == "CORS":
        return known.get("cors" + word[4:].upper().translate(_DIGITS))
    return closest(word, (name for name in known.values() if not name[-1:].isdigit()))
