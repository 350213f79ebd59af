"""HTTP Archive exports (HAR 1.2), as Chromium, Firefox and Safari write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.exchange import Response
from corscheck.fetch.checks import judge_response
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import Prepared
from corscheck.fetch.url import parse_url
from corscheck.paste.captured import (
    Captured,
    NotCaptured,
    announced,
    as_request,
    is_cross_origin,
    page_origin,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers
    from corscheck.fetch.request import FetchRequest

Key = tuple[str, str]  # a request's method and URL

_CORS_TYPES = ("fetch", "xhr", "preflight", "font")
"""Chromium's `_resourceType`s that are requested with CORS always."""

_NOT_CORS = ("net::ERR_ABORTED", "net::ERR_BLOCKED_BY_CLIENT")
"""Failures of Chromium's that are the page's, the user's or an extension's doing."""


def failing_requests(document: Any) -> list[FetchRequest]:
    """The failing cross-origin requests of a decoded HAR document, each once, in their order.

    Failing: no status, a browser's error, 400 and above, or an answer that the CORS check refuses (to which
    Firefox gives its status). What is not requested with CORS (images, pages) is left out. A preflight that
    failed stands for its request where the export has no other trace of it; what a preflight announced
    belongs to its request, also where the export is sanitized. `id` is the entry's place.
    Raises `NotCaptured` where the document is not a HAR export.
    """
    entries = _get(document, "log", "entries")
    if not isinstance(entries, list):
        raise NotCaptured("it is not a HAR export: there is no list `log.entries`")
    pages = {str(_get(page, "id")): _get(page, "title") for page in _list(_get(document, "log", "pages"))}
    found: dict[Key, FetchRequest] = {}
    preflights: dict[Key, FetchRequest] = {}
    names: dict[Key, Headers] = {}
    for number, entry in enumerate(entries):
        captured = _captured(entry, pages)
        wanted = announced(captured)
        if wanted:
            names.setdefault((wanted[0], captured.url), wanted[1])
        if parse_url(captured.url) is None or not _with_cors(entry, captured):
            continue
        try:
            request = as_request(captured, f"log.entries[{number}]")
        except NotCaptured:
            continue  # without a page it cannot be known to be cross-origin
        if is_cross_origin(request) and (_failed(entry) or (not wanted and _refused(entry, request))):
            (preflights if wanted else found).setdefault((request.method, request.url), request)
    asked_for = [_completed(request, names.get(key, ())) for key, request in found.items()]
    missing = [request for key, request in preflights.items() if key not in found]
    return sorted([*asked_for, *missing], key=lambda request: _number(request.id))


def _failed(entry: Any) -> bool:
    status = _get(entry, "response", "status")
    errors = (_get(entry, "response", "_error"), _get(entry, "_error"))
    if any(error in _NOT_CORS for error in errors):
        return False
    return not isinstance(status, int) or status == 0 or status >= 400 or any(errors)


def _refused(entry: Any, request: FetchRequest) -> bool:
    """Whether the recorded answer fails the CORS check."""
    status, lines = _get(entry, "response", "status"), tuple(_headers(_get(entry, "response", "headers")))
    prepared = prepare(request)
    if not lines or not isinstance(status, int) or not isinstance(prepared, Prepared):
        return False
    return bool(judge_response(prepared, Response(status, lines)))


def _with_cors(entry: Any, captured: Captured) -> bool:
    """Whether it was requested in the mode `cors`, as far as the export says; if it says nothing, it was."""
    asked = {name.lower(): value for name, value in captured.headers}
    mode = asked.get("sec-fetch-mode")
    if mode is not None or "origin" in asked:
        return mode in (None, "cors")
    return _get(entry, "_resourceType") in (None, *_CORS_TYPES)


def _captured(entry: Any, pages: dict[str, Any]) -> Captured:
    request = _get(entry, "request")
    posted = _get(request, "postData")
    return Captured(
        url=_text(_get(request, "url")),
        method=_text(_get(request, "method")) or "GET",
        headers=tuple(_headers(_get(request, "headers"))),
        body="bytes" if posted else None,
        cookies=bool(_list(_get(request, "cookies"))),
        origin=None if _has_page(request) else page_origin(_text(pages.get(_text(_get(entry, "pageref"))))),
    )


def _completed(request: FetchRequest, names: Headers) -> FetchRequest:
    """The request with what its preflight asked for: Chromium's sanitized exports lack Authorization."""
    given = {name.lower() for name, _ in request.headers}
    return request._replace(
        headers=(*request.headers, *(line for line in names if line[0].lower() not in given))
    )


def _has_page(request: Any) -> bool:
    return any(name.lower() in ("origin", "referer") for name, _ in _headers(_get(request, "headers")))


def _headers(value: Any) -> Iterator[tuple[str, str]]:
    for header in _list(value):
        name, content = _get(header, "name"), _get(header, "value")
        if isinstance(name, str) and isinstance(content, str):
            yield name, content


def _get(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(identity: object) -> int:
    return int(str(identity).partition("[")[2].rstrip("]"))
