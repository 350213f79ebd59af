"""The rule that a misspelt code or name means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.suggest import closest

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGITS = str.maketrans("OIL", "011")


def nearest(word: str, names: Iterable[str]) -> str | None:
    """The most similar of codes and names; a code is only near another by letters that look like digits."""
    known = {name.lower(): name for name in names}
    if len(word) == len("CORS104") and word[:4].upper() == "CORS":
        return known.get("cors" + word[4:].upper().translate(_DIGITS))
    return closest(word, (name for name in known.values() if not name[-1:].isdigit()))
