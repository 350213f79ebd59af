"""Regular expressions that are simulated: all positions in the expression at once, character by character.

That takes polynomial time for every expression. A single position is matched by `re`, so that characters,
classes and anchors are Python's own. `expression` says which expressions come here.
"""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

MAX_STEPS = 50_000
"""Steps of one match; a usual expression takes some hundreds."""

MAX_PROGRAM = 2000
"""Instructions of a simulated expression."""

# What Python makes of an expression before it is compiled; without a stable name since 3.11.
_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")
_c: Any = import_module("re._constants")

_SINGLE = (_c.LITERAL, _c.NOT_LITERAL, _c.ANY, _c.IN)
_TYPES = re.ASCII | re.LOCALE | re.UNICODE


class NotKnown(Exception):
    """The expression cannot be simulated, or not in a bounded number of steps."""


def is_single(tree: Any) -> bool:
    """Whether a parsed expression fits exactly one letter, whichever that is."""
    return len(tree) == 1 and tree[0][0] in _SINGLE


class Program:
    """An expression as instructions: what each of its positions matches, and which follow it."""

    def __init__(self) -> None:
        self.code: list[tuple[str, Any]] = []

    def add(self, tree: Any, flags: int) -> None:
        """Add the instructions of a sequence; what follows comes after them."""
        for operation, argument in tree:
            self._add(operation, argument, flags)

    def _add(self, operation: Any, argument: Any, flags: int) -> None:
        if operation in _SINGLE:
            self._emit("letter", (_piece(operation, argument, flags), {}))
        elif operation is _c.AT:
            self._emit("at", _piece(operation, argument, flags))
        elif operation is _c.SUBPATTERN:
            self.add(argument[3], _combined(flags, argument[1], argument[2]))
        elif operation is _c.BRANCH:
            self._add_branches(argument[1], flags)
        elif operation in (_c.MAX_REPEAT, _c.MIN_REPEAT):
            self._add_repeat(argument, flags)
        elif operation in (_c.ASSERT, _c.ASSERT_NOT):
            direction, body = argument
            inner = Program()
            inner.add(body, flags)
            width = body.getwidth()[0] if direction < 0 else None
            self._emit("look", (inner, width, operation is _c.ASSERT))
        else:
            raise NotKnown

    def _add_branches(self, branches: list[Any], flags: int) -> None:
        ends = []
        for branch in branches[:-1]:
            split = self._emit("split", None)
            self.add(branch, flags)
            ends.append(self._emit("jump", None))
            self.code[split] = ("split", len(self.code))
        self.add(branches[-1], flags)
        for end in ends:
            self.code[end] = ("jump", len(self.code))

    def _add_repeat(self, repeat: Any, flags: int) -> None:
        least, most, body = repeat
        if body.getwidth()[0] == 0 and not is_single(body):
            raise NotKnown  # `re` treats repetitions of the empty text in its own way
        for _ in range(int(least)):
            self.add(body, flags)
        if most is _c.MAXREPEAT:
            split = self._emit("split", None)
            self.add(body, flags)
            self._emit("jump", split)
            self.code[split] = ("split", len(self.code))
            return
        splits = []
        for _ in range(int(most) - int(least)):
            splits.append(self._emit("split", None))
            self.add(body, flags)
        for split in splits:
            self.code[split] = ("split", len(self.code))

    def _emit(self, name: str, argument: Any) -> int:
        if len(self.code) >= MAX_PROGRAM:
            raise NotKnown
        self.code.append((name, argument))
        return len(self.code) - 1


def _piece(operation: Any, argument: Any, flags: int) -> re.Pattern[str]:
    """One position of an expression as an expression of its own, which `re` matches."""
    state = _parser.State()
    state.flags = flags
    state.str = ""
    pattern: re.Pattern[str] = _compiler.compile(_parser.SubPattern(state, [(operation, argument)]), flags)
    return pattern


def _combined(flags: int, added: int, removed: int) -> int:
    """The flags within `(?i:…)` and `(?-i:…)`."""
    if added & _TYPES:
        flags &= ~_TYPES
    return (flags | added) & ~removed


class Simulation:
    """One text against programs, within `MAX_STEPS`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = MAX_STEPS
        self._looked: dict[tuple[int, int], bool] = {}

    def run(self, program: Program, start: int, end: int | None) -> bool:
        """Whether the program fits the text from `start` to `end`, or from `start` to anywhere (None)."""
        states = self._closure(program, {0}, start)
        final = len(program.code)
        at = start
        while states:
            if final in states and end in (at, None):
                return True
            if at >= len(self._text) or at == end:
                return False
            letter = self._text[at]
            following = {
                state + 1
                for state in states
                if state < final and self._is_letter(program.code[state], letter)
            }
            at += 1
            states = self._closure(program, following, at)
        return False

    def _is_letter(self, instruction: tuple[str, Any], letter: str) -> bool:
        name, argument = instruction
        if name != "letter":
            return False
        piece, known = argument
        if letter not in known:
            known[letter] = piece.fullmatch(letter) is not None
        return bool(known[letter])

    def _closure(self, program: Program, states: set[int], at: int) -> set[int]:
        """The states that are reached without another letter."""
        found: set[int] = set()
        stack = list(states)
        while stack:
            state = stack.pop()
            if state in found:
                continue
            found.add(state)
            self._left -= 1
            if self._left < 0:
                raise NotKnown
            if state == len(program.code):
                continue
            name, argument = program.code[state]
            if name == "split":
                stack += (state + 1, argument)
            elif name == "jump":
                stack.append(argument)
            elif (name == "at" and argument.match(self._text, at)) or (
                name == "look" and self._looks(argument, at)
            ):
                stack.append(state + 1)
        return found

    def _looks(self, argument: Any, at: int) -> bool:
        """Whether a lookahead or lookbehind assertion is true."""
        inner, width, wanted = argument
        key = (id(inner), at)
        if key not in self._looked:
            if width is None:
                self._looked[key] = self.run(inner, at, None)
            else:
                self._looked[key] = at >= width and self.run(inner, at - width, at)
        return self._looked[key] is wanted
