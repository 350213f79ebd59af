"""What a browser refuses before anything is sent: `fetch()` throws, or the request is never sent."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.fetch.headers import is_header_value, is_latin1, is_token, normalise_value
from corscheck.fetch.request import BODIES, BODILESS, CREDENTIALS, Rejected
from corscheck.fetch.safelist import is_forbidden_method, normalise_method
from corscheck.fetch.url import BLOCKED_PORTS, parse, parse_url
from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.request import FetchRequest
    from corscheck.fetch.url import Url


def refused(request: FetchRequest) -> Rejected | None:
    """Why a browser refuses the request whatever its URL; None where it does not."""
    headers = tuple(map(tuple, request.headers))
    return _method(request) or _modes(request) or _headers(headers) or _beacon(request)


def parsed_url(text: str) -> Url | Rejected:
    """The URL of a request, or why a browser does not fetch it."""
    url = parse_url(text)
    if url is None:
        other = parse(text)
        if other is None:
            return Rejected(
                f"{quoted(text)} is not an absolute URL.", "Write it as `https://api.example/path`."
            )
        return Rejected(f"`{other.scheme}:` is not a scheme that can be fetched from.", "Use http or https.")
    if url.credentials:
        return Rejected(
            "A browser refuses a URL with a user name or password in it.",
            "Send an Authorization header instead.",
        )
    if url.port in BLOCKED_PORTS:
        return Rejected(
            f"Browsers never connect to port {url.port}.", "Let the service listen on another port."
        )
    return url


def _method(request: FetchRequest) -> Rejected | None:
    if not is_token(request.method):
        return Rejected(
            f"{quoted(request.method)} is not a method name.", "Use a name without blanks or commas."
        )
    if is_forbidden_method(request.method):
        return Rejected(
            f"A browser refuses this request itself: the method {request.method} is forbidden.",
            "Use another method.",
        )
    if request.body is not None and _drops_no_body(request) and normalise_method(request.method) in BODILESS:
        return Rejected(
            f"A browser refuses a {normalise_method(request.method)} request with a body.",
            "Leave the body out, or use POST.",
        )
    return None


def _drops_no_body(request: FetchRequest) -> bool:
    """XMLHttpRequest ignores the body of GET and HEAD, where `fetch()` throws; a beacon is always POST."""
    return not (request.upload_listener or request.beacon)


def _beacon(request: FetchRequest) -> Rejected | None:
    if not request.beacon:
        return None
    if request.upload_listener:
        return Rejected("A beacon has no upload to listen to.", "Ask about one of them at a time.")
    if request.headers:
        return Rejected(
            f"`sendBeacon()` cannot set request headers, such as {quoted(request.headers[0][0])}.",
            "Use `fetch()` with `keepalive: true`.",
        )
    return None


def _modes(request: FetchRequest) -> Rejected | None:
    """A value that no enumeration of `fetch()` has makes it throw (Web IDL: enumerations)."""
    if request.credentials not in CREDENTIALS:
        return Rejected(
            f"{quoted(str(request.credentials))} is not a credentials mode.",
            "Use omit, same-origin or include.",
        )
    if request.body is not None and request.body not in BODIES:
        return Rejected(
            f"{quoted(str(request.body))} is not a kind of body.", f"Use one of {', '.join(BODIES)}."
        )
    return None


@lru_cache(maxsize=1024)
def _headers(headers: Headers) -> Rejected | None:
    for name, value in headers:
        if not is_token(name):
            return Rejected(
                f"{quoted(name)} is not a header name.", "Use letters, digits and hyphens, without a colon."
            )
        if not is_latin1(value):
            return Rejected(
                f"The value of {name} has characters that are not latin-1.",
                "Encode the value, for example with `encodeURIComponent()`.",
            )
        if not is_header_value(normalise_value(value)):
            return Rejected(f"The value of {name} has a line end or NUL in it.", "Send one line.")
    return None
