"""How many examples Hypothesis generates where a hundred are too few."""

from __future__ import annotations

import os

from hypothesis import settings


def examples(usual: int, *, in_ci: int | None = None) -> settings:
    """A decorator: so many, in CI more; with `--hypothesis-profile few` as few as everywhere."""
    if settings.get_current_profile_name() == "few":
        return settings()
    return settings(max_examples=(in_ci or usual) if "CI" in os.environ else usual)
