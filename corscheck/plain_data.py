"""JSON and YAML from outside as plain Python values: mappings with text keys, lists, texts, numbers, None.

Everything is bounded by what the document *is*, not by how long it takes: bytes, values, levels.
"""

from __future__ import annotations

import json
import re
from typing import Any

MAX_YAML = 2 * 1024 * 1024
"""Bytes of YAML that are read: its parser is slow, and larger documents are not written by hand."""

MAX_VALUES = 500_000
"""Values in a JSON document."""

MAX_DIGITS = 300
"""Digits of an integer; how long the conversion of longer ones takes grows with their square."""

# A text, or the beginning of one that does not end.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)


class NotADocument(ValueError):
    """The bytes are neither JSON nor YAML that can be read; the text says why."""


def decode(content: bytes) -> Any:
    """The bytes decoded as JSON, or else as YAML.

    Raises:
        NotADocument: Neither can read them, they are too large, too deeply nested, or ambiguous: a key
            that is twice in one mapping.
    """
    start = content[:200].lstrip(b"\xef\xbb\xbf \t\r\n")
    if not start:
        raise NotADocument("it is empty")
    if start[:1] == b"<":
        raise NotADocument("it is HTML or XML, not JSON or YAML")
    try:
        return _json(content)
    except NotADocument:
        raise
    except RecursionError as error:
        raise NotADocument("it is nested too deeply") from error
    except ValueError as error:
        if start[:1] in (b"{", b"["):
            raise NotADocument(f"it is not JSON: {_line(error)}") from error
    return _yaml(content)


def _json(content: bytes) -> Any:
    if _json_values(content) > MAX_VALUES:
        raise NotADocument(f"it has more than {MAX_VALUES:,} values")
    return json.loads(content, object_pairs_hook=_mapping, parse_int=_integer)


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise NotADocument(f"it has an integer of more than {MAX_DIGITS} digits")
    return int(digits)


def _json_values(content: bytes) -> int:
    """A lower bound of the number of values; 0 where a quick count is within the limit."""
    marks = (b",", b"[", b"{")
    if sum(map(content.count, marks)) <= MAX_VALUES:
        return 0
    bare = _STRING.sub(b"", content)
    return sum(map(bare.count, marks))


def _mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        first = {key: number for number, key in reversed([*enumerate(keys)])}
        repeated = next(key for number, key in enumerate(keys) if first[key] < number)
        raise NotADocument(f"the key {repeated[:100]!r} stands twice in one object")
    return found


def _line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


def _yaml(content: bytes) -> Any:
    if len(content) > MAX_YAML:
        raise NotADocument(f"it is not JSON, and has more than {MAX_YAML // 1024**2} MiB of YAML")
    from corscheck.yaml_plain import NotPlain, plain  # noqa: PLC0415  # PyYAML takes 25 ms

    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return plain(content.decode("utf-16" if wide else "utf-8-sig"))
    except NotPlain as error:
        raise NotADocument(str(error)) from error
    except UnicodeDecodeError as error:
        raise NotADocument(f"it is neither JSON nor YAML: {_line(error)}") from error
