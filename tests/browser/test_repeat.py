"""When a browser is asked and when not; with a real one, see tests/real/test_real_browser.py."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from corscheck.browser.page import Events
from corscheck.browser.repeat import RealBrowser, is_held, not_repeatable
from corscheck.errors import UsageProblem
from corscheck.exchange import Response
from corscheck.fetch.algorithm import why
from corscheck.fetch.request import FetchRequest
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from collections.abc import Callable

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


class BusyPage:
    """A page whose DevTools reports an event with each wait that is due; time passes with waits only."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, later: dict[float, Callable[[], None]]) -> None:
        self.now = 0.0
        self.later = later
        monkeypatch.setattr("corscheck.browser.repeat.time", SimpleNamespace(monotonic=lambda: self.now))

    def wait_for_timeout(self, milliseconds: float) -> None:
        self.now += milliseconds / 1000
        for due in [due for due in self.later if due <= self.now]:
            self.later.pop(due)()


def test_the_end_of_a_request_is_awaited_on_a_busy_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    events = Events([], ["Access to fetch has been blocked by CORS policy: x"], ["1"], [])
    page = BusyPage(
        monkeypatch, {4.0: lambda: events.errors.append("x"), 4.001: lambda: events.ended.append("1")}
    )
    RealBrowser._wait(page, events, "failed: ")
    assert events.errors == ["x"]
    assert page.now < 4.1


def test_the_sentence_may_come_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    events = Events([], [], ["1"], [])
    later = {2.0: lambda: events.ended.append("1"), 2.3: lambda: events.printed.append("blocked")}
    RealBrowser._wait(BusyPage(monkeypatch, later), events, "failed: ")
    assert events.printed == ["blocked"]


@pytest.mark.parametrize(
    ("became", "begun", "longest"),
    [("failed: ", [], 0.6), ("failed: ", ["1"], 10.1), ("sent", [], 10.1), ("readable", ["1"], 0.0)],
)
def test_waiting_has_an_end(
    monkeypatch: pytest.MonkeyPatch, became: str, begun: list[str], longest: float
) -> None:
    page = BusyPage(monkeypatch, {})
    RealBrowser._wait(page, Events([], [], begun, []), became)
    assert longest - 0.15 <= page.now <= longest
