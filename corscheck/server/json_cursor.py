"""The position of the cursor in a JSON document, found from its tokens: it is rarely valid then."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN = re.compile(r'"((?:[^"\\\n]|\\.)*)("?)|[{}\[\]:,]|[^\s"{}\[\]:,]+')
_CLOSED = re.compile(r'[^"\\\n]*"')

_FAR = 500_000
"""Characters that are examined."""


class JsonCursor(NamedTuple):
    """What is being typed: a key or a value of an object that is the value of the key `section`."""

    section: str | None
    option: str | None  # whose value is being typed; None: a key is
    word: str  # the part of it before the cursor
    in_string: bool
    closed: bool  # whether the string that is typed in has its end on the line
    present: frozenset[str]  # the other keys of the object


class _Object:
    """An object or a list that is open at a place of the text."""

    def __init__(self, key: str | None, *, is_list: bool) -> None:
        self.key = key  # whose value it is
        self.is_list = is_list
        self.keys: list[str] = []
        self.pending: str | None = None  # a text that may be a key
        self.option: str | None = None  # the key whose value follows


def json_cursor(text: str, offset: int) -> JsonCursor | None:
    """What is being typed at an offset; None outside of objects."""
    if offset > _FAR:
        return None
    opened: list[_Object] = []
    typed, in_string = "", False
    for token in _TOKEN.finditer(text, 0, offset):
        typed, in_string = "", False
        if token.end() == offset and token[0] not in "{}[]:," and not token[2]:
            typed, in_string = token[1] if token[1] is not None else token[0], token[1] is not None
            break
        _step(opened, token)
    if not opened or opened[-1].is_list:
        return None
    here = opened[-1]
    if here.option is None and here.pending is not None:
        return None  # after a key, before its colon
    end = _CLOSED.match(text, offset) if in_string else None
    present = frozenset((*here.keys, *_later_keys(text, end.end() if end else offset)))
    return JsonCursor(here.key, here.option, typed, in_string, end is not None, present)


def _step(opened: list[_Object], token: re.Match[str]) -> None:
    """Read a token: what is open after it."""
    here, what = (opened[-1] if opened else None), token[0]
    if what in ("{", "["):
        opened.append(_Object(here.option if here and not here.is_list else None, is_list=what == "["))
    elif what in ("}", "]"):
        del opened[-1:]
    elif here is None or here.is_list:
        return
    elif what == ":":
        here.option, here.pending = here.pending, None
        here.keys += [here.option] if here.option is not None else []
    elif what == ",":
        here.option = here.pending = None
    elif here.option is None:
        here.pending = token[1] if token[1] is not None else what


def _later_keys(text: str, offset: int) -> Iterator[str]:
    """The keys of the same object after an offset."""
    depth, before = 0, None
    for token in _TOKEN.finditer(text, offset, offset + _FAR):
        what = token[0]
        depth += (what in ("{", "[")) - (what in ("}", "]"))
        if depth < 0:
            return
        if what == ":" and depth == 0 and before is not None:
            yield before
        before = token[1]
