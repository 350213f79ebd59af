"""Decides whether a report is coloured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping

Choice = Literal["auto", "always", "never"]


def wanted(choice: Choice, environ: Mapping[str, str], *, terminal: bool) -> bool:
    """`--color`, then `NO_COLOR` (no-color.org), then `FORCE_COLOR` and `CLICOLOR_FORCE`, then the terminal.

    Empty variables are ignored, and so is `0` in the two that force colours.
    """
    if choice != "auto":
        return choice == "always"
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return terminal and environ.get("TERM") != "dumb"
