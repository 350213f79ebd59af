"""The typer application, assembled from the command modules; the only module that imports typer."""

from __future__ import annotations

from importlib import import_module
from inspect import Parameter, Signature
from os import environ
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

import typer

from corscheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

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


def run(arguments: Sequence[str]) -> int:
    """Run the command that the arguments name and return its exit code.

    Raises:
        SystemExit: After help, completion, and usage errors (code 2).
    """
    application(_needed(arguments[0] if arguments else ""))(list(arguments), prog_name="corscheck")
    return 0


def _needed(word: str) -> Sequence[str]:
    """The commands to import: the one that is named; for help, completion and mistakes all of them."""
    if "_CORSCHECK_COMPLETE" in environ or (word not in COMMANDS and word != "--version"):
        return tuple(COMMANDS)
    return [word] if word in COMMANDS else []


def application(names: Sequence[str] = tuple(COMMANDS)) -> typer.Typer:
    """The application with these commands."""
    app = typer.Typer(
        callback=_corscheck,
        no_args_is_help=True,
        # rich would cost 50 ms, eat `[web]` in help as markup, and draw tracebacks with local variables.
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    for name in names:
        module, options, function = COMMANDS[name]
        room = import_module(module)
        app.command(name)(command(getattr(room, options), getattr(room, function)))
    return app


def command(options: type[Any], function: Callable[[Any], int]) -> Callable[..., None]:
    """A function as typer wants it: one parameter for each field of `options`, nested ones unfolded.

    Each field is annotated with `typer.Argument` or `typer.Option`; its default is the option's. A
    field that is itself a NamedTuple stands for all its fields; `tuple[str, ...]` is an option that may
    be repeated.
    """

    def callback(**values: Any) -> None:
        raise typer.Exit(function(_built(options, values)))

    parameters = list(_parameters(options))
    callback.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # what typer inspects
    callback.__doc__ = function.__doc__
    return callback


def _corscheck(
    *,
    version: Annotated[  # heeded by the callback
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


def _hints(options: type[Any]) -> dict[str, Any]:
    """The annotations of a NamedTuple; `typer` and `Annotated` are known to them without an import."""
    return get_type_hints(options, localns={"typer": typer, "Annotated": Annotated}, include_extras=True)


def _parameters(options: type[Any]) -> Iterator[Parameter]:
    for name, hint in _hints(options).items():
        if _nested(hint):
            yield from _parameters(hint)
            continue
        kind, *details = get_args(hint)
        if _many(kind):
            kind = list[get_args(kind)[0]]  # type: ignore[misc]  # a type that is known only here
        default = options._field_defaults.get(name, Parameter.empty)
        if isinstance(default, tuple):
            default = list(default)
        yield Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[(kind, *details)])


def _built(options: type[Any], values: Mapping[str, Any]) -> Any:
    """The NamedTuple of the values that typer parsed."""
    made = {}
    for name, hint in _hints(options).items():
        if _nested(hint):
            made[name] = _built(hint, values)
        else:
            made[name] = tuple(values[name] or ()) if _many(get_args(hint)[0]) else values[name]
    return options(**made)


def _nested(hint: Any) -> bool:
    return isinstance(hint, type) and hasattr(hint, "_fields")


def _many(kind: Any) -> bool:
    return get_origin(kind) is tuple
