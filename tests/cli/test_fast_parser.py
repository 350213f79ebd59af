"""What is read without typer is what typer would have read."""

from __future__ import annotations

from typing import Any

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from corscheck.cli.app import command
from corscheck.cli.check import CheckOptions
from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.fast_parser import plain_options
from corscheck.cli.init import InitOptions
from corscheck.cli.lint_job import LintOptions
from corscheck.cli.option_types import Argument, fields
from corscheck.cli.show import ShowOptions
from corscheck.cli.why_options import WhyOptions

VALUES = (
    "app.conf", "", "-", "1", "0", "007", "2.5", "1e3", "-1", "1_0", "\u0661", "300", "json", "JSON", "both",
    "a=b", "--", "-h", "--help", "--no-fix", "--output", "--what", "-j4", "-qv", "[x]", "\u00e9",
)  # fmt: skip


def by_typer(options: type[Any], arguments: list[str]) -> Any:
    """What typer makes of the arguments; None for help and mistakes."""
    seen: list[Any] = []

    def function(made: Any) -> int:
        seen.append(made)
        return 0

    application = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})
    application.command()(command(options, function))
    CliRunner().invoke(application, arguments)
    return seen[0] if seen else None


def names_of(options: type[Any]) -> list[str]:
    """All names of all options, and what looks like one with a value."""
    names = []
    for field in fields(options):
        if not isinstance(field.details, Argument):
            names += [*field.details.name.split("/"), *filter(None, [field.details.short])]
    return [*names, *(f"{name}={value}" for name in names for value in ("1", "", "json"))]


@pytest.mark.parametrize("name", COMMANDS)
@given(st.data())
def test_what_is_plain_means_what_typer_makes_of_it(name: str, data: st.DataObject) -> None:
    options, _ = load(name)
    words = st.one_of(st.sampled_from(names_of(options)), st.sampled_from(VALUES))
    arguments = data.draw(st.lists(words, max_size=6))
    plain = plain_options(options, arguments)
    if plain is not None:
        assert plain == by_typer(options, arguments)
        assert list(map(type, plain)) == list(map(type, by_typer(options, arguments)))


@pytest.mark.parametrize(
    ("options", "arguments", "expected"),
    [
        (LintOptions, [], {}),
        (LintOptions, ["a.conf", "b.conf", "--fix"], {"paths": ("a.conf", "b.conf"), "fix": True}),
        (LintOptions, ["-", "--fix", "--", "--fix", "--"], {"paths": ("-", "--fix", "--"), "fix": True}),
        (LintOptions, ["--section", "a", "--section=b=c"], {"section": ("a", "b=c")}),
        (LintOptions, ["--add-ignore", "a", "--add-ignore", "b"], {"add_ignore": "b"}),
        (ShowOptions, [], {}),
        (ShowOptions, ["--settings", "a"], {"path": "a", "settings": True}),
        (ShowOptions, ["a.conf", "--output-format", "json"], {"path": "a.conf", "output_format": "json"}),
        (WhyOptions, ["http://a.example", "-X", "PUT"], {"url": "http://a.example", "method": "PUT"}),
        (WhyOptions, ["--har", "-", "-X", "PUT"], {"har": "-", "method": "PUT"}),
        (InitOptions, ["a.conf", "-o", "-"], {"configs": ("a.conf",), "output": "-"}),
        (WhyOptions, [], {}),
    ],
)
def test_ordinary_command_lines_are_plain(
    options: type[Any], arguments: list[str], expected: dict[str, Any]
) -> None:
    plain = plain_options(options, arguments)
    assert plain is not None
    assert {name: getattr(plain, name) for name in expected} == expected
    assert plain == by_typer(options, arguments)


def test_nested_options_and_numbers_are_read() -> None:
    plain = plain_options(CheckOptions, ["-j", "4", "--timeout=2.5", "--no-strangers", "-q"])
    assert plain is not None
    assert (plain.live.connection.jobs, plain.live.connection.timeout) == (4, 2.5)
    assert (plain.live.strangers, plain.report.quiet) == (False, True)


@pytest.mark.parametrize(
    ("options", "arguments"),
    [
        *((LintOptions, ["bad.conf", word]) for word in ("-h", "--help", "--section", "--fix=1")),
        *((LintOptions, [word]) for word in ("--no-fix", "--force_exclude", "--out", "-qv", "-q=1")),
        *((LintOptions, [word, "-x"]) for word in ("--section", "--output-format")),
        (LintOptions, ["--output-format", "pdf"]),
        *((CheckOptions, ["--jobs", number]) for number in ("0", "257", "x", "1.5", "-1", "\u0661", "")),
        (WhyOptions, ["one", "two"]),
        (InitOptions, []),
    ],
)  # fmt: skip
def test_anything_else_is_left_to_typer(options: type[Any], arguments: list[str]) -> None:
    assert plain_options(options, arguments) is None
