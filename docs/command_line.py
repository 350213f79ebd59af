# ruff: noqa: INP001  # a script, not a package
"""What typer makes of the command line: the help at 80 columns, and what it would complete, as data."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any
from unittest import mock

from typer.core import TyperArgument, TyperOption
from typer.main import get_command

from corscheck.cli.app import application
from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.option_types import fields
from corscheck.cli.rendered import PROGRAM, WIDTH
from corscheck.cli.values import VALUES

if TYPE_CHECKING:
    from collections.abc import Iterator


def texts() -> dict[str, str]:
    """Name → content of the files in corscheck/cli/texts/."""
    found = {"values.json": _json({kind: values._asdict() for kind, values in VALUES.items()})}
    with mock.patch.dict(os.environ, {"COLUMNS": str(WIDTH)}):
        for name, command, context in _commands():
            found[f"{name or PROGRAM}.txt"] = f"{command.get_help(context)}\n"
            found[f"{name or PROGRAM}.json"] = _json(_completion(name, command, context))
    return found


def _commands() -> Iterator[tuple[str, Any, Any]]:
    """Name, typer's command and its context: first the program, whose name is empty."""
    program: Any = get_command(application())
    context = program.make_context(PROGRAM, [], resilient_parsing=True)
    yield "", program, context
    for name in COMMANDS:
        command = program.get_command(context, name)
        yield name, command, command.make_context(name, [], parent=context, resilient_parsing=True)


def _completion(name: str, command: Any, context: Any) -> dict[str, Any]:
    """What `cli.completion` has to know of a command."""
    kinds = {field.name: field.details.values for field in fields(load(name)[0])} if name else {}
    parameters = [(one, _values(kinds.get(one.name), one, context)) for one in command.get_params(context)]
    below = getattr(command, "commands", {})
    return {
        "commands": [(each, one.get_short_help_str()) for each, one in below.items()],
        "arguments": [
            {"many": one.nargs == -1, "values": values}
            for one, values in parameters
            if isinstance(one, TyperArgument)
        ],
        "options": [
            {
                # Those of --help are in a set, which has no order.
                "names": [*sorted(one.opts, key=len, reverse=True), *one.secondary_opts],
                "help": one.help,
                "switch": one.is_flag,
                "many": one.multiple,
                "values": values,
            }
            for one, values in parameters
            if isinstance(one, TyperOption) and not one.hidden
        ],
    }


def _values(kind: str | None, parameter: Any, context: Any) -> str | list[str]:
    """Their name in `cli.values`, or the choices that typer finds in the type."""
    return kind or [item.value for item in parameter.shell_complete(context, "")]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=0) + "\n"
