"""The request for a redirect's target (Fetch: HTTP-redirect fetch; location URL)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.fetch.cors import REDIRECT_STATUSES, Problem
from corscheck.fetch.headers import values
from corscheck.fetch.prepare import with_reasons
from corscheck.fetch.url import BLOCKED_PORTS, parse, parse_url, resolve
from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Response
    from corscheck.fetch.request import Prepared
    from corscheck.fetch.url import Url

LIMIT = 20
"""Redirects a browser follows."""

_BODY_HEADERS = ("content-encoding", "content-language", "content-location", "content-type")
_LOCAL_SCHEMES = ("about", "blob", "data", "file")  # which Chromium has another name for
_WILDCARD_EXEMPT = ("authorization",)  # Fetch: CORS non-wildcard request-header name


def follow(prepared: Prepared, response: Response) -> Prepared | Problem | None:
    """The request for the redirect's target, why it cannot be followed, or None for an ordinary response.

    The response itself must have passed the CORS check before, where that applies. A user name or password
    in the target is always refused, as in Chromium; the standard allows them for the page's own origin.
    """
    lines = values(response.headers, "location")
    if response.status not in REDIRECT_STATUSES or not lines:
        return None
    if len(lines) > 1:
        return _problem("several", f"The redirect ({response.status}) has {len(lines)} Location lines.")
    target = _target(lines[0], prepared)
    if isinstance(target, Problem):
        return target
    if len(prepared.urls) > LIMIT:
        return _problem("hops", f"There are more than {LIMIT} redirects.")
    return with_reasons(_redirected(prepared, response.status, target))


def _target(location: str, prepared: Prepared) -> Url | Problem:
    escaped = "".join(char if char.isascii() else f"%{ord(char):02X}" for char in location)
    target = parse_url(escaped, prepared.url.href)
    if target is None:
        other = parse(resolve(escaped, prepared.url.href))
        if other is None:
            return _problem("url", f"The redirect's Location {quoted(location)} is not a URL.")
        cause = "local-scheme" if other.scheme in _LOCAL_SCHEMES else "scheme"
        return _problem(cause, f"The redirect goes to {quoted(location)}, which is neither http nor https.")
    if target.credentials:
        return _problem(
            "credentials", f"The redirect's Location {quoted(location)} has a user name or password."
        )
    if target.port in BLOCKED_PORTS:
        return _problem("port", f"The redirect goes to port {target.port}, to which browsers never connect.")
    return target


def _redirected(prepared: Prepared, status: int, target: Url) -> Prepared:
    method, body, headers = prepared.method, prepared.body, prepared.headers
    if (status in (301, 302) and method == "POST") or (status == 303 and method not in ("GET", "HEAD")):
        method, body = "GET", None
        headers = _without(headers, _BODY_HEADERS)
    if target.origin != prepared.url.origin:
        headers = _without(headers, _WILDCARD_EXEMPT)
    return prepared._replace(urls=(*prepared.urls, target), method=method, body=body, headers=headers)


def _without(headers: Headers, names: tuple[str, ...]) -> Headers:
    return tuple((name, value) for name, value in headers if name.lower() not in names)


def _problem(cause: str, message: str) -> Problem:
    return Problem("response-redirect", message, cause=cause)
