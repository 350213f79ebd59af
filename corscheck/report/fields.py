"""Members of untrusted JSON objects: each is checked before it is used."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")

_HIGHEST = 2**31

_WORD = re.compile(r"[A-Za-z0-9_./+-]{0,100}", re.ASCII)


class UnusableReport(Exception):
    """The input is not a report; the text is a clause that says why."""


class Fields:
    """The members of an object.

    Raises:
        UnusableReport: It is not an object; from each method: the member has another type.
    """

    def __init__(self, data: Any, what: str) -> None:
        if not isinstance(data, dict):
            raise UnusableReport(f"{what} is not a JSON object")
        self._data = data
        self.what = what

    def __contains__(self, name: str) -> bool:
        return self._data.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """A text; `default` where it is null or missing, if there is one."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise self._unusable(name, "a text")
        return value

    def optional(self, name: str) -> str | None:
        """A text or null."""
        return self.text(name) if name in self else None

    def word(self, name: str, default: str | None = None) -> str:
        """A text that reports show as it is: a code, or the name of a rule or a step."""
        value = self.text(name, default)
        if not _WORD.fullmatch(value):
            raise self._unusable(name, "a word")
        return value

    def optional_word(self, name: str) -> str | None:
        """A word or null."""
        return self.word(name) if name in self else None

    def words(self, name: str) -> tuple[str, ...]:
        """A list of words."""
        found = self.texts(name)
        if not all(map(_WORD.fullmatch, found)):
            raise self._unusable(name, "a list of words")
        return found

    def choice(self, name: str, choices: Sequence[T], default: T | None = None) -> T:
        """One of these; `default` where it is null or missing, if there is one."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        for one in choices:
            if type(one) is type(value) and one == value:
                return one
        raise self._unusable(name, "one of " + ", ".join(map(str, choices)))

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number that is not negative."""
        value = self._data.get(name)
        if value is None and default is not None:
            return default
        if type(value) is not int or not 0 <= value < _HIGHEST:
            raise self._unusable(name, "a number")
        return value

    def seconds(self, name: str) -> float:
        """A time that is not negative; 0 where it is missing."""
        value = self._data.get(name, 0.0)
        if type(value) not in (int, float) or not 0 <= value < _HIGHEST:
            raise self._unusable(name, "a time")
        return float(value)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value."""
        value = self._data.get(name, default)
        if not isinstance(value, bool):
            raise self._unusable(name, "true or false")
        return value

    def object(self, name: str) -> Fields:
        """An object."""
        return Fields(self._data.get(name), f"`{name}` of {self.what}")

    def items(self, name: str) -> list[Any]:
        """A list; empty where it is missing."""
        value = self._data.get(name, [])
        if not isinstance(value, list):
            raise self._unusable(name, "a list")
        return value

    def objects(self, name: str, made: Callable[[Fields], T]) -> tuple[T, ...]:
        """The value made of each object of a list."""
        return tuple(made(Fields(one, f"`{name}` of {self.what}")) for one in self.items(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts."""
        found = self.items(name)
        if not all(isinstance(one, str) for one in found):
            raise self._unusable(name, "a list of texts")
        return tuple(found)

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of texts, or an object of texts."""
        value = self._data.get(name, [])
        found = list(value.items()) if isinstance(value, dict) else self.items(name)
        for one in found:
            if not (isinstance(one, list | tuple) and len(one) == 2 and all(isinstance(x, str) for x in one)):
                raise self._unusable(name, "a list of pairs of texts")
        return tuple((one[0], one[1]) for one in found)

    def _unusable(self, name: str, kind: str) -> UnusableReport:
        return UnusableReport(f"`{name}` of {self.what} is not {kind}")
