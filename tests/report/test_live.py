from __future__ import annotations

from corscheck.report import render
from tests.support.reports import CONTEXT, LIVE


def test_every_check_is_listed_with_verbose_only() -> None:
    listed = "Checks, from pages of these origins:"
    assert listed not in render("full", LIVE, CONTEXT)
    assert listed in render("full", LIVE, CONTEXT._replace(verbose=True))


def test_what_pages_can_call_comes_first() -> None:
    text = render("full", LIVE, CONTEXT)
    order = [text.index(part) for part in ("2 of 4 routes", "Routes, and", "Does the server", "CORS201 [")]
    assert order == sorted(order)


def test_it_is_in_each_format_that_has_room_and_quiet_leaves_it_out() -> None:
    for form in ("full", "concise", "markdown"):
        assert "2 of 4 routes can be called" in render(form, LIVE, CONTEXT)
    for form in ("full", "concise"):
        assert "routes can be called" not in render(form, LIVE, CONTEXT._replace(quiet=True))
