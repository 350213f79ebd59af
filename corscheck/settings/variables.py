"""Variables of the environment in the texts of a `[[service]]`: `${NAME}`; `$${` is an escaped `${`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_REFERENCE = re.compile(r"\$\$\{|\$\{([^{}]*)\}?")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class VariableMistake(ValueError):
    """A variable is not set, or a reference is not `${NAME}`."""


def expand(text: str, environ: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The text with the values of its variables, and the variables that it names.

    Raises:
        VariableMistake: One of them is not set; the text says which.
    """
    used: dict[str, str] = {}

    def value(match: re.Match[str]) -> str:
        if match[0] == "$${":
            return "${"
        name = match[1]
        if not _NAME.fullmatch(name) or not match[0].endswith("}"):
            raise VariableMistake("a variable is written `${NAME}`; write `$${` for `${` itself")
        if name not in environ:
            raise VariableMistake(f"the variable {name} is not set")
        used[name] = environ[name]
        return environ[name]

    return _REFERENCE.sub(value, text), used
