"""Environment variables in values, put in as `os.path.expandvars` does on POSIX.

`$NAME` and `${NAME}`; a variable that is not set stays as it is; what is put in is not looked at again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.text import substitute

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.source import Value

_VARIABLE = re.compile(r"\$(?:(?P<bare>\w+)|\{(?P<braced>[^}]*)\})", re.ASCII)


def expand(value: Value, environ: Mapping[str, str]) -> Value:
    """The value with variables replaced; what a variable held is placed where it is named."""
    if "$" not in value.text:
        return value
    return substitute(value, _VARIABLE, lambda match: environ.get(match["bare"] or match["braced"]))


def expand_text(text: str, environ: Mapping[str, str]) -> str:
    """As `os.path.expandvars`."""

    def replace(match: re.Match[str]) -> str:
        return environ.get(match["bare"] or match["braced"], match[0])

    return _VARIABLE.sub(replace, text) if "$" in text else text
