"""`${option}`, `${section:option}` and `$$`, followed on access.

The semantics and the messages are those of `configparser.ExtendedInterpolation`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, Protocol

from corscheck.asab.diagnosis import LIMIT, Diagnosis
from corscheck.limits import LimitReached
from corscheck.records import NamedTuple
from corscheck.source import concatenate, placed

if TYPE_CHECKING:
    from corscheck.limits import Budget
    from corscheck.source import Span, Value

_REFERENCE = re.compile(r"\$\{([^}]+)\}")
_DOLLAR = re.compile(r"\$\w{0,300}")
_ESCAPED = re.compile(r"(?:\$\$)+")
_MAX_DEPTH = 10  # configparser.MAX_INTERPOLATION_DEPTH
_MAX_QUOTED = 300  # characters of the configuration in a message


class Lookup(Protocol):
    """Where references look: the final merged state."""

    budget: Budget
    """The budget for following them: references that double their text would fill the memory."""

    def find(self, section: str, option: str) -> Value | None:
        """The option as read, [DEFAULT] included; None where section or option is missing."""


class _Failed(Exception):
    def __init__(self, type_: str, message: str) -> None:
        super().__init__(message)
        self.type = type_
        self.message = message


class _Here(NamedTuple):
    """The option whose text is being followed, as messages name it."""

    section: str
    option: str
    raw: str
    depth: int


def follow(
    value: Value, section: str, option: str, lookup: Lookup, stage: Literal["load", "start"] = "start"
) -> Value | Diagnosis:
    """The value with its references replaced, or what ASAB raises, placed at the reference to blame.

    The text that a reference leads to has the place of the reference.
    """
    if "$" not in value.text:
        return value
    follower = _Follower(lookup)
    here = _Here(section, option, value.text, 1)
    parts: list[Value] = []
    at = 0
    try:
        while (dollar := value.text.find("$", at)) >= 0:
            parts.append(value.slice(at, dollar))
            text, at = follower.step(here, value.text, dollar)
            parts.append(placed(text, value.span_of(dollar, at)))
    except _Failed as error:
        return Diagnosis(error.type, error.message, _blame(value, dollar), stage)
    except LimitReached as error:
        return Diagnosis(LIMIT, str(error), _blame(value, dollar), stage)
    return concatenate([*parts, value.slice(at, len(value.text))])


def _blame(value: Value, dollar: int) -> Span | None:
    match = _REFERENCE.match(value.text, dollar) or _DOLLAR.match(value.text, dollar)
    return value.span_of(*match.span()) if match else value.span


class _Follower:
    """Follows references below the first level, where only the text matters."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def step(self, here: _Here, text: str, dollar: int) -> tuple[str, int]:
        """What the `$` at that offset becomes, and where to go on; raises `_Failed`."""
        escaped = _ESCAPED.match(text, dollar)
        if escaped:
            return escaped[0][::2], escaped.end()
        if not text.startswith("{", dollar + 1):
            raise _syntax(f"'$' must be followed by '$' or '{{', found: {_quoted(text[dollar:])}")
        match = _REFERENCE.match(text, dollar)
        if match is None:
            raise _syntax(f"bad interpolation variable reference {_quoted(text[dollar:])}")
        names = match[1].split(":")
        if len(names) > 2:
            raise _syntax(f"More than one ':' found: {_quoted(text[match.end() :])}")
        section = names[0] if len(names) == 2 else here.section
        found = self._lookup.find(section, names[-1].lower())
        if found is None:
            raise _Failed(
                "InterpolationMissingOptionError",
                f"Bad value substitution: option {here.option!r} in section {here.section!r} contains an "
                f"interpolation key {_quoted(match[1])} which is not a valid option name. "
                f"Raw value: {_quoted(here.raw)}",
            )
        there = _Here(section, names[-1].lower(), found.text, here.depth + 1)
        return self._follow(there), match.end()

    def _follow(self, here: _Here) -> str:
        if "$" not in here.raw:
            self._lookup.budget.spend(1, len(here.raw))
            return here.raw
        if here.depth > _MAX_DEPTH:
            raise _Failed(
                "InterpolationDepthError",
                f"Recursion limit exceeded in value substitution: option {here.option!r} in section "
                f"{here.section!r} contains an interpolation key which cannot be substituted in "
                f"{_MAX_DEPTH} steps. Raw value: {_quoted(here.raw)}",
            )
        parts, at = [], 0
        while (dollar := here.raw.find("$", at)) >= 0:
            parts.append(here.raw[at:dollar])
            text, at = self.step(here, here.raw, dollar)
            parts.append(text)
        parts.append(here.raw[at:])
        text = "".join(parts)
        self._lookup.budget.spend(1, len(text))
        return text


def _quoted(text: str) -> str:
    """A text in a message; thousands of sections may inherit a mistake of several megabytes."""
    return repr(text if len(text) <= _MAX_QUOTED else f"{text[:_MAX_QUOTED]}…")


def _syntax(message: str) -> _Failed:
    return _Failed("InterpolationSyntaxError", message)
