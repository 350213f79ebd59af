"""The entries of HTTP Archives (HAR 1.2) as values: each a request, its answer, and whether it failed.

Browsers' tools, test drivers and proxies write the same format with different parts missing: DevTools leaves
out cookies and Authorization where it sanitises, Playwright the answers that a browser refused, Safari the
preflights, and proxies do not know what a browser made of an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.exchange import PREVIEW, Response, values_of
from corscheck.fetch.url import parse_url
from corscheck.paste.captured import Captured, NotCaptured, announced, page_origin
from corscheck.paste.har_failures import recorded_failure, says_that_nothing_failed, status_of
from corscheck.paste.lookup import get, list_of, text_of
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers
    from corscheck.paste.har_failures import RecordedFailure

CORS_TYPES = ("fetch", "xhr", "preflight", "font", "eventsource", "manifest", "texttrack")
"""`_resourceType`s of Chromium and Playwright that are requested with CORS always."""

BEACON = "ping"
"""`_resourceType` of what `navigator.sendBeacon()` sends (and of `<a ping>`)."""


class Entry(NamedTuple):
    """One entry: the request, the answer, and what the tool recorded about it."""

    number: int  # its place in `log.entries`
    captured: Captured
    kind: str | None  # `_resourceType`, where there is one
    answer: Response | None  # None where none was recorded
    failure: RecordedFailure | None
    succeeded: bool  # whether the tool would have recorded a failure, and recorded none
    wanted: (
        tuple[str, Headers] | None
    )  # of a preflight: what it asks for; no method where that is not recorded
    cached: str  # where the answer came from, if not from the server; else empty

    @property
    def mode(self) -> str | None:
        """The request's mode, where it was recorded."""
        return self.header("sec-fetch-mode")

    def header(self, name: str) -> str | None:
        """The value of the request's first header of that name (in lower case)."""
        return next(iter(values_of(self.captured.headers, name)), None)

    @property
    def is_beacon(self) -> bool:
        """Whether `navigator.sendBeacon()` sent it."""
        return self.kind == BEACON and self.captured.method == "POST" and not self.header("ping-to")

    @property
    def is_cors(self) -> bool:
        """Whether it was requested in the mode `cors`, as far as is known."""
        if self.is_beacon or self.wanted:
            return True
        if self.mode is not None or self.header("origin") is not None:
            return self.mode in (None, "cors")
        if (
            self.kind is None
        ):  # pages and images have a Referer, too, but what is requested with CORS an Origin
            return self.answer is None
        return self.kind in CORS_TYPES


def entries_of(document: Any) -> list[Entry]:
    """The entries of a decoded HAR document that are requests to http(s) URLs.

    Raises:
        NotCaptured: It is no HAR export.
    """
    entries = get(document, "log", "entries")
    if not isinstance(entries, list):
        raise NotCaptured("it is not a HAR export: there is no list `log.entries`")
    creator = text_of(get(document, "log", "creator", "name"))
    pages = _pages(document, entries)
    found = (_entry(number, entry, creator, pages) for number, entry in enumerate(entries))
    return [entry for entry in found if parse_url(entry.captured.url) is not None]


def _entry(number: int, entry: Any, creator: str, pages: dict[str, str]) -> Entry:
    captured = _captured(entry, pages)
    status = status_of(entry) if isinstance(entry, dict) else 0
    failure = recorded_failure(entry) if isinstance(entry, dict) else None
    ended = failure is not None and failure.meaning == "not-cors" and status > 0
    if ended:  # by the page, which had the answer
        failure = None
    kind = text_of(get(entry, "_resourceType")).lower() or None
    return Entry(
        number,
        captured,
        kind,
        _answer(entry, status) if status else None,
        failure,
        ended or (isinstance(entry, dict) and says_that_nothing_failed(entry, creator)),
        announced(captured) or (("", ()) if kind == "preflight" else None),
        _cache(entry),
    )


def _captured(entry: Any, pages: dict[str, str]) -> Captured:
    request = get(entry, "request")
    headers = tuple(_headers(get(request, "headers")))
    named = {name.lower(): value for name, value in headers}
    known = named.get("origin") or page_origin(named.get("referer"))
    return Captured(
        url=text_of(get(request, "url")),
        method=text_of(get(request, "method")) or "GET",
        headers=headers,
        body="bytes" if get(request, "postData") else None,
        cookies=bool(list_of(get(request, "cookies"))),
        origin=None if known else pages.get(text_of(get(entry, "pageref"))) or pages.get(""),
    )


def _answer(entry: Any, status: int) -> Response:
    response = get(entry, "response")
    lines = tuple(
        (_latin_1(name), _latin_1(line.strip()))
        for name, value in _headers(get(response, "headers"))
        if not name.startswith(":")
        for line in value.split("\n")  # how Chromium joins lines of the same name
    )
    time = get(entry, "time")
    elapsed = time / 1000 if isinstance(time, int | float) and 0 < time < 1e9 else 0.0
    reason = _latin_1(text_of(get(response, "statusText")))
    body = _body(response) if status >= 400 else ""  # of others nothing is shown
    return Response(status, lines, reason, elapsed=elapsed, body=body)


def _body(response: Any) -> str:
    """The start of the body where it is a text; tools write others in base64."""
    if get(response, "content", "encoding"):
        return ""
    return text_of(get(response, "content", "text"))[:PREVIEW].strip()


def _latin_1(text: str) -> str:
    """The text as bytes would be decoded; tools decode header lines as UTF-8."""
    return text if all(char <= "\xff" for char in text) else text.encode("utf-8", "replace").decode("latin-1")


def _cache(entry: Any) -> str:
    cache = get(entry, "_fromCache") or (get(entry, "response", "_fromDiskCache") and "disk")
    if get(entry, "_fetchType") in ("Memory Cache", "Disk Cache", "Service Worker"):  # Safari
        return f"the browser's {entry['_fetchType'].lower()}"
    if cache:
        return f"the browser's {cache} cache" if isinstance(cache, str) else "the browser's cache"
    return "a service worker" if get(entry, "response", "_fetchedViaServiceWorker") is True else ""


def _pages(document: Any, entries: list[Any]) -> dict[str, str]:
    """Page id → origin, from its title (an address in Chromium's exports) or the document that it loaded.

    The page of entries that name none (the id is empty then) is the only one, if there is only one.
    """
    found: dict[str, str] = {}
    for page in list_of(get(document, "log", "pages")):
        origin = page_origin(text_of(get(page, "title")))
        if origin:
            found.setdefault(text_of(get(page, "id")), origin)
    for entry in entries:
        headers = {name.lower(): value for name, value in _headers(get(entry, "request", "headers"))}
        document_ = get(entry, "_resourceType") == "document" or headers.get("sec-fetch-dest") == "document"
        origin = page_origin(text_of(get(entry, "request", "url"))) if document_ else None
        if origin:
            found.setdefault(text_of(get(entry, "pageref")), origin)
    if len(set(found.values())) == 1:
        found.setdefault("", next(iter(found.values())))
    return found


def _headers(value: Any) -> Iterator[tuple[str, str]]:
    for header in list_of(value):
        name, content = get(header, "name"), get(header, "value")
        if isinstance(name, str) and isinstance(content, str):
            yield name, content
