"""The shapes of settings values: reading them, with the place of each mistake, and their JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from corscheck.errors import UsageProblem
from corscheck.records import NamedTuple
from corscheck.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Path = tuple[str | int, ...]
"""The path of a value in the document: keys, and indices of arrays from 0."""


class Mistake(ValueError):
    """A value has the wrong shape; `path` is the place of the value."""

    def __init__(self, path: Path, message: str) -> None:
        super().__init__(message)
        self.path = path


class Shape(Protocol):
    """What a value may be."""

    def read(self, value: Any, path: Path) -> Any:
        """The value in Python; Mistake where it has another shape."""

    def schema(self) -> dict[str, Any]:
        """The same as JSON Schema."""


class Text(NamedTuple):
    """A text; one of `choices` where there are any."""

    choices: tuple[str, ...] = ()
    understood: Callable[[str], object] = str  # raises a ValueError for an invalid text

    def read(self, value: Any, path: Path) -> str:
        """The text itself."""
        text: str = _typed(value, str, "a text", path)
        if self.choices and text not in self.choices:
            hint = did_you_mean(text, self.choices) or f"; it is one of {', '.join(self.choices)}"
            raise Mistake(path, f"cannot be `{text}`{hint}")
        _tried(self.understood, text, path)
        return text

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "string", **({"enum": list(self.choices)} if self.choices else {})}


class Texts(NamedTuple):
    """A text or a list of texts; with `separator` one text may hold several."""

    separator: str = ""
    understood: Callable[[str], object] = str  # as in `Text`

    def read(self, value: Any, path: Path) -> tuple[str, ...]:
        """Always a tuple, without empty texts."""
        items = value if isinstance(value, list) else [value]
        where = [(*path, number) for number in range(len(items))] if isinstance(value, list) else [path]
        kind = "a text or a list of texts" if value is not items else "a text"
        texts = [_typed(item, str, kind, place) for item, place in zip(items, where, strict=True)]
        parts = [
            (part.strip() if self.separator else part, place)
            for text, place in zip(texts, where, strict=True)
            for part in (text.split(self.separator) if self.separator else [text])
        ]
        for part, place in parts:
            if part:
                _tried(self.understood, part, place)
        return tuple(part for part, _ in parts if part)

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": ["string", "array"], "items": {"type": "string"}}


class Headers(NamedTuple):
    """Headers as texts, `Name: value`, or as a table."""

    def read(self, value: Any, path: Path) -> tuple[str, ...]:
        """Always a tuple of texts."""
        if isinstance(value, dict):
            return tuple(
                f"{name}: {_typed(item, str, 'a text', (*path, name))}" for name, item in value.items()
            )
        return Texts().read(value, path)

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        text = {"type": "string"}
        return {"type": ["string", "array", "object"], "items": text, "additionalProperties": text}


class Number(NamedTuple):
    """A number, not below zero."""

    def read(self, value: Any, path: Path) -> float:
        """The number itself."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Mistake(path, f"must be a number, not {_kind(value)}")
        if not 0 <= value < float("inf"):
            raise Mistake(path, "must be zero or more")
        return value

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "number", "minimum": 0}


class Flag(NamedTuple):
    """True or false."""

    def read(self, value: Any, path: Path) -> bool:
        """The flag itself."""
        flag: bool = _typed(value, bool, "true or false", path)
        return flag

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "boolean"}


class Mapped(NamedTuple):
    """A table whose keys are the user's own."""

    of: Shape
    understood: Callable[[str], object] = str  # for the keys, as in `Texts`

    def read(self, value: Any, path: Path) -> dict[str, Any]:
        """A plain dict."""
        table: dict[str, Any] = _typed(value, dict, "a table", path)
        for key in table:
            _tried(self.understood, key, (*path, key))
        return {key: self.of.read(item, (*path, key)) for key, item in table.items()}

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "object", "additionalProperties": self.of.schema()}


class Key(NamedTuple):
    """One key of a record."""

    shape: Shape
    description: str
    required: bool = False


class Record(NamedTuple):
    """A table with known keys; `some_key` may also be written as `some-key`."""

    keys: Mapping[str, Key]  # by Python's spelling
    made: Callable[..., Any] = dict  # what is made of the values, which are given by name
    any_of: tuple[str, ...] = ()  # keys of which `made` wants one

    def read(self, value: Any, path: Path) -> Any:
        """The result of `made` for the keys that are present, in Python's spelling."""
        found: dict[str, Any] = {}
        for written, item in _typed(value, dict, "a table", path).items():
            name = written.replace("-", "_")
            if name not in self.keys:
                known = [name.replace("_", "-") for name in self.keys]
                raise Mistake((*path, written), f"unknown key{did_you_mean(written, known)}")
            if name in found:
                raise Mistake((*path, written), "is there twice, with `-` and with `_`")
            found[name] = self.keys[name].shape.read(item, (*path, written))
        for name, key in self.keys.items():
            if key.required and name not in found:
                raise Mistake(path, f"`{name.replace('_', '-')}` is missing")
        try:
            return self.made(**found)
        except ValueError as error:
            raise Mistake(path, str(error)) from None

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        required = [name for name, key in self.keys.items() if key.required]
        return {
            "type": "object",
            "properties": dict(self._properties()),
            "additionalProperties": False,
            **({"required": required} if required else {}),
            **({"anyOf": [{"required": [name]} for name in self.any_of]} if self.any_of else {}),
        }

    def _properties(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for name, key in self.keys.items():
            for spelling in dict.fromkeys((name.replace("_", "-"), name)):
                yield spelling, {"description": key.description, **key.shape.schema()}


class Records(NamedTuple):
    """An array of tables; with `unique`, no two of them have the same text at that key."""

    of: Record
    unique: str | None = None  # a key, by Python's spelling

    def read(self, value: Any, path: Path) -> tuple[Any, ...]:
        """What is made of each, in order."""
        items = _typed(value, list, "an array of tables", path)
        found = tuple(self.of.read(item, (*path, number)) for number, item in enumerate(items))
        known: dict[Any, int] = {}
        for number, item in enumerate(items) if self.unique else ():
            name = item.get(self.unique)
            if name is not None and known.setdefault(name, number) != number:
                raise Mistake(
                    (*path, number, str(self.unique)), f"`{name}` is the {self.unique} of another one"
                )
        return found

    def schema(self) -> dict[str, Any]:
        """As JSON Schema."""
        return {"type": "array", "items": self.of.schema()}


def _typed(value: Any, kind: type, words: str, path: Path) -> Any:
    if not isinstance(value, kind):
        raise Mistake(path, f"must be {words}, not {_kind(value)}")
    return value


def _tried(understood: Callable[[str], object], text: str, path: Path) -> None:
    try:
        understood(text)
    except (ValueError, UsageProblem) as error:
        raise Mistake(path, str(error)) from None


def _kind(value: Any) -> str:
    kinds = {
        bool: "true or false",
        str: "a text",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "a table",
    }
    return kinds.get(type(value), "a date or time")
