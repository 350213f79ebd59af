"""Equal values of a report as one: a large report repeats nearly all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Hashable

T = TypeVar("T", bound="Hashable")

_KEPT = 65_536


class Pool:
    """Gives the first of equal values for each of them, as far as it remembers."""

    def __init__(self) -> None:
        self._values: dict[Hashable, Hashable] = {}
        self._names: dict[str, str] = {}

    def one(self, value: T) -> T:
        """The first value that was equal to this one; some are forgotten."""
        if len(self._values) >= _KEPT:
            self._values.clear()
        known = self._values.setdefault(value, value)
        return known if type(known) is type(value) else value

    def name(self, name: str) -> str:
        """The same for names of checks, which findings and routes repeat; none is forgotten."""
        return self._names.setdefault(name, name)

    def names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Several names."""
        return tuple(map(self.name, names))

    def pairs(self, pairs: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        """Pairs, some of which others have, too."""
        return tuple(map(self.one, pairs))
