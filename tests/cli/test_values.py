"""Every option that names its values has some, and what is offered is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.cli.commands import COMMANDS, load
from corscheck.cli.option_types import fields
from corscheck.cli.report_files import read_reports
from corscheck.cli.rule import RuleOptions, rule
from corscheck.cli.session import versions
from corscheck.cli.values import VALUES
from corscheck.cli.why_reports import WhyReports
from corscheck.report import Context
from corscheck.rules.registry import every_rule, select
from corscheck.settings import Settings

if TYPE_CHECKING:
    import pytest


def test_options_name_what_there_is() -> None:
    named = {one.details.values for name in COMMANDS for one in fields(load(name)[0]) if one.details.values}
    assert named == set(VALUES)


def test_rules_can_be_selected() -> None:
    rules = every_rule()
    for value, _ in VALUES["rules"].values:
        assert select((value,), (), (), rules)


def test_pages_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for value, _ in VALUES["pages"].values[::20]:
        assert rule(RuleOptions(value)) == 0
        assert capsys.readouterr().out.count("\n") > 5


def test_versions_are_versions() -> None:
    values = [value for value, _ in VALUES["versions"].values]
    assert versions(",".join(values), Settings()) == tuple(values)


def test_reports_can_be_written() -> None:
    assert [
        form for form, _ in read_reports(f"{value}x-{value}" for value, _ in VALUES["reports"].values)
    ] == [value.rstrip(":") for value, _ in VALUES["reports"].values]
    assert WhyReports([f"{value}x-{value}" for value, _ in VALUES["verdicts"].values], Context())
