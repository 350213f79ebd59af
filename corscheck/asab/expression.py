"""Regular expressions of path variables, matched in bounded time.

aiohttp hands `{name:expression}` to Python's `re`, which tries one way after the other: `(a+)+b` against
forty letters `a` keeps it busy for days, and a configuration may come from anybody. The package `regex`
understands the same expressions and can be told to give up.
"""

from __future__ import annotations

import re

PATIENCE = 0.25
"""Seconds for one match; an honest expression takes microseconds."""

MOST = 500
"""Expressions that may take too long, each with less patience: two seconds altogether, then none is tried."""

_given_up: set[str] = set()

# One atom, repeated or not, as in `.*` and `[0-9]+`: there is only one way to try.
_SINGLE = re.compile(r"(?:[^\\\[\](){}|^$*+?]|\\[dDwWsS]|\[[^\[\]\\]+\])[*+?]?")


def matches(expression: str, text: str) -> bool | None:
    """Whether the whole text matches an expression that `re.compile` takes; None: that takes too long."""
    if _SINGLE.fullmatch(expression):
        try:
            return re.fullmatch(expression, text) is not None
        except re.error:
            return None
    if expression in _given_up or len(_given_up) >= MOST:
        return None
    import regex  # noqa: PLC0415  # 20 ms, and few configurations have such expressions

    try:
        return regex.fullmatch(expression, text, timeout=PATIENCE / (1 + len(_given_up))) is not None
    except TimeoutError:
        _given_up.add(expression)
    except regex.error:
        pass
    return None
