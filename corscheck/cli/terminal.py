"""Properties of standard output: whether it is a terminal, its colours, width and characters."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

from corscheck.report.colour import takes_links, wanted
from corscheck.report.context import Context

if TYPE_CHECKING:
    from corscheck.report.colour import Choice


def terminal_context(color: Choice = "auto") -> Context:
    """The context in which reports on standard output are rendered."""
    terminal = is_terminal()
    return Context(
        colour=wanted(color, os.environ, terminal=terminal),
        links=takes_links(os.environ, terminal=terminal),
        unicode=_has_unicode(),
        width=_width() if terminal else None,
        directory=_directory(),
    )


def is_terminal() -> bool:
    """Whether standard output is a terminal; under pre-commit it may be one that is not shown."""
    return sys.stdout.isatty()


def is_only_read() -> bool:
    """Whether what is printed goes to a terminal, or to the log of a CI runner, and to no program or file."""
    if is_terminal():
        return True
    if os.environ.get("GITHUB_ACTIONS") != "true" and not os.environ.get("TF_BUILD"):
        return False
    try:
        return not stat.S_ISREG(os.fstat(sys.stdout.fileno()).st_mode)
    except (OSError, ValueError):
        return True


def _has_unicode() -> bool:
    try:
        "\u2713\u2717\u2502".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _width() -> int | None:
    """Columns: `COLUMNS`, else the width of the terminal; None if it is unknown."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or None
    except (OSError, ValueError):
        return None


def _directory() -> str:
    try:
        return os.getcwd()
    except OSError:  # it has been removed
        return ""
