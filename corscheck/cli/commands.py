"""The table of commands."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

COMMANDS: dict[str, tuple[str, str, str]] = {
    "lint": ("corscheck.cli.lint", "LintOptions", "lint"),
    "show": ("corscheck.cli.show", "ShowOptions", "show"),
    "preflight": ("corscheck.cli.preflight", "PreflightOptions", "preflight"),
    "check": ("corscheck.cli.check", "CheckOptions", "check"),
    "why": ("corscheck.cli.why", "WhyOptions", "why"),
    "init": ("corscheck.cli.init", "InitOptions", "init"),
    "report": ("corscheck.cli.report", "MergeOptions", "report"),
    "server": ("corscheck.cli.server", "ServerOptions", "server"),
    "rule": ("corscheck.cli.rule", "RuleOptions", "rule"),
}
"""Name → module, options (a NamedTuple), and the function that takes them and returns the exit code."""


def load(name: str) -> tuple[type[Any], Callable[[Any], int]]:
    """The options of a command and its function; its module is imported here."""
    module, options, function = COMMANDS[name]
    found = import_module(module)
    return getattr(found, options), getattr(found, function)
