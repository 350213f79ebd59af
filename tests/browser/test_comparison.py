"""Whether a browser and the verdict are of one mind."""

from __future__ import annotations

import pytest

from corscheck.browser.comparison import compared
from corscheck.exchange import Response
from corscheck.fetch.algorithm import why
from corscheck.fetch.observed import Observed
from corscheck.fetch.request import FetchRequest

APP, API = "https://app.example", "https://api.example/x"
OPEN = Response(200, (("Access-Control-Allow-Origin", "*"),))
BARE = Response(200, ())
ALLOWED, BLOCKED = Observed("chromium", "1", "allowed"), Observed("chromium", "1", "blocked", "x")
HELD = Observed("chromium", "1", "preflight_passed")
GONE = Observed("chromium", "1", "unreachable", "net::ERR_CONNECTION_REFUSED")


@pytest.mark.parametrize(
    ("answer", "observed", "agrees"),
    [
        (OPEN, ALLOWED, True),
        (OPEN, BLOCKED, False),
        (OPEN, GONE, False),
        (BARE, ALLOWED, False),
        (BARE, BLOCKED, True),
        (BARE, GONE, True),
        (OPEN, HELD, False),
    ],
)
def test_agreement(answer: Response, observed: Observed, *, agrees: bool) -> None:
    request = FetchRequest(API, APP)
    assert compared(request, why(request, lambda _: answer), observed).agrees is agrees


def test_of_what_was_not_tested_nothing_is_known() -> None:
    request = FetchRequest(API, APP)
    untested = Observed("chromium", "1", "not_tested", note="why not")
    assert compared(request, why(request, lambda _: OPEN), untested) == untested


def test_a_known_deviation_is_not_a_disagreement() -> None:
    """Chromium sends Save-Data without a preflight."""
    request = FetchRequest(API, APP, headers=(("Save-Data", "on"),))
    verdict = why(request, lambda _: OPEN)
    assert verdict.result == "preflight_blocked"
    found = compared(request, verdict, ALLOWED)
    assert found.agrees is None
    assert "known to deviate" in str(found.note)


@pytest.mark.parametrize(("observed", "agrees"), [(HELD, True), (ALLOWED, False), (BLOCKED, False)])
def test_after_the_preflight(observed: Observed, *, agrees: bool) -> None:
    request = FetchRequest(API, APP, "PUT")
    verdict = why(request, lambda _: Response(200, (*OPEN.headers, ("Access-Control-Allow-Methods", "PUT"))))
    assert verdict.result == "preflight_passed"
    assert compared(request, verdict, observed).agrees is agrees
