"""The page that repeats a request: where it comes from, and what its script does."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from corscheck.exchange import has_header
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from corscheck.fetch.request import FetchRequest

SCRIPT = """async one => {
  const BODIES = {
    text: () => "corscheck", bytes: () => new Uint8Array(9),
    form: () => new URLSearchParams({corscheck: "1"}),
    multipart: () => { const form = new FormData(); form.append("corscheck", "1"); return form; },
    json: () => one.kind === "beacon" ? new Blob(["{}"], {type: "application/json"}) : "{}",
  };
  const body = one.body === null ? null : BODIES[one.body]();
  if (one.kind === "beacon") return navigator.sendBeacon(one.url, body) ? "sent" : "refused";
  if (one.kind === "fetch") {
    const signal = AbortSignal.timeout(one.milliseconds);
    const init = {method: one.method, headers: one.headers, credentials: one.credentials, signal};
    if (body !== null) init.body = body;
    try { await fetch(one.url, init); return "readable"; }
    catch (error) { return signal.aborted ? "late" : "failed: " + error.message; }
  }
  return await new Promise(done => {
    const request = new XMLHttpRequest();
    request.open(one.method, one.url);
    request.timeout = one.milliseconds;
    request.withCredentials = one.credentials === "include";
    for (const [name, value] of one.headers) request.setRequestHeader(name, value);
    request.upload.onprogress = () => {};
    request.onload = () => done("readable");
    request.onerror = () => done("failed: ");
    request.ontimeout = () => done("late");
    request.send(body);
  });
}"""
"""The script of the page; it returns the result of the request."""

# With an icon, the browser does not request one.
_HTML = "<!doctype html><meta charset=utf-8><link rel=icon href=data:,><title>corscheck</title>"
_PREFLIGHTS_OWN = "access-control-request-method"
_BLOCKED = re.compile(r"has been blocked by CORS policy: |^Mixed Content: ")


class Events(NamedTuple):
    """What DevTools reported: failures by name, sentences of the console, requests that began and ended."""

    errors: list[str]
    printed: list[str]
    begun: list[str]
    ended: list[str]


def call(request: FetchRequest, seconds: float) -> dict[str, Any]:
    """The request as the script takes it."""
    headers = [list(line) for line in request.headers]
    if request.body == "json" and not has_header(request.headers, "content-type"):
        headers.append(["Content-Type", "application/json"])
    kind = "beacon" if request.beacon else "xhr" if request.upload_listener else "fetch"
    return {
        "kind": kind,
        "url": request.url,
        "method": request.method,
        "headers": headers,
        "credentials": request.credentials,
        "body": request.body,
        "milliseconds": int(seconds * 1000),
    }


def opened(page: Any, session: Any, origin: str) -> None:
    """Open a page of that origin; its document is made here, and no server is asked for it."""
    if origin == "null":
        page.goto(f"data:text/html,{_HTML}")
        return
    address = f"{origin}/"
    session.send("Fetch.enable", {"patterns": [{"urlPattern": address, "requestStage": "Request"}]})
    session.on("Fetch.requestPaused", lambda event: session.send("Fetch.fulfillRequest", _document(event)))
    page.goto(address)
    session.send("Fetch.disable")  # for intercepted requests Chromium does not show its permission prompt


def withheld(session: Any) -> list[str]:
    """Continue preflights and fail the requests after them; returns a list that gets the methods of these.

    Chromium pauses a request only after its preflight has passed. `session` is not that of `opened`.
    """
    kept: list[str] = []

    def paused(event: dict[str, Any]) -> None:
        number, request = {"requestId": event["requestId"]}, event["request"]
        if any(name.lower() == _PREFLIGHTS_OWN for name in request["headers"]):
            session.send("Fetch.continueRequest", number)
        else:
            kept.append(str(request["method"]))
            session.send("Fetch.failRequest", {**number, "errorReason": "BlockedByClient"})

    session.on("Fetch.requestPaused", paused)
    session.send("Fetch.enable", {"patterns": [{"urlPattern": "*", "requestStage": "Request"}]})
    return kept


def _document(event: dict[str, Any]) -> dict[str, Any]:
    return {
        "requestId": event["requestId"],
        "responseCode": 200,
        "responseHeaders": [{"name": "Content-Type", "value": "text/html"}],
        "body": base64.b64encode(_HTML.encode()).decode(),
    }


def watched(session: Any, url: str) -> Events:
    """Collect what happens from now on to requests for this URL, as it is serialised."""
    events = Events([], [], [], [])

    def requested(event: dict[str, Any]) -> None:
        if event["request"]["url"] == url and event.get("type") != "Preflight":
            events.begun.append(event["requestId"])

    def failed(event: dict[str, Any]) -> None:
        if event["requestId"] not in events.begun:
            return
        status = event.get("corsErrorStatus") or {}
        name = str(status.get("corsError") or event.get("blockedReason") or event["errorText"])
        events.errors.insert(0 if status else len(events.errors), name)  # the name of the check comes first
        events.ended.append(event["requestId"])

    def logged(event: dict[str, Any]) -> None:
        text = str(event["entry"]["text"])
        if _BLOCKED.search(text):
            events.printed.append(text)

    session.on("Network.requestWillBeSent", requested)
    session.on("Network.loadingFailed", failed)

    def finished(event: dict[str, Any]) -> None:
        if event["requestId"] in events.begun:
            events.ended.append(event["requestId"])

    session.on("Network.loadingFinished", finished)
    session.on("Log.entryAdded", logged)
    session.send("Network.enable")
    session.send("Log.enable")
    return events
