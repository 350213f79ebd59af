"""What a browser puts on the wire: the preflight, and the request itself.

Header order is that of Chromium 156; User-Agent, Accept-Encoding and Accept-Language depend on the
browser and its user, and are left to the sender.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.exchange import Request
from corscheck.fetch.headers import get
from corscheck.fetch.request import BODILESS
from corscheck.fetch.sites import is_potentially_trustworthy, same_site

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.request import Prepared


def preflight_request(prepared: Prepared) -> Request:
    """The preflight as a browser sends it, header for header (Fetch: CORS-preflight fetch).

    Never the request's own headers, cookies, Authorization, a client certificate or a body, whatever the
    credentials mode: a preflight has none of its own (its credentials mode is `same-origin` and its response
    tainting is `cors`).
    """
    return Request("OPTIONS", prepared.url.href, _preflight_headers(prepared.at_roots), certificate=False)


@lru_cache(maxsize=256)  # many requests differ in their path only
def _preflight_headers(prepared: Prepared) -> Headers:
    headers = [("Accept", "*/*"), ("Access-Control-Request-Method", prepared.method)]
    if prepared.unsafe_names:
        headers.append(("Access-Control-Request-Headers", ",".join(prepared.unsafe_names)))
    headers.append(("Origin", prepared.origin_header))
    return (*headers, *_metadata(prepared), *_referer(prepared))


def actual_request(prepared: Prepared) -> Request:
    """The request itself, without credentials, which the browser adds."""
    headers = _combined(prepared.headers)
    if get(headers, "accept") is None:
        headers += (("Accept", "*/*"),)
    headers += (*_origin(prepared), *_metadata(prepared), *_referer(prepared))
    return Request(prepared.method, prepared.url.href, headers, prepared.body or b"")


def _combined(headers: Headers) -> Headers:
    """Each name once, in its first spelling, its values joined: as Chromium and Firefox send it."""
    names = {name.lower(): name for name, _ in reversed(headers)}
    order = dict.fromkeys(name.lower() for name, _ in headers)
    return tuple((names[name], get(headers, name) or "") for name in order)


def _origin(prepared: Prepared) -> Headers:
    """Fetch: append a request `Origin` header, with the referrer policy that is the default."""
    if not prepared.is_checked:
        if prepared.method in BODILESS:
            return ()
        if prepared.origin.scheme == "https" and prepared.url.scheme != "https":
            return (("Origin", "null"),)
    return (("Origin", prepared.origin_header),)


def _metadata(prepared: Prepared) -> Headers:
    """Fetch Metadata Request Headers, which are sent to potentially trustworthy URLs only."""
    if not is_potentially_trustworthy(prepared.url.scheme, prepared.url.host):
        return ()
    return (
        ("Sec-Fetch-Mode", prepared.mode),
        ("Sec-Fetch-Site", _site(prepared)),
        ("Sec-Fetch-Dest", "empty"),
    )


def _site(prepared: Prepared) -> str:
    page = prepared.origin
    if not prepared.cross_origin:
        return "same-origin"
    close = all(url.scheme == page.scheme and same_site(url.host, page.host) for url in prepared.urls)
    return "same-site" if close else "cross-site"


def _referer(prepared: Prepared) -> Headers:
    """Referrer Policy: strict-origin-when-cross-origin, the default.

    What is a downgrade is decided by the schemes, as in Chromium; in the standard by what is potentially
    trustworthy. After a downgrade no redirect brings it back.
    """
    page = prepared.origin
    downgraded = page.scheme == "https" and any(url.scheme == "http" for url in prepared.urls)
    if page.scheme not in ("http", "https") or downgraded:
        return ()
    return (("Referer", f"{page.serialised}/"),)
