"""The typer application, built from the command modules; the only module that imports typer."""

from __future__ import annotations

from inspect import Parameter, Signature, cleandoc
from os import environ
from typing import TYPE_CHECKING, Annotated, Any, get_args

import typer
from typer.core import TyperArgument, TyperCommand

from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.help import laid_out, sections
from corscheck.cli.option_types import REQUIRED, Argument, built, fields
from corscheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from corscheck.cli.option_types import Field


def run_typer(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name and return its exit code.

    Raises:
        SystemExit: After help, completion, and usage errors (code 2).
    """
    application(_needed(arguments[0] if arguments else ""))(list(arguments), prog_name="corscheck")
    return 0


def _needed(word: str) -> Sequence[str]:
    """The commands to import: the one that is named, or all for help, completion and mistakes."""
    if "_CORSCHECK_COMPLETE" in environ or (word not in COMMANDS and word != "--version"):
        return tuple(COMMANDS)
    return [word] if word in COMMANDS else []


def application(names: Sequence[str] = tuple(COMMANDS)) -> typer.Typer:
    """The application with these commands."""
    app = typer.Typer(
        callback=_corscheck,
        no_args_is_help=True,
        # rich would cost 50 ms, take `[web]` in help for markup, and print local variables in tracebacks.
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in names:
        options, function = load(name)
        app.command(name, cls=_command_class(options))(command(options, function))
    return app


def _command_class(options: type[Any]) -> type[TyperCommand]:
    """The class of a command with these options: its help lists them in groups."""

    class Command(TyperCommand):
        def format_options(self, ctx: Any, formatter: Any) -> None:
            arguments = [one.get_help_record(ctx) for one in self.params if isinstance(one, TyperArgument)]
            own = {parameter.name for parameter in self.params}
            more = [one for one in self.get_params(ctx) if one.name not in own]  # --help
            wide, lists = laid_out(
                [("Arguments", filter(None, arguments)), *sections(fields(options))],
                filter(None, (one.get_help_record(ctx) for one in more)),
            )
            for heading, rows in lists:
                with formatter.section(heading):
                    formatter.write_dl(rows, col_max=wide)

    return Command


def command(options: type[Any], function: Callable[[Any], int]) -> Callable[..., None]:
    """A function for typer: one parameter for each field of `options`, including nested ones."""

    def callback(**values: Any) -> None:
        raise typer.Exit(function(built(options, {name: _value(value) for name, value in values.items()})))

    parameters = [_parameter(field) for field in fields(options)]
    callback.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # what typer inspects
    # Click keeps the line breaks of a paragraph after `\b`.
    callback.__doc__ = cleandoc(function.__doc__ or "").replace("Examples:\n", "\b\nExamples:\n")
    return callback


def _corscheck(
    *,
    version: Annotated[  # read by the callback
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=lambda asked: _version(asked=asked),
            help="Show the version and exit.",
        ),
    ] = False,
) -> None:
    """Lint the CORS configuration of ASAB services and prove it on the live server."""


def _version(*, asked: bool) -> None:
    """Show the version and exit."""
    if asked:
        typer.echo(f"corscheck {__version__}")
        raise typer.Exit


def _parameter(field: Field) -> Parameter:
    kind = list[get_args(field.kind)[0]] if field.many else field.kind  # type: ignore[misc]  # known only here
    default = Parameter.empty if field.default is REQUIRED else field.default
    if isinstance(default, tuple):
        default = list(default)
    annotation = Annotated[(kind, _details(field))]  # type: ignore[valid-type]  # as above
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _details(field: Field) -> Any:
    details = field.details
    if isinstance(details, Argument):
        return typer.Argument(
            metavar=details.metavar, help=details.help, autocompletion=_completion(details.values)
        )
    return typer.Option(
        *filter(None, (details.name, details.short)),
        metavar=details.metavar,
        help=details.help,
        min=details.min,
        max=details.max,
        autocompletion=_completion(details.values),
    )


def _completion(values: str | None) -> Callable[[str], list[tuple[str, str]]] | None:
    """What typer calls for the values of an option."""
    if values is None:
        return None

    def complete(incomplete: str) -> list[tuple[str, str]]:
        from corscheck.cli.completion import completed  # noqa: PLC0415  # only for completion
        from corscheck.cli.values import VALUES  # noqa: PLC0415  # imports all rules

        return completed(incomplete, **VALUES[values]._asdict())

    return complete


def _value(value: Any) -> Any:
    """A value from typer as the type of its field."""
    return tuple(value) if isinstance(value, list) else value
