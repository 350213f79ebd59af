"""What typer renders, read from the files in `texts/`, as importing typer takes several times as long.

`python docs/generate.py` writes the files; `tests/cli/test_rendered.py` holds that typer renders the same.
"""

from __future__ import annotations

import os
import sys

TEXTS = os.path.join(os.path.dirname(__file__), "texts")
PROGRAM = "corscheck"
WIDTH = 80
"""Columns for which the help is rendered; typer uses no more of a wider terminal."""


def help_page(command: str) -> str | None:
    """The help of a command, or with an empty name of the program; None where typer must render it."""
    if _columns() < WIDTH:
        return None
    try:
        return text(f"{command or PROGRAM}.txt")
    except OSError:
        return None


def text(name: str) -> str:
    """The content of a file.

    Raises:
        OSError: It is missing, as in an incomplete installation.
    """
    with open(os.path.join(TEXTS, name), encoding="utf-8") as file:
        return file.read()


def _columns() -> int:
    """As `shutil.get_terminal_size().columns`; importing `shutil` takes longer than all of this."""
    try:
        columns = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        columns = 0
    if columns > 0:
        return columns
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or WIDTH  # type: ignore[union-attr]  # caught
    except (AttributeError, ValueError, OSError):
        return WIDTH
