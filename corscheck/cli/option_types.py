"""How the NamedTuple of a command describes its options to the parsers.

Each field is annotated with an `Option` or an `Argument`; its default is that of the option. A field that is
itself a NamedTuple stands for all its fields; `tuple[str, ...]` is an option that may be repeated.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REQUIRED = object()
"""The default of what has none."""


class Argument(NamedTuple):
    """A positional argument."""

    metavar: str | None = None
    help: str | None = None
    values: str | None = None  # what a shell completes: a name in `cli.values.VALUES`


class Option(NamedTuple):
    """An option: `--name`, or `--name/--no-name` for a switch that can also be turned off."""

    name: str
    short: str | None = None  # `-n`
    metavar: str | None = None
    help: str | None = None
    min: float | None = None
    max: float | None = None
    values: str | None = None  # as for an argument


class Field(NamedTuple):
    """One option of a command, at any level of nesting."""

    name: str
    kind: Any  # the type, as annotated
    details: Option | Argument
    default: Any

    @property
    def many(self) -> bool:
        """Whether it may be given several times."""
        return get_origin(self.kind) is tuple


def fields(options: type[Any]) -> Iterator[Field]:
    """All fields, including those of nested NamedTuples, in order."""
    for name, hint in _hints(options).items():
        if _nested(hint):
            yield from fields(hint)
        else:
            kind, details = get_args(hint)
            yield Field(name, kind, details, options._field_defaults.get(name, REQUIRED))


def built(options: type[Any], values: Mapping[str, Any]) -> Any:
    """The NamedTuple of the values of all its fields."""
    return options(
        **{
            name: built(hint, values) if _nested(hint) else values[name]
            for name, hint in _hints(options).items()
        }
    )


_KNOWN: dict[type[Any], dict[str, Any]] = {}


def _hints(options: type[Any]) -> dict[str, Any]:
    """The annotations; the modules need not import the three names that all of them use.

    As `typing.get_type_hints`, which compiles each annotation by itself and takes more than twice as long.
    """
    if options not in _KNOWN:
        names = {"Annotated": Annotated, "Argument": Argument, "Option": Option}
        source = ", ".join(f"{name!r}: {text}" for name, text in options.__annotations__.items())
        module = vars(sys.modules[options.__module__])
        _KNOWN[options] = eval(f"{{{source}}}", module, names)  # noqa: S307  # annotations of our own
    return _KNOWN[options]


def _nested(hint: Any) -> bool:
    return isinstance(hint, type) and hasattr(hint, "_fields")
