"""What browsers put on the clipboard and into HAR files, in the forms that their sources write.

Chromium 130 (`NetworkLogView.ts`, `HARWriter`), Firefox 131 (`curl.js`, `har-builder.js`) and Safari 18
(`Resource.js`, `HARBuilder.js`); the sites are made up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from corscheck.paste.captured import NotCaptured, as_request
from corscheck.paste.curl import is_curl, parse_curl
from corscheck.paste.script import parse_fetch
from tests.support.har_requests import failing_requests

PASTED = Path(__file__).parents[1] / "data" / "pasted"
APP, API = "https://app.example", "https://api.example/v1/items"
JSON = ("content-type", "application/json")


@pytest.mark.parametrize(
    ("name", "url", "method", "headers", "credentials"),
    [
        (
            "chrome-curl-bash",
            f"{API}?filter[name]=a&q=%7B1%7D",
            "PUT",
            (
                ("accept", "application/json, text/plain, */*"),
                ("authorization", "Bearer eyJhbGciOi"),
                JSON,
                ("x-requested-with", "XMLHttpRequest"),
            ),
            "include",
        ),
        (
            "chrome-curl-cmd",
            f"{API}?filter[name]=a&q=%7B1%7D",
            "PUT",
            (JSON, ("x-tag", "100% a|b <c> ^ !")),
            "same-origin",
        ),
        ("chrome-fetch", API, "PUT", (JSON, ("x-a", "1")), "include"),
        ("chrome-fetch-node", API, "GET", (), "include"),
        ("firefox-curl-posix", f"{API}?filter[name]=a", "PUT", (JSON,), "include"),
        (
            "firefox-curl-windows",
            f"{API}?[x]=a&$filter=b%20c",
            "PUT",
            (JSON, ("x-tag", 'a"b')),
            "same-origin",
        ),
        ("firefox-fetch", API, "PUT", (JSON,), "omit"),
        ("safari-curl", f"{API}?a[]=1", "PUT", (("Content-Type", "application/json"),), "same-origin"),
        ("safari-fetch", API, "PUT", (("Content-Type", "application/json"),), "omit"),
    ],
)
def test_what_is_copied(
    name: str, url: str, method: str, headers: tuple[tuple[str, str], ...], credentials: str
) -> None:
    text = (PASTED / f"{name}.txt").read_bytes().decode()
    for pasted in (text, text.replace("\r\n", "\n"), text.strip()):
        request = as_request(parse_curl(pasted) if is_curl(pasted) else parse_fetch(pasted))
        assert request[:5] == (url, APP, method, headers, credentials)
        assert (request.body is None) == (method == "GET")


PREFLIGHT = (
    "curl 'https://api.example/' -X 'OPTIONS' -H 'Access-Control-Request-Method: PATCH' "
    "-H 'Access-Control-Request-Headers: authorization,content-type' -H 'Origin: https://app.example'"
)


def test_a_copied_preflight_means_its_request() -> None:
    request = as_request(parse_curl(PREFLIGHT))
    assert (request.method, request.headers, request.is_preflight) == (
        "PATCH",
        (("authorization", "x"), ("content-type", "application/json")),
        True,
    )


@pytest.mark.parametrize(
    "text",
    [
        "$ curl -X PUT 'https://api.example/' | jq .",
        "> curl https://api.example/ -X PUT > /dev/null",
        "curl 'https://api.example/' -X PUT ;",
    ],
)
def test_a_prompt_and_what_is_done_with_the_answer_do_not_matter(text: str) -> None:
    assert is_curl(text)
    assert parse_curl(text)[:2] == ("https://api.example/", "PUT")


def test_all_requests_copied_at_once_are_too_many() -> None:
    with pytest.raises(NotCaptured, match="several curl commands"):
        parse_curl(f"{PREFLIGHT} ;\n{PREFLIGHT}")


def test_a_caret_in_a_body_does_not_make_it_a_line_for_cmd() -> None:
    captured = parse_curl("""curl 'https://api.example/' -H 'X-A: \\"^"' --data-raw '{"re":"^"}'""")
    assert captured.headers == (("X-A", '\\"^"'),)


def entry(method: str, headers: dict[str, str], response: dict[str, Any], **more: Any) -> dict[str, Any]:
    lines = [{"name": name, "value": value} for name, value in headers.items()]
    return {
        "startedDateTime": "2026-11-22T10:00:00.000Z",
        "time": 12.5,
        "request": {
            "method": method, "url": more.pop("url", API), "httpVersion": "", "headers": lines,
            "queryString": [], "cookies": [], "headersSize": -1, "bodySize": 0,
        },
        "response": {"statusText": "", "httpVersion": "", "headers": [], "redirectURL": "", **response},
        "cache": {},
        "timings": {"send": 0, "receive": 0, "wait": 0},
        **more,
    }  # fmt: skip


def har(*entries: dict[str, Any]) -> dict[str, Any]:
    pages = [{"id": "page_1", "title": f"{APP}/items", "pageTimings": {}}]
    return {"log": {"version": "1.2", "creator": {"name": "x"}, "pages": pages, "entries": list(entries)}}


FAILED = {"status": 0, "content": {"size": 0, "mimeType": "x-unknown"}, "_error": "net::ERR_FAILED"}
ASKED = {
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "authorization,content-type",
    "Origin": APP,
    "Sec-Fetch-Mode": "cors",
}
PROVISIONAL = {"Referer": f"{APP}/", "User-Agent": "Mozilla/5.0", "Content-Type": "application/json"}


def test_chromium_leaves_authorization_out_of_sanitized_exports() -> None:
    document = har(
        entry("PUT", PROVISIONAL, FAILED, _resourceType="fetch", pageref="page_1"),
        entry("OPTIONS", ASKED, {"status": 204}, _resourceType="preflight"),
    )
    (request,) = failing_requests(document)
    assert request[:4] == (API, APP, "PUT", (("Content-Type", "application/json"), ("authorization", "x")))


def test_chromium_marks_what_is_not_a_fetch() -> None:
    others = [
        entry("GET", {"Referer": f"{APP}/"}, FAILED, _resourceType=kind)
        for kind in ("image", "script", "document", "ping")
    ]
    blocked = FAILED | {"_error": "net::ERR_BLOCKED_BY_CLIENT"}
    others += [
        entry("GET", {"Referer": f"{APP}/"}, blocked, _resourceType="fetch"),
        entry("GET", {"Referer": f"{APP}/"}, FAILED | {"_error": "net::ERR_ABORTED"}, _resourceType="xhr"),
        entry("GET", {"Origin": APP}, FAILED, url="wss://api.example/", _resourceType="websocket"),
        entry("GET", {"Origin": APP}, FAILED, url="chrome-extension://x/y.js", _resourceType="fetch"),
        entry("GET", {"Origin": APP, "Sec-Fetch-Mode": "no-cors"}, {"status": 404}, _resourceType="image"),
        entry("POST", {"Origin": APP, "Sec-Fetch-Mode": "navigate"}, {"status": 500}),
    ]
    assert failing_requests(har(*others)) == []
    module = entry("GET", {"Origin": APP}, FAILED, _resourceType="script")
    assert len(failing_requests(har(*others, module))) == 1


def test_firefox_gives_blocked_answers_their_status() -> None:
    sent = {"Origin": APP, "Sec-Fetch-Mode": "cors", "X-A": "1"}
    allowed = [{"name": "Access-Control-Allow-Origin", "value": "*"}]
    other = [{"name": "access-control-allow-origin", "value": "https://other.example"}]
    server = [{"name": "Server", "value": "nginx"}]
    found = failing_requests(
        har(
            entry("GET", sent, {"status": 200, "headers": server}, url=f"{API}/missing"),
            entry("GET", sent, {"status": 200, "headers": allowed}, url=f"{API}/allowed"),
            entry("GET", sent, {"status": 200, "headers": other}, url=f"{API}/other"),
            entry("GET", sent, {"status": 200, "headers": []}, url=f"{API}/unknown"),
            entry("OPTIONS", ASKED, {"status": 200, "headers": server}, url=f"{API}/preflight"),
        )
    )
    urls = [f"{API}/missing", f"{API}/other", f"{API}/unknown", f"{API}/preflight"]
    assert [request.url for request in found] == urls
    assert found[0].headers == (("X-A", "1"),)


def test_safari_tells_the_reason() -> None:
    reported = {
        "status": 200,
        "_error": "Origin https://app.example is not allowed by Access-Control-Allow-Origin.",
    }
    sent = {"Accept": "*/*", "Origin": APP, "Referer": f"{APP}/", "User-Agent": "Mozilla/5.0"}
    (request,) = failing_requests(har(entry("GET", sent, reported)))
    assert request[:5] == (API, APP, "GET", (), "same-origin")
