"""The commands, and how one is run: without typer where the command line is plain."""

from __future__ import annotations

from importlib import import_module
from os import environ
from typing import TYPE_CHECKING, Any

from corscheck.cli.fast_parser import plain_options

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

COMMANDS: dict[str, tuple[str, str, str]] = {
    "lint": ("corscheck.cli.lint", "LintOptions", "lint"),
    "show": ("corscheck.cli.show", "ShowOptions", "show"),
    "preflight": ("corscheck.cli.preflight", "PreflightOptions", "preflight"),
    "check": ("corscheck.cli.check", "CheckOptions", "check"),
    "why": ("corscheck.cli.why", "WhyOptions", "why"),
    "init": ("corscheck.cli.init", "InitOptions", "init"),
    "rule": ("corscheck.cli.rule", "RuleOptions", "rule"),
}
"""Name → module, its options (a NamedTuple) and its function from them to an exit code."""


def load(name: str) -> tuple[type[Any], Callable[[Any], int]]:
    """The options of a command, and its function; only now is its module imported."""
    module, options, function = COMMANDS[name]
    room = import_module(module)
    return getattr(room, options), getattr(room, function)


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
    from corscheck.cli.app import run_typer  # noqa: PLC0415  # see `plain`

    return run_typer(arguments)
