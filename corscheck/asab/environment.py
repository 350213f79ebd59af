"""Environment variables in values, put in as `os.path.expandvars` does on POSIX.

`$NAME` and `${NAME}`; a variable that is not set stays as it is; inserted text is not expanded again.
Behind a `${` that no `}` follows, `$NAME` is expanded, too; Python 3.14 leaves all of that as it is.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.source import Value, substitute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from corscheck.limits import Budget

_VARIABLE = re.compile(r"\$(?:(?P<bare>\w+)|\{(?P<braced>[^}]*)\})", re.ASCII)
_BARE = re.compile(r"\$(?P<bare>\w+)", re.ASCII)


OURS = "THIS_DIR"
"""The variable that ASAB sets itself."""


def expand(
    value: Value,
    environ: Mapping[str, str],
    budget: Budget,
    take: Callable[[str], object] = lambda _text: None,
) -> Value:
    """The value with variables replaced; the text of a variable has the place of its name.

    `take` is called with the text of each variable, except the one that ASAB sets.

    Raises:
        LimitReached: What is put in is more than the budget.
    """
    if "$" not in value.text:
        return value

    def content_of(match: re.Match[str]) -> str | None:
        name = _name(match)
        text = environ.get(name)
        if text is not None:
            budget.spend(characters=len(text))
            if name != OURS:
                take(text)
        return text

    return substitute(value, _variables(value.text), content_of)


def _variables(text: str) -> Iterator[re.Match[str]]:
    """The names in the text; without a later `}` no `${` is searched, which would take quadratic time."""
    last = text.rfind("}") + 1
    yield from _VARIABLE.finditer(text, 0, last)
    yield from _BARE.finditer(text, last)


def _name(match: re.Match[str]) -> str:
    found = match.groupdict()
    return found["bare"] or found.get("braced") or ""
