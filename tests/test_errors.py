"""Each kind of error has an exit code, exceptions of that code, and a place in the documentation."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from corscheck import errors
from corscheck.errors import EXIT_CODES, CorscheckError, ErrorKind, Unreachable, UsageProblem
from corscheck.run_report import Report, RunError, exit_code
from corscheck.source import Source

CLASSES = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, CorscheckError)]


def test_every_kind_has_an_exit_code() -> None:
    assert set(EXIT_CODES) == set(get_args(ErrorKind))
    assert set(EXIT_CODES.values()) == {2, 3, 130}


@pytest.mark.parametrize("kind", CLASSES)
def test_an_exception_and_its_error_end_with_the_same_code(kind: type[CorscheckError]) -> None:
    error = kind("x", "y")
    assert error.exit_code == (3 if issubclass(kind, Unreachable) else 2)
    assert issubclass(kind, UsageProblem | Unreachable) or kind is CorscheckError
    noted = RunError.of(error, service="s")
    assert (noted.kind, noted.message, noted.help, noted.service) == (error.kind, "x", "y", "s")
    assert exit_code(Report(errors=(noted,))) == error.exit_code


def test_an_error_is_placed_where_the_exception_says() -> None:
    here, there = (Source("a\nb\n", "app.conf").line_span(number) for number in (1, 2))
    assert RunError.of(UsageProblem("x", span=there), span=here).span == there
    assert RunError.of(UsageProblem("x"), span=here, file="other.conf").path == "app.conf"
    assert RunError.of(UsageProblem("x"), file="other.conf").path == "other.conf"


def test_every_kind_is_documented() -> None:
    text = (Path(__file__).parent.parent / "docs" / "reports.md").read_text()
    assert [kind for kind in EXIT_CODES if f"`{kind}`" not in text] == []
