"""`concise`: one line a finding, with its place at the start."""

from __future__ import annotations

import pytest

from corscheck.report.concise import line, render
from corscheck.run_report import Report
from tests.support.reports import CONTEXT, INCOMPLETE, LINT, OVERRIDDEN, SLASH


def test_a_finding_on_one_line() -> None:
    assert (
        line(SLASH, CONTEXT)
        == "etc/app.conf:6:2: CORS104 [error] [*] preflight path `api/*` does not start with `/`"
    )


def test_only_safe_fixes_are_marked() -> None:
    assert "[*]" not in line(OVERRIDDEN, CONTEXT)


def test_a_line_end_in_a_message_does_not_end_the_line() -> None:
    assert "\n" not in line(SLASH._replace(message="a\nb"), CONTEXT)


def test_the_counts_come_last_unless_it_is_to_be_quiet() -> None:
    assert render(LINT, CONTEXT).splitlines()[-2].startswith("Found ")
    assert "Found" not in render(LINT, CONTEXT._replace(quiet=True))


@pytest.mark.parametrize("quiet", [True, False])
def test_what_was_not_tried_is_always_shown(*, quiet: bool) -> None:
    text = render(INCOMPLETE, CONTEXT._replace(quiet=quiet))
    assert all(f"error[{error.kind}]" in text for error in INCOMPLETE.errors)


def test_nothing_is_nothing() -> None:
    assert render(Report(), CONTEXT) == ""
