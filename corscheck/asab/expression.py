"""Regular expressions of path variables, matched in a time that no expression can make long.

aiohttp hands `{name:expression}` to Python's `re`, which tries one way after the other: `(a+)+b` against
forty letters `a` keeps it busy for days. Here all ways are followed at once (Thompson's construction), so
the time is the length of the text times the size of the expression. Only whether the whole text matches is
asked, for which groups and greediness do not matter.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_ATOM = re.compile(
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|N\{[^}]*\}|0[0-7]{0,2}|[^0-9xuUN])"
    r"|\[\^?\]?(?:\\.|[^\\\]])*\]|[^\\()|?*+\[]",
    re.DOTALL,
)
_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d*)(,?)(\d*)\})\??")
_GROUP = re.compile(r"\((?:\?(?::|P<\w+>))?(?!\?)")
_EMPTY = frozenset((r"\A", r"\Z", r"\b", r"\B", "^", "$"))

_MAX_STATES = 5_000
_MAX_STEPS = 5_000_000


class _Foreign(Exception):
    """The expression goes beyond what is followed here, or is too large."""


class _State(NamedTuple):
    """`test` takes one character (None: takes nothing); an `empty` one only looks at the place."""

    test: re.Pattern[str] | None
    empty: bool
    following: list[int]


class Machine:
    """An expression as states that all its ways lead through; state 0 is the end."""

    __slots__ = ("_start", "_states")

    def __init__(self, states: list[_State], start: int) -> None:
        self._states = states
        self._start = start

    def matches(self, text: str) -> bool | None:
        """Whether the whole text matches; None where that would take too long."""
        if len(text) * len(self._states) > _MAX_STEPS:
            return None
        current = self._reach([self._start], text, 0)
        for at in range(len(text)):
            states = (self._states[number] for number in current)
            moved = [
                following
                for state in states
                if state.test and not state.empty and state.test.match(text, at)
                for following in state.following
            ]
            current = self._reach(moved, text, at + 1)
        return 0 in current

    def _reach(self, begin: Iterable[int], text: str, at: int) -> set[int]:
        """The states reached from these without taking a character."""
        stack, seen = list(begin), set(begin)
        while stack:
            state = self._states[stack.pop()]
            if state.test is None or (state.empty and state.test.match(text, at)):
                further = [following for following in state.following if following not in seen]
                seen.update(further)
                stack += further
        return seen


@lru_cache(maxsize=64)
def machine(expression: str) -> Machine | None:
    """The machine of an expression that `re.compile` takes.

    None for what remembers or looks around (`(?P=name)`, `(?=…)`, `(?>…)`, `a++`), for flags, and for what
    is too large.
    """
    states = [_State(None, empty=True, following=[])]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Machine(states, _build(_Reader(expression).alternatives(), 0, states))
    except (_Foreign, RecursionError):
        return None


def matches(expression: str, text: str) -> bool | None:
    """Whether the whole text matches; None where that cannot be told."""
    made = machine(expression)
    return None if made is None else made.matches(text)


class _Node(NamedTuple):
    """`parts` are alternatives, each a sequence, of which it takes `least` to `most` (None: any number)."""

    test: re.Pattern[str] | None
    empty: bool
    parts: list[list[_Node]]
    least: int = 1
    most: int | None = 1


class _Reader:
    """Reads an expression that is known to be a good one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def alternatives(self) -> _Node:
        parts: list[list[_Node]] = [[]]
        while self._at < len(self._text) and self._text[self._at] != ")":
            if self._text[self._at] == "|":
                self._at += 1
                parts.append([])
            else:
                parts[-1].append(self._repeated(self._one()))
        return _Node(None, empty=False, parts=parts)

    def _one(self) -> _Node:
        group = _GROUP.match(self._text, self._at)
        if group:
            self._at = group.end()
            inner = self.alternatives()
            self._at += 1
            return inner
        atom = _ATOM.match(self._text, self._at)
        if atom is None:
            raise _Foreign
        self._at = atom.end()
        return _Node(re.compile(atom[0]), empty=atom[0] in _EMPTY, parts=[])

    def _repeated(self, node: _Node) -> _Node:
        found = _QUANTIFIER.match(self._text, self._at)
        if not found or not (found[1] or found[2] or found[3]):
            return node
        self._at = found.end()
        if self._text[self._at : self._at + 1] == "+" and not found[0].endswith("?"):
            raise _Foreign  # possessive
        least = int(found[2] or 0) if not found[1] else int(found[1] == "+")
        most = None if found[1] in ("*", "+") else 1 if found[1] else _most(found)
        return _Node(None, empty=False, parts=[[node]], least=least, most=most)


def _most(found: re.Match[str]) -> int | None:
    if not found[3]:
        return int(found[2])
    return int(found[4]) if found[4] else None


def _build(node: _Node, after: int, states: list[_State]) -> int:
    """Add the states of a node that leads to `after`; returns the first of them."""
    if node.test:
        return _add(states, _State(node.test, node.empty, [after]))
    start = after
    if node.most is None:
        start = _add(states, _State(None, empty=True, following=[after]))
        states[start].following.append(_once(node, start, states))
    else:
        for _ in range(node.most - node.least):
            start = _add(states, _State(None, empty=True, following=[_once(node, start, states), after]))
    for _ in range(node.least):
        start = _once(node, start, states)
    return start


def _once(node: _Node, after: int, states: list[_State]) -> int:
    starts = []
    for part in node.parts:
        start = after
        for one in reversed(part):
            start = _build(one, start, states)
        starts.append(start)
    return starts[0] if len(starts) == 1 else _add(states, _State(None, empty=True, following=starts))


def _add(states: list[_State], state: _State) -> int:
    if len(states) > _MAX_STATES:
        raise _Foreign
    states.append(state)
    return len(states) - 1
