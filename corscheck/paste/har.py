"""HTTP Archive exports (HAR 1.2), as Chromium, Firefox and Safari write them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.paste.captured import Captured, NotCaptured, as_request, is_cross_origin, page_origin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.fetch.request import FetchRequest


def failing_requests(document: Any) -> list[FetchRequest]:
    """The failing cross-origin requests of a decoded HAR document, each once, in their order.

    Failing: no status, a browser's error, or 400 and above. A preflight that failed stands for its
    request where the export has no other trace of it. `id` is the entry's place. Raises
    `NotCaptured` where the document is no HAR.
    """
    entries = _get(document, "log", "entries")
    if not isinstance(entries, list):
        raise NotCaptured("it is not a HAR export: there is no list `log.entries`")
    pages = {str(_get(page, "id")): _get(page, "title") for page in _list(_get(document, "log", "pages"))}
    found: dict[tuple[str, str], FetchRequest] = {}
    preflights: dict[tuple[str, str], FetchRequest] = {}
    for number, entry in enumerate(entries):
        if not _failed(entry):
            continue
        captured = _captured(entry, pages)
        asked = {name.lower(): value for name, value in captured.headers}
        method = asked.get("access-control-request-method")
        if method is not None:
            captured = _announced(captured, method, asked.get("access-control-request-headers", ""))
        try:
            request = as_request(captured, f"log.entries[{number}]")
        except NotCaptured:
            continue  # without a page nothing says that it was cross-origin
        if is_cross_origin(request):
            (found if method is None else preflights).setdefault((request.method, request.url), request)
    missing = [request for key, request in preflights.items() if key not in found]
    return sorted([*found.values(), *missing], key=lambda request: _number(request.id))


def _failed(entry: Any) -> bool:
    status = _get(entry, "response", "status")
    errors = (_get(entry, "response", "_error"), _get(entry, "_error"))
    return not isinstance(status, int) or status == 0 or status >= 400 or any(errors)


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


def _announced(preflight: Captured, method: str, names: str) -> Captured:
    """The request that a preflight asked for; the values of its headers were never sent."""
    kept = [line for line in preflight.headers if line[0].lower() in ("origin", "referer")]
    asked = [(name, _EXAMPLES.get(name.lower(), "x")) for name in map(str.strip, names.split(",")) if name]
    return preflight._replace(method=method, headers=(*kept, *asked), body=None)


_EXAMPLES = {"content-type": "application/json", "accept": '"', "accept-language": '"', "range": "bytes=-1"}
"""Values that are not safelisted, or the name would not have been asked for."""


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
