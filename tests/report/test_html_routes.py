"""The table of routes on the page, and its verdict lines."""

from __future__ import annotations

import re

from corscheck.report.html_routes import STACKED, deciding, filters, section, verdict_lines
from tests.support.big_report import ORIGINS, REFUSED, big_report, check, route

BIG = big_report()
ONE = route(check("notes", ORIGINS[0], "POST", "/notes", "route", REFUSED))


def test_a_cell_has_its_state_as_text_and_as_class() -> None:
    page = section(BIG, lambda _: "c1")
    assert page.count('class="no" data-origin') == page.count("✗ blocked") == 4
    assert page.count('class="unknown" data-origin') == page.count("? not known") == 2
    assert page.count('class="yes" data-origin') == page.count("✓ callable") == 18
    assert page.count('href="#c1"') == 24
    assert "405, no Allow-Origin: no preflight path covers it" in page


def test_elements_of_tables_have_no_roles() -> None:
    """Validators refuse them (ARIA in HTML); the page's script sets them."""
    assert 'role="' not in section(BIG, lambda _: None)


def test_what_was_not_sent_itself_is_reported() -> None:
    assert "what the preflight shows" in section(BIG, lambda _: None)
    sent = BIG._replace(routes=tuple(one._replace(sent=True) for one in BIG.routes))
    assert "what the preflight shows" not in section(sent, lambda _: None)


def test_verdict_lines_count_what_can_be_called() -> None:
    assert verdict_lines(BIG)[:2] == [
        ("failed", "✗", "service-0: page https://app.example.com: 5 of 6 routes can be called"),
        (
            "failed",
            "✗",
            "service-0: page https://admin.example.com: 4 of 6 routes can be called, 1 not known",
        ),
    ]


def test_what_is_to_be_blocked_is_not_a_problem() -> None:
    (line,) = verdict_lines(BIG._replace(routes=(ONE._replace(intended=True),)))
    assert line[0] == "passed"
    assert line[2].endswith("0 of 1 route can be called, 1 blocked on purpose")
    page = section(BIG._replace(routes=(ONE._replace(intended=True),)), lambda _: None)
    assert 'class="intended"' in page


def test_what_is_not_known_is_not_good() -> None:
    (line,) = verdict_lines(BIG._replace(routes=(ONE._replace(callable=None),)))
    assert line[:2] == ("unreachable", "?")


def test_pages_with_credentials_have_a_column_of_their_own() -> None:
    routes = (ONE, ONE._replace(credentials="include", callable=True))
    page = section(BIG._replace(routes=routes), lambda _: None)
    assert ">page https://app.example.com with cookies</th>" in page
    assert len(verdict_lines(BIG._replace(routes=routes))) == 2


def test_many_origins_are_stacked() -> None:
    for count in (STACKED - 1, STACKED):
        routes = tuple(ONE._replace(origin=f"https://{number}.example") for number in range(count))
        page = section(BIG._replace(routes=routes), lambda _: None)
        assert ('class="routes stacked"' in page) == (count == STACKED)


def test_the_filters_offer_what_there_is() -> None:
    options = re.findall(r'<option value="([^"]*)">', filters(BIG))
    assert {"service-0", "service-1", *ORIGINS, "POST", "yes", "no", "unknown", ""} <= set(options)


def test_the_exchange_is_the_one_that_decided() -> None:
    checks = {one.id: one for one in BIG.checks or ()}
    names = list(checks)[:3]
    blocked = next(one for one in checks.values() if one.step)
    verdict = ONE._replace(checks=(*names, blocked.id))
    assert deciding(verdict, checks) == blocked.id
    assert deciding(verdict._replace(step=None), checks) == names[0]
    assert deciding(verdict._replace(checks=("gone",)), checks) is None
