"""Parses plain command lines without typer.

Importing typer 0.28 takes longer than all of `corscheck lint app.conf`, and hooks, editors and CI steps
rarely need it. Help, mistakes and forms such as `-Xvalue` are left to typer;
`tests/cli/test_fast_parser.py` checks that both give the same result.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from corscheck.cli.option_types import REQUIRED, Argument, built, fields

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.cli.option_types import Field

_NUMBERS = {int: r"[0-9]{1,9}", float: r"[0-9]{1,9}(?:\.[0-9]{1,9})?"}


class _NotPlainError(Exception):
    """The command line must be parsed by typer."""


def plain_options(options: type[Any], arguments: Sequence[str]) -> Any | None:
    """The options that the arguments describe, a NamedTuple of that type; None if typer must parse them."""
    given: dict[str, list[Any]] = {}
    known = list(fields(options))
    try:
        positional = _take(known, arguments, given)
        _place([field for field in known if isinstance(field.details, Argument)], positional, given)
        return built(options, {field.name: _value(field, given.get(field.name)) for field in known})
    except _NotPlainError:
        return None


def _take(known: Sequence[Field], arguments: Sequence[str], given: dict[str, list[Any]]) -> list[str]:
    """Read the options among the arguments; returns the positional ones."""
    switches, valued = _named(known)
    positional: list[str] = []
    words = iter(arguments)
    for word in words:
        name, sign, text = word.partition("=")
        if word in switches:
            field, value = switches[word]
            given.setdefault(field.name, []).append(value)
        elif name in valued and (not sign or name.startswith("--")):
            field = valued[name]
            given.setdefault(field.name, []).append(_read(field, text if sign else next(words, None)))
        elif word == "--":
            positional += words
        elif word.startswith("-") and word != "-":
            raise _NotPlainError
        else:
            positional.append(word)
    return positional


def _named(known: Sequence[Field]) -> tuple[dict[str, tuple[Field, bool]], dict[str, Field]]:
    """The switches by all their names with their values, and the options that take a value."""
    switches: dict[str, tuple[Field, bool]] = {}
    valued: dict[str, Field] = {}
    for field in known:
        if isinstance(field.details, Argument):
            continue
        names = [field.details.name, *filter(None, [field.details.short])]
        if field.kind is bool:
            on, _, off = names[0].partition("/")
            switches |= dict.fromkeys((on, *names[1:]), (field, True))
            if off:
                switches[off] = (field, False)
        else:
            valued |= dict.fromkeys(names, field)
    return switches, valued


def _place(known: Sequence[Field], positional: list[str], given: dict[str, list[Any]]) -> None:
    """Assign the positional arguments to their field; a command has at most one such field."""
    taken = len(positional) if known and known[0].many else len(known)
    if len(positional) > taken or len(known) > 1:
        raise _NotPlainError
    if positional:
        given[known[0].name] = positional


def _value(field: Field, given: list[Any] | None) -> Any:
    """The value that was given last for a field, else its default."""
    if given is None:
        if field.default is REQUIRED:
            raise _NotPlainError
        return field.default
    return tuple(given) if field.many else given[-1]


def _read(field: Field, text: str | None) -> Any:
    """The value of an option, which must exist and must not look like another option."""
    if text is None or (text.startswith("-") and text != "-"):
        raise _NotPlainError
    kind = _kind(field)
    if kind is str or (get_origin(kind) is Literal and text in get_args(kind)):
        return text
    return _number(field, kind, text)


def _kind(field: Field) -> Any:
    """The type of one value: `int` for `int | None`, `str` for `tuple[str, ...]`."""
    if get_origin(field.kind) is Literal:
        return field.kind
    return next((kind for kind in get_args(field.kind) if kind is not type(None)), field.kind)


def _number(field: Field, kind: Any, text: str) -> Any:
    if kind not in _NUMBERS or not re.fullmatch(_NUMBERS[kind], text):
        raise _NotPlainError
    number = kind(text)
    assert not isinstance(field.details, Argument)  # noqa: S101  # for the type checker
    low, high = field.details.min, field.details.max
    if (low is not None and number < low) or (high is not None and number > high):
        raise _NotPlainError
    return number
