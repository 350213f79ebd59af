"""When a browser is asked and when not; with a real one, see tests/real/test_real_browser.py."""

from __future__ import annotations

import sys

import pytest

from corscheck.browser.repeat import RealBrowser, is_held, not_repeatable
from corscheck.errors import UsageProblem
from corscheck.exchange import Response
from corscheck.fetch.algorithm import why
from corscheck.fetch.request import FetchRequest
from corscheck.wire.transport import Connection

APP, API = "https://app.example", "https://api.example/x"


PASSES = Response(200, (("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Methods", "*")))


@pytest.mark.parametrize(
    ("request_", "held", "says"),
    [
        (FetchRequest(API, APP), False, None),
        (FetchRequest(API, "null"), False, None),
        (FetchRequest(API, APP, "HEAD"), False, None),
        (FetchRequest(API, APP, "PUT"), True, None),
        (FetchRequest(API, APP, "PUT", send_unsafe=True), False, None),
        (FetchRequest(API, APP, "GET", (("X-A", "1"),), preflight_only=True), True, None),
        (FetchRequest(API, APP, "PUT", is_preflight=True), True, None),
        (FetchRequest(API, APP, preflight_only=True), True, "needs no preflight"),
        (FetchRequest(API, APP, beacon=True), True, "needs no preflight"),
        (FetchRequest(API, APP, "post"), True, "needs no preflight"),
        (FetchRequest(API, APP, "POST", is_preflight=True), True, "none that a browser sends"),
        (FetchRequest(API, "tauri://localhost"), False, "No page of this origin"),
        (FetchRequest(API, "not an origin"), False, "No page of this origin"),
    ],
)
def test_what_is_held_and_what_is_not_repeated(
    request_: FetchRequest, says: str | None, *, held: bool
) -> None:
    verdict = why(request_, lambda _: PASSES)
    found = not_repeatable(request_, verdict)
    assert (found is None) == (says is None)
    assert says is None or says in str(found)
    assert is_held(request_, verdict) == held


def test_recorded_answers_are_not_repeated() -> None:
    request = FetchRequest(API, APP)
    verdict = why(request, lambda _: Response(200, ()))._replace(source="recorded")
    assert "--replay" in str(not_repeatable(request, verdict))


def test_without_playwright(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with (
        pytest.raises(
            UsageProblem, match="--browser needs Playwright: install corscheck with its extra `browser`"
        ),
        RealBrowser("chromium", Connection()),
    ):
        pass


def test_what_a_browser_cannot_do() -> None:
    pytest.importorskip("playwright")
    with (
        pytest.raises(UsageProblem, match="client certificate"),
        RealBrowser("chromium", Connection(cert="x.pem")),
    ):
        pass


def test_a_channel_that_is_not_installed() -> None:
    pytest.importorskip("playwright")
    with pytest.raises(UsageProblem, match="--browser msedge: "), RealBrowser("msedge", Connection()):
        pass
