"""The choices of options are those of the modules behind them."""

from __future__ import annotations

from typing import get_args

from corscheck.cli.options import Color, OutputFormat, Severity
from corscheck.findings import SEVERITIES
from corscheck.report import OUTPUT_FORMATS
from corscheck.report.colour import Choice
from corscheck.settings.schema import FORMATS


def test_choices() -> None:
    assert get_args(OutputFormat) == OUTPUT_FORMATS == FORMATS
    assert get_args(Severity) == SEVERITIES
    assert set(get_args(Color)) == set(get_args(Choice))
