"""A HAR export made of DevTools' events, as the network panel of Chromium makes it (`HARWriter`)."""

from __future__ import annotations

import copy
from typing import Any

SENSITIVE = ("cookie", "set-cookie", "authorization")
"""Headers that the panel leaves out, unless the export "with sensitive data" is asked for."""


class DevToolsHar:
    """Collects the events of one page; `session` is a DevTools session of Playwright's."""

    def __init__(self, session: Any) -> None:
        self.errors: dict[str, str] = {}  # URL that was asked for → `corsError`, or the net error
        self._entries: list[dict[str, Any]] = []
        self._open: dict[str, dict[str, Any]] = {}  # request id → its entry
        self._first: dict[str, str] = {}  # request id → URL that was asked for
        self._early: dict[str, list[dict[str, Any]]] = {}  # what came before the event that it belongs to
        self._awaited: dict[str, list[dict[str, Any]]] = {}  # entries without their extra information
        for name in ("requestWillBeSent", "responseReceived", "loadingFailed"):
            session.on(f"Network.{name}", getattr(self, f"_{name}"))
        session.on("Network.requestWillBeSentExtraInfo", self._request_extra)
        session.on("Network.responseReceivedExtraInfo", self._response_extra)
        session.send("Network.enable")

    def document(self) -> dict[str, Any]:
        """The export with sensitive data."""
        entries = [{**entry, "response": {**entry["response"]}} for entry in self._entries]
        creator = {"name": "WebInspector", "version": "537.36"}
        return {"log": {"version": "1.2", "creator": creator, "pages": [], "entries": entries}}

    def _requestWillBeSent(self, event: dict[str, Any]) -> None:  # noqa: N802 - DevTools' name
        number, request = event["requestId"], event["request"]
        redirect = event.get("redirectResponse")
        if redirect and number in self._open:
            self._answered(self._open[number], redirect)
        self._first.setdefault(number, request["url"])
        entry: dict[str, Any] = {
            "_resourceType": event.get("type", "other").lower(),
            "request": {"method": request["method"], "url": request["url"], **_lines(request["headers"])},
            "response": {"status": 0, "statusText": "", "headers": [], "_error": None},
        }
        if request.get("hasPostData"):
            entry["request"]["postData"] = {"mimeType": "", "text": ""}
        self._open[number] = entry
        self._entries.append(entry)
        for kind in ("request", "response"):
            self._awaited.setdefault(f"{kind} {number}", []).append(entry)
            self._apply(kind, number)

    def _responseReceived(self, event: dict[str, Any]) -> None:  # noqa: N802
        if event["requestId"] in self._open:
            self._answered(self._open[event["requestId"]], event["response"])

    def _loadingFailed(self, event: dict[str, Any]) -> None:  # noqa: N802
        entry = self._open.get(event["requestId"])
        if entry is None:
            return
        entry["response"]["_error"] = event["errorText"]
        if entry["_resourceType"] != "preflight":
            name = event.get("corsErrorStatus", {}).get("corsError") or event["errorText"]
            self.errors.setdefault(self._first[event["requestId"]], name)

    def _request_extra(self, event: dict[str, Any]) -> None:
        self._early.setdefault(f"request {event['requestId']}", []).append(event)
        self._apply("request", event["requestId"])

    def _response_extra(self, event: dict[str, Any]) -> None:
        self._early.setdefault(f"response {event['requestId']}", []).append(event)
        self._apply("response", event["requestId"])

    def _apply(self, kind: str, number: str) -> None:
        """Give the oldest extra information of a request to its oldest entry that has none."""
        key = f"{kind} {number}"
        while self._early.get(key) and self._awaited.get(key):
            event, entry = self._early[key].pop(0), self._awaited[key].pop(0)
            if kind == "request":
                entry["request"].update(_lines(event["headers"]))
                entry["request"]["cookies"] = [
                    {"name": one["cookie"]["name"], "value": one["cookie"]["value"]}
                    for one in event.get("associatedCookies", [])
                    if not one.get("blockedReasons")
                ]
            else:
                entry["response"].update(status=event["statusCode"], **_lines(event["headers"]))

    @staticmethod
    def _answered(entry: dict[str, Any], response: dict[str, Any]) -> None:
        given = entry["response"]["headers"]
        entry["response"].update(status=response["status"], statusText=response["statusText"])
        if not given:
            entry["response"].update(_lines(response["headers"]))
        if response.get("fromDiskCache"):
            entry["_fromCache"] = "disk"


def sanitised(document: dict[str, Any]) -> dict[str, Any]:
    """The export without sensitive data."""
    document = copy.deepcopy(document)
    for entry in document["log"]["entries"]:
        for side in (entry["request"], entry["response"]):
            side["headers"] = [one for one in side["headers"] if one["name"].lower() not in SENSITIVE]
        entry["request"]["cookies"] = []
    return document


def _lines(headers: dict[str, str]) -> dict[str, Any]:
    return {
        "headers": [
            {"name": name, "value": part} for name, value in headers.items() for part in value.split("\n")
        ]
    }
