from __future__ import annotations

from collections import defaultdict
from typing import Any

from corscheck.browser.page import call, opened, watched, withheld
from corscheck.fetch.request import FetchRequest

APP, API = "https://app.example", "https://api.example/x"


class Session:
    """A fake DevTools session that records commands, and sends the events that a test gives it."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Any]] = []
        self.listeners: dict[str, list[Any]] = defaultdict(list)

    def send(self, method: str, parameters: Any = None) -> None:
        self.sent.append((method, parameters))

    def on(self, name: str, listener: Any) -> None:
        self.listeners[name].append(listener)

    def report(self, name: str, **event: Any) -> None:
        for listener in self.listeners[name]:
            listener(event)


class Page:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.visited: list[str] = []

    def goto(self, address: str) -> None:
        self.visited.append(address)
        self.session.report("Fetch.requestPaused", requestId="1")


def test_nothing_is_intercepted_once_the_page_is_there() -> None:
    session = Session()
    page = Page(session)
    opened(page, session, APP)
    assert page.visited == [f"{APP}/"]
    assert [name for name, _ in session.sent] == ["Fetch.enable", "Fetch.fulfillRequest", "Fetch.disable"]
    assert session.sent[0][1]["patterns"][0]["urlPattern"] == f"{APP}/"


def test_an_opaque_origin() -> None:
    session = Session()
    page = Page(session)
    opened(page, session, "null")
    assert page.visited[0].startswith("data:text/html,")
    assert session.sent == []


def test_what_names_the_check_comes_first() -> None:
    session = Session()
    events = watched(session, API)
    session.report("Network.requestWillBeSent", requestId="0", type="Preflight", request={"url": API})
    session.report("Network.requestWillBeSent", requestId="9", type="Other", request={"url": f"{APP}/a"})
    for number in "1234":
        session.report("Network.requestWillBeSent", requestId=number, type="Fetch", request={"url": API})
    session.report("Network.loadingFailed", requestId="9", errorText="net::ERR_ABORTED")
    session.report("Network.loadingFailed", requestId="0", errorText="net::ERR_ABORTED")
    session.report("Network.loadingFailed", requestId="1", errorText="net::ERR_FAILED")
    status = {"corsError": "MissingAllowOriginHeader"}
    session.report(
        "Network.loadingFailed", requestId="2", errorText="net::ERR_FAILED", corsErrorStatus=status
    )
    session.report("Network.loadingFailed", requestId="3", errorText="", blockedReason="mixed-content")
    session.report("Log.entryAdded", entry={"text": "Access to x has been blocked by CORS policy: y"})
    session.report("Log.entryAdded", entry={"text": "something else"})
    session.report("Network.loadingFinished", requestId="4")
    session.report("Network.loadingFinished", requestId="9")
    assert events.errors == ["MissingAllowOriginHeader", "net::ERR_FAILED", "mixed-content"]
    assert events.printed == ["Access to x has been blocked by CORS policy: y"]
    assert len(events.ended) == 4


def test_how_the_request_is_made() -> None:
    plain = call(FetchRequest(API, APP, "PUT", (("X-A", "1"),), "include", "json"), 2)
    assert (plain["kind"], plain["credentials"], plain["milliseconds"]) == ("fetch", "include", 2000)
    assert plain["headers"] == [["X-A", "1"], ["Content-Type", "application/json"]]
    typed = call(FetchRequest(API, APP, "PUT", (("content-type", "text/x"),), body="json"), 2)
    assert typed["headers"] == [["content-type", "text/x"]]
    assert call(FetchRequest(API, APP, upload_listener=True), 1)["kind"] == "xhr"
    assert call(FetchRequest(API, APP, beacon=True), 1)["kind"] == "beacon"


def test_what_follows_a_preflight_is_held() -> None:
    session = Session()
    kept = withheld(session)
    asked = {"method": "OPTIONS", "headers": {"Access-Control-Request-Method": "PUT"}}
    session.report("Fetch.requestPaused", requestId="1", request=asked)
    session.report("Fetch.requestPaused", requestId="2", request={"method": "PUT", "headers": {}})
    session.report("Fetch.requestPaused", requestId="3", request={"method": "OPTIONS", "headers": {}})
    assert [name for name, _ in session.sent] == [
        "Fetch.enable",
        "Fetch.continueRequest",
        "Fetch.failRequest",
        "Fetch.failRequest",
    ]
    assert kept == ["PUT", "OPTIONS"]
