"""Runs a command line, without typer if the fast parser can read it."""

from __future__ import annotations

from os import environ
from typing import TYPE_CHECKING

from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.fast_parser import plain_options

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name and return its exit code.

    Raises:
        SystemExit: After help, completion, and usage errors (code 2).
    """
    if arguments and arguments[0] in COMMANDS and "_CORSCHECK_COMPLETE" not in environ:
        kind, function = load(arguments[0])
        options = plain_options(kind, arguments[1:])
        if options is not None:
            return function(options)
    from corscheck.cli.app import run_typer  # noqa: PLC0415  # most command lines do not need typer

    return run_typer(arguments)
