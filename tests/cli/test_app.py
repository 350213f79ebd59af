"""From NamedTuples of options to typer commands."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any, Literal

import pytest
import typer
from typer.testing import CliRunner

from corscheck.cli import app
from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.fast_parser import plain_options
from corscheck.cli.option_types import Argument, Option, fields
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from typing import Annotated

Size = Literal["small", "large"]


class Inner(NamedTuple):
    size: Annotated[Size, Option("--size")] = "small"
    tags: Annotated[tuple[str, ...], Option("--tag")] = ()


class Outer(NamedTuple):
    name: Annotated[str, Argument()]
    rest: Annotated[tuple[str, ...], Argument()] = ("a", "b")
    limit: Annotated[float | None, Option("--limit")] = None
    loud: Annotated[bool, Option("--loud")] = False
    inner: Inner = Inner()


def parsed(*arguments: str) -> Any:
    seen: list[Any] = []

    def function(options: Outer) -> int:
        """Do something."""
        seen.append(options)
        return 7

    application = typer.Typer(rich_markup_mode=None)
    application.command()(app.command(Outer, function))
    result = CliRunner().invoke(application, arguments)
    assert result.exit_code == (7 if seen else 2)
    return seen[0] if seen else result.output


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        (["x"], Outer("x")),
        (["x", "y", "z"], Outer("x", ("y", "z"))),
        (["x", "--limit", "1.5", "--loud"], Outer("x", limit=1.5, loud=True)),
        (["x", "--tag", "1", "--tag", "2", "--size", "large"], Outer("x", inner=Inner("large", ("1", "2")))),
    ],
)
def test_options_become_what_the_defaults_are(arguments: list[str], options: Outer) -> None:
    assert parsed(*arguments) == options


@pytest.mark.parametrize(
    "arguments", [[], ["x", "--size", "huge"], ["x", "--limit", "much"], ["x", "--what"]]
)
def test_bad_options_are_usage_errors(arguments: list[str]) -> None:
    assert "Usage:" in parsed(*arguments)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_explains_every_option_and_gives_examples(name: str) -> None:
    options, _ = load(name)
    assert [field.name for field in fields(options) if not field.details.help] == []
    shown = CliRunner().invoke(app.application(tuple(COMMANDS)), [name, "--help"]).output
    block = shown.partition("Examples:\n")[2].partition("\n\n")[0]
    assert block
    for example in block.replace("\\\n", "").splitlines():
        program, command, *arguments = shlex.split(example)
        assert (program, command) == ("corscheck", name)
        assert plain_options(options, arguments) is not None, example


def test_help_is_the_functions_first_sentence() -> None:
    result = CliRunner().invoke(app.application(("rule",)), ["rule", "--help"])
    assert "Explain a rule or a cause, or list them." in result.output
