"""Runs a command line, without typer if the fast parser can read it."""

from __future__ import annotations

import sys
from os import environ
from typing import TYPE_CHECKING

from corscheck.cli.commands import COMMANDS, load

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name and return its exit code.

    Raises:
        SystemExit: After usage errors (code 2), and where typer writes help or completes.
    """
    code = _answered(arguments)
    if code is not None:
        return code
    if arguments and arguments[0] in COMMANDS and "_CORSCHECK_COMPLETE" not in environ:
        from corscheck.cli.fast_parser import plain_options  # noqa: PLC0415  # help needs none

        kind, function = load(arguments[0])
        options = plain_options(kind, arguments[1:])
        if options is not None:
            return function(options)
    from corscheck.cli.app import run_typer  # noqa: PLC0415  # most command lines do not need typer

    return run_typer(arguments)


def _answered(arguments: Sequence[str]) -> int | None:
    """Write what needs no command: completions, the version, help; the exit code, or None for all else."""
    if "_CORSCHECK_COMPLETE" in environ:
        from corscheck.cli.completion import answer  # noqa: PLC0415  # one request of a shell

        text, code = answer(environ) or (None, 0)
    elif arguments == ["--version"]:
        from corscheck.version import __version__  # noqa: PLC0415  # likewise

        text, code = f"corscheck {__version__}\n", 0
    elif arguments and arguments[-1] in ("--help", "-h") and len(arguments) <= 2:
        from corscheck.cli.rendered import help_page  # noqa: PLC0415  # likewise

        command = "" if len(arguments) == 1 else arguments[0]
        text, code = help_page(command) if not command or command in COMMANDS else None, 0
    else:
        return None
    if text is None:
        return None
    sys.stdout.write(text)
    return code
