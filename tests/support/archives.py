"""HTTP archives as tools write them, with what a test is about filled in."""

from __future__ import annotations

from typing import Any

APP, API = "https://app.example", "https://api.example"
OPEN = {"Access-Control-Allow-Origin": "*"}
ERR_FAILED = "net::ERR_FAILED"


def lines(headers: dict[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers.items()]


def entry(
    path: str = "/x",
    status: object = 200,
    answered: dict[str, str] | None = None,
    *,
    method: str = "GET",
    sent: dict[str, str] | None = None,
    error: object = "absent",
    **more: Any,
) -> dict[str, Any]:
    """An entry; `error` is DevTools' `_error`, and of the page there is an Origin unless `sent` is given."""
    url = path if "://" in path else API + path
    headers = {"Origin": APP, "Sec-Fetch-Mode": "cors"} if sent is None else sent
    request = {
        "method": method,
        "url": url,
        "headers": lines(headers),
        "cookies": [],
        **more.pop("request", {}),
    }
    response = {"status": status, "headers": lines({"Server": "x", **(answered or {})} if status else {})}
    if error != "absent":
        response["_error"] = error
    return {"request": request, "response": {**response, **more.pop("response", {})}, **more}


def preflight(
    path: str = "/x",
    status: object = 204,
    answered: dict[str, str] | None = None,
    *,
    asks: str = "PUT",
    names: str = "",
    **more: Any,
) -> dict[str, Any]:
    sent = {"Origin": APP, "Access-Control-Request-Method": asks}
    if names:
        sent["Access-Control-Request-Headers"] = names
    return entry(path, status, answered, method="OPTIONS", sent=sent, **more)


def har(*entries: Any, creator: str = "x", **log: Any) -> dict[str, Any]:
    return {"log": {"version": "1.2", "creator": {"name": creator}, "entries": list(entries), **log}}
