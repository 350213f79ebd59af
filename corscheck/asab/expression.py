"""Regular expressions of path variables, matched with a bound on the work.

aiohttp hands `{name:expression}` to Python's `re`, which tries one way after the other: `(a+)+b` against
forty letters `a` keeps it busy for days, and a configuration may come from anybody. So `re` is asked only
where the expression itself bounds the number of ways. All other expressions are simulated: every position
in the expression at once, letter by letter, which takes polynomial time. What cannot be simulated (references
to groups, atomic groups) or takes too many steps is not known. All of this depends on the expression and the
text alone.
"""

from __future__ import annotations

import re
import warnings
from importlib import import_module
from typing import Any

from corscheck.limits import LimitReached

MAX_STEPS = 50_000
"""Steps of one match, in `re` or simulated; a usual expression takes some hundreds."""

MAX_LETTERS = 2000
"""Letters in the ranges of an expression that ignores case."""

MAX_PROGRAM = 2000
"""Instructions of a simulated expression."""

# What Python makes of an expression before it is compiled; without a stable name since 3.11.
_parser: Any = import_module("re._parser")
_compiler: Any = import_module("re._compiler")
_c: Any = import_module("re._constants")

_SINGLE = (_c.LITERAL, _c.NOT_LITERAL, _c.ANY, _c.IN)
_REPEATS = (_c.MAX_REPEAT, _c.MIN_REPEAT, _c.POSSESSIVE_REPEAT)
_TYPES = re.ASCII | re.LOCALE | re.UNICODE


def matches(expression: str, text: str) -> bool | None:
    """Whether the whole text matches an expression as for `re.fullmatch`; None: that is not known."""
    return Expression(expression).matches(text)


class Expression:
    """One expression, compiled once."""

    __slots__ = ("_pattern", "_program", "_tree")

    def __init__(self, expression: str) -> None:
        self._pattern: re.Pattern[str] | None = None
        self._tree: Any = None
        self._program: _Program | None = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._pattern = re.compile(expression)
                self._tree = _parser.parse(expression)
        except (re.error, OverflowError, RecursionError):
            pass

    def matches(self, text: str) -> bool | None:
        """Whether the whole text matches; None: that is not known."""
        if self._pattern is None:
            return None
        try:
            if _bound(self._tree, len(text))[0] <= MAX_STEPS:
                return self._pattern.fullmatch(text) is not None
            if self._program is None:
                program = _Program()
                program.add(self._tree, self._tree.state.flags)
                self._program = program
            return _Simulation(text).run(self._program, 0, len(text))
        except (_NotKnown, RecursionError):
            return None


def check_size(expression: str, most: int) -> None:
    """Raise `LimitReached` for an expression that takes long to compile.

    That is one of more than `most` characters, or one with ranges of thousands of letters in any letter case,
    each of which `re` looks up.
    """
    if len(expression) > most:
        raise LimitReached(f"an expression of more than {most:,} characters is not looked at")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            letters = _letters(_parser.parse(expression))
    except (re.error, OverflowError, RecursionError):
        return  # compiling says what is wrong
    if letters > MAX_LETTERS:
        raise LimitReached("an expression with large ranges in any letter case is not looked at")


def _letters(tree: Any) -> int:
    """How many letters the ranges of an expression have together."""
    total = 0
    stack = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, tuple) and len(part) == 2 and part[0] is _c.RANGE:
            total += part[1][1] - part[1][0]
        elif isinstance(part, (list, tuple, _parser.SubPattern)):
            stack += list(part)
    return total


class _NotKnown(Exception):
    """The expression cannot be simulated, or not in a bounded number of steps."""


def _bound(tree: Any, length: int) -> tuple[int, int]:
    """How many steps `re` takes for a sequence at one place of a text at most, and in how many ways it fits.

    After each of these ways, `re` may try what follows.
    """
    steps, ways = 0, 1
    for operation, argument in tree:
        one, more = _bound_of(operation, argument, length)
        steps += ways * one
        ways *= more
        if steps > MAX_STEPS or ways > MAX_STEPS:
            return MAX_STEPS + 1, MAX_STEPS + 1
    return steps, ways


def _bound_of(operation: Any, argument: Any, length: int) -> tuple[int, int]:
    if operation in _REPEATS:
        return _bound_of_repeat(argument, length)
    if operation is _c.SUBPATTERN:
        return _bound(argument[3], length)
    if operation in (_c.BRANCH, _c.GROUPREF_EXISTS):
        branches = argument[1] if operation is _c.BRANCH else [branch for branch in argument[1:] if branch]
        found = [_bound(branch, length) for branch in branches]
        return sum(steps for steps, _ in found) + 1, sum(ways for _, ways in found) + 1
    if operation in (_c.ASSERT, _c.ASSERT_NOT, _c.ATOMIC_GROUP):
        body = argument if operation is _c.ATOMIC_GROUP else argument[1]
        return _bound(body, length)[0] + 1, 1
    return (length + 1 if operation is _c.GROUPREF else 1), 1


def _bound_of_repeat(argument: Any, length: int) -> tuple[int, int]:
    least, most, body = argument
    width = body.getwidth()[0]
    times = min(int(most), (length // width if width else length) + int(least) + 1)
    if _is_single(body):
        return times + 1, times + 1
    steps, ways = _bound(body, length)
    all_steps = all_ways = 1
    reached = 1  # ways in which so many repetitions fit
    for _ in range(times):
        all_steps += reached * (steps + 1)
        reached *= ways
        all_ways += reached
        if all_steps > MAX_STEPS or all_ways > MAX_STEPS:
            return MAX_STEPS + 1, MAX_STEPS + 1
    return all_steps, all_ways


def _is_single(tree: Any) -> bool:
    return len(tree) == 1 and tree[0][0] in _SINGLE


class _Program:
    """An expression as instructions: what stands at each of its positions, and where it goes on."""

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
            inner = _Program()
            inner.add(body, flags)
            width = body.getwidth()[0] if direction < 0 else None
            self._emit("look", (inner, width, operation is _c.ASSERT))
        else:
            raise _NotKnown

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
        if body.getwidth()[0] == 0 and not _is_single(body):
            raise _NotKnown  # `re` has its own ways with repetitions of nothing
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
            raise _NotKnown
        self.code.append((name, argument))
        return len(self.code) - 1


def _piece(operation: Any, argument: Any, flags: int) -> re.Pattern[str]:
    """One letter or one place of an expression as an expression of its own: `re` says what it fits."""
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


class _Simulation:
    """One text against programs, within `MAX_STEPS`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._left = MAX_STEPS
        self._looked: dict[tuple[int, int], bool] = {}

    def run(self, program: _Program, start: int, end: int | None) -> bool:
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

    def _closure(self, program: _Program, states: set[int], at: int) -> set[int]:
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
                raise _NotKnown
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
        """Whether a lookahead or lookbehind assertion holds."""
        inner, width, wanted = argument
        key = (id(inner), at)
        if key not in self._looked:
            if width is None:
                self._looked[key] = self.run(inner, at, None)
            else:
                self._looked[key] = at >= width and self.run(inner, at - width, at)
        return self._looked[key] is wanted
