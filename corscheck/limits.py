"""Bounds on work, in steps and characters, never in seconds: the result is the same on every machine."""

from __future__ import annotations

MAX_STEPS = 100_000
"""References that are followed and include patterns that are looked at in one run."""

MAX_CHARACTERS = 8 * 1024 * 1024
"""Characters that references and environment variables make in one run."""

START_LEVELS = 5
"""Directories above a main file that may be the one in which its service is started."""


class LimitReached(Exception):
    """A bound was reached, and what comes after it is not known; the text is a clause that says which."""


class Budget:
    """What one run may spend on following references and includes; all its configurations share it."""

    __slots__ = ("characters", "steps")

    def __init__(self, steps: int = MAX_STEPS, characters: int = MAX_CHARACTERS) -> None:
        self.steps = steps
        self.characters = characters

    @property
    def spent(self) -> tuple[int, int]:
        """Steps and characters that were taken so far; more than there were where it is used up."""
        return MAX_STEPS - self.steps, MAX_CHARACTERS - self.characters

    def spend(self, steps: int = 0, characters: int = 0) -> None:
        """Take from the budget.

        Raises:
            LimitReached: It is used up.
        """
        self.steps -= steps
        self.characters -= characters
        if self.steps < 0:
            raise LimitReached(f"more than {MAX_STEPS:,} references and includes are not followed in one run")
        if self.characters < 0:
            raise LimitReached(f"references make more than {MAX_CHARACTERS // 1024**2} MiB of text")
