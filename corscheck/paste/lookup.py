"""Values from decoded JSON of unknown shape; a value of another type counts as missing."""

from __future__ import annotations

from typing import Any


def get(value: Any, *names: str) -> Any:
    """The member at the end of these names; None where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def list_of(value: Any) -> list[Any]:
    """The value if it is a list, else an empty one."""
    return value if isinstance(value, list) else []


def text_of(value: Any) -> str:
    """The value if it is a text, else an empty one."""
    return value if isinstance(value, str) else ""
