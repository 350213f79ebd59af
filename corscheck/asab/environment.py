"""Environment variables in values, put in as `os.path.expandvars` does on POSIX.

`$NAME` and `${NAME}`; a variable that is not set stays as it is; what is put in is not looked at again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.source import Value, substitute

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VARIABLE = re.compile(r"\$(?:(?P<bare>\w+)|\{(?P<braced>[^}]*)\})", re.ASCII)
_BARE = re.compile(r"\$(?P<bare>\w+)", re.ASCII)


def expand(value: Value, environ: Mapping[str, str]) -> Value:
    """The value with variables replaced; what a variable held is placed where it is named."""
    if "$" not in value.text:
        return value
    return substitute(value, _variables(value.text), lambda match: environ.get(_name(match)))


def expand_text(text: str, environ: Mapping[str, str]) -> str:
    """As `os.path.expandvars`."""
    return expand(Value(text), environ).text


def _variables(text: str) -> Iterator[re.Match[str]]:
    """The names in the text; nothing is looked for that no `}` can end, which would take quadratic time."""
    last = text.rfind("}") + 1
    yield from _VARIABLE.finditer(text, 0, last)
    yield from _BARE.finditer(text, last)


def _name(match: re.Match[str]) -> str:
    found = match.groupdict()
    return found["bare"] or found.get("braced") or ""
