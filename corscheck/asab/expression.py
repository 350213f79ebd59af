"""Regular expressions of path variables, matched with a bound on the work.

aiohttp passes `{name:expression}` to Python's `re`, which backtracks: matching `(a+)+b` against forty times
`a` takes days, and configurations are untrusted. So `re` is used only for expressions that bound the number
of ways in which they match. All others are simulated: all positions in the expression at once, character by
character, which takes polynomial time. What cannot be simulated (references to groups, atomic groups) or
takes too many steps is not known. All of this depends on the expression and the text alone.
"""

from __future__ import annotations

import re
import warnings
from importlib import import_module
from typing import Any

from corscheck.asab.simulation import MAX_STEPS, NotKnown, Program, Simulation, is_single
from corscheck.limits import LimitReached

MAX_LETTERS = 2000
"""Characters in the ranges of an expression that ignores case."""

# What Python makes of an expression before it is compiled; without a stable name since 3.11.
_parser: Any = import_module("re._parser")
_c: Any = import_module("re._constants")

_REPEATS = (_c.MAX_REPEAT, _c.MIN_REPEAT, _c.POSSESSIVE_REPEAT)


def matches(expression: str, text: str) -> bool | None:
    """Whether the whole text matches an expression as for `re.fullmatch`; None: that is not known."""
    return Expression(expression).matches(text)


class Expression:
    """One expression, compiled once."""

    __slots__ = ("_pattern", "_program", "_tree")

    def __init__(self, expression: str) -> None:
        self._pattern: re.Pattern[str] | None = None
        self._tree: Any = None
        self._program: Program | None = None
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
                program = Program()
                program.add(self._tree, self._tree.state.flags)
                self._program = program
            return Simulation(text).run(self._program, 0, len(text))
        except (NotKnown, RecursionError):
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
    """The number of characters in all ranges of an expression."""
    total = 0
    stack = [tree]
    while stack:
        part = stack.pop()
        if isinstance(part, tuple) and len(part) == 2 and part[0] is _c.RANGE:
            total += part[1][1] - part[1][0]
        elif isinstance(part, (list, tuple, _parser.SubPattern)):
            stack += list(part)
    return total


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
    if is_single(body):
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
