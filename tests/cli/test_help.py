"""`--help`: the options of every command in groups, readable at 80 columns."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

from corscheck.cli import app
from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.help import FEW, GROUPS, OTHERS, row, sections
from corscheck.cli.option_types import Field, Option, fields

NAMES = [name for names in GROUPS.values() for name in names.split()]


def shown(name: str, columns: int = 80) -> str:
    result = CliRunner().invoke(
        app.application(tuple(COMMANDS)), [name, "--help"], env={"COLUMNS": str(columns)}
    )
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_listed_once_and_in_its_group(name: str) -> None:
    options = [field for field in fields(load(name)[0]) if isinstance(field.details, Option)]
    if len(options) > FEW:  # a new option belongs into `GROUPS`
        assert [field.name for field in options if field.name not in NAMES] == []
    listed = re.findall(r"^  (-.*?)(?:  |$)", shown(name), re.MULTILINE)
    assert len(listed) == len(options) + 1  # --help
    for field in options:
        assert sum(row(field)[0] == line.rstrip() for line in listed) == 1, field.name


@pytest.mark.parametrize("name", ["check", "preflight"])
def test_a_live_command_has_the_groups_of_the_interface(name: str) -> None:
    headings = re.findall(r"^([A-Z][a-z ]+):$", shown(name), re.MULTILINE)
    assert headings == [
        "Arguments",
        "Target",
        "What to try",
        "Connection",
        "Report",
        "Settings",
        OTHERS,
    ]


@pytest.mark.parametrize("name", COMMANDS)
def test_it_fits_into_80_columns(name: str) -> None:
    assert max(map(len, shown(name).splitlines())) <= 80


def test_all_texts_begin_in_one_column() -> None:
    starts = {len(line) - len(line.lstrip()) for line in shown("check").splitlines() if " " * 20 in line[:20]}
    assert len(starts) == 1


def test_groups_have_each_name_once() -> None:
    assert len(NAMES) == len(set(NAMES))


def test_few_options_are_one_list() -> None:
    assert [heading for heading, _ in sections(fields(load("rule")[0]))] == ["Options"]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (Field("a", float, Option("--a", metavar="S", help="Wait."), 10.0), ("--a S", "Wait. (default: 10)")),
        (Field("a", float, Option("--a", help="W (default: so)."), 10.0), ("--a VALUE", "W (default: so).")),
        (Field("b", bool, Option("--b/--no-b", "-b", help="Do."), default=True), ("-b, --b, --no-b", "Do.")),
        (Field("c", str, Option("--c", help="Do."), None), ("--c VALUE", "Do.")),
    ],
)
def test_a_row(field: Field, expected: tuple[str, str]) -> None:
    assert row(field) == expected


def test_choices_stand_in_place_of_the_value_where_they_fit() -> None:
    rows = dict(rows for _, some in sections(fields(load("check")[0])) for rows in some)
    assert "--color auto|always|never" in rows
    assert "[auto, full, concise, json," in rows["--output-format FORMAT"]
