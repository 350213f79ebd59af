"""`required-version`: the versions of corscheck that a settings file is written for."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_ITEM = re.compile(r"\s*(==|!=|<=|>=|<|>)?\s*([0-9]{1,9}(?:\.[0-9]{1,9}){0,3})\s*")

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


def is_allowed(version: str, required: str) -> bool:
    """Whether a version of corscheck is one that the setting allows.

    Args:
        version: numbers with dots.
        required: a version, or comparisons separated by commas, such as `>=0.2, <1`: a part of what PEP 440
            calls version specifiers.

    Raises:
        ValueError: `required` is something else.
    """
    items = [_ITEM.fullmatch(item) for item in required.split(",")]
    found = [item for item in items if item is not None]
    if len(found) < len(items):
        raise ValueError("expected a version such as `0.2`, or comparisons such as `>=0.2, <1`")
    return all(_COMPARE[item[1] or "=="](_numbers(version), _numbers(item[2])) for item in found)


def _numbers(version: str) -> tuple[int, ...]:
    numbers = [int(number) for number in version.split(".")]
    return tuple([*numbers, 0, 0, 0][:4])
