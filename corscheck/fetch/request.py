"""One `fetch()` call, made into the request a browser really has (Fetch: Request class, Headers class)."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from corscheck.fetch.headers import is_header_value, is_latin1, is_token, normalise_value
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.safelist import (
    SAFELISTED_METHODS,
    is_forbidden_header,
    is_forbidden_method,
    normalise_method,
    unsafe_request_headers,
)
from corscheck.fetch.url import BLOCKED_PORTS, parse, parse_url
from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.origin import Origin
    from corscheck.fetch.url import Url

Credentials = Literal["omit", "same-origin", "include"]
Body = Literal["text", "form", "multipart", "bytes", "json"]

CREDENTIALS: tuple[Credentials, ...] = ("omit", "same-origin", "include")

BODIES: dict[str, tuple[bytes, str | None]] = {
    "text": (b"corscheck", "text/plain;charset=UTF-8"),
    "form": (b"corscheck=1", "application/x-www-form-urlencoded;charset=UTF-8"),
    "multipart": (
        b'--corscheck\r\nContent-Disposition: form-data; name="corscheck"\r\n\r\n1\r\n--corscheck--\r\n',
        "multipart/form-data; boundary=corscheck",
    ),
    "bytes": (b"corscheck", None),
    "json": (b"{}", "application/json"),
}
"""Kind of body → what is sent, and the Content-Type it implies (Fetch: extract a body)."""


class FetchRequest(NamedTuple):
    """What `fetch()` is given, and from which page's origin; nothing is checked yet.

    `body` is the kind of body: a string, URLSearchParams, FormData, bytes, or a string with
    `Content-Type: application/json`. `id` is the caller's own and comes back in the verdict.
    """

    url: str
    origin: str
    method: str = "GET"
    headers: Headers = ()
    credentials: Credentials = "same-origin"
    body: Body | None = None
    id: object = None
    preflight_only: bool = False  # never send the request itself
    send_unsafe: bool = False  # send it even if its method changes things


class Reason(NamedTuple):
    """Why a preflight is needed; header names in lower case, the message a sentence."""

    kind: Literal["method", "header"]
    name: str
    message: str


class Rejected(NamedTuple):
    """A browser refuses this request itself: `fetch()` throws, or nothing is ever sent."""

    message: str
    help: str


class Prepared(NamedTuple):
    """The request after normalisation, as the standard's algorithms see it.

    `urls` is the standard's URL list: the first is what was asked for, each redirect adds one.
    """

    urls: tuple[Url, ...]
    origin: Origin
    method: str  # normalised
    headers: Headers  # without forbidden ones, with the body's Content-Type
    credentials: Credentials
    body: bytes | None
    dropped: tuple[str, ...] = ()  # names that script cannot set, as they were given
    reasons: tuple[Reason, ...] = ()  # why a preflight is needed; empty: none is
    unsafe_names: tuple[str, ...] = ()  # CORS-unsafe request-header names: lower case, unique, sorted

    @property
    def url(self) -> Url:
        """The current URL."""
        return self.urls[-1]

    @property
    def cross_origin(self) -> bool:
        """Whether CORS is involved: the target, or one on the way to it, is not of the page's origin."""
        return any(url.origin != self.origin.serialised for url in self.urls)

    @property
    def include(self) -> bool:
        """Whether the credentials mode is `include`; the other two are the same across origins."""
        return self.credentials == "include"

    @property
    def with_credentials(self) -> bool:
        """Whether cookies and the like go with the request (Fetch: HTTP-network-or-cache fetch)."""
        return self.include or (self.credentials == "same-origin" and not self.cross_origin)

    @property
    def origin_header(self) -> str:
        """What `Origin` says: `null` once a foreign target redirected to yet another origin.

        Fetch: serializing a request origin; redirect-taint.
        """
        page = self.origin.serialised
        for last, url in pairwise(self.urls):
            if last.origin not in (url.origin, page):
                return "null"
        return page


def prepare(request: FetchRequest) -> Prepared | Rejected:
    """Normalise the request and find out whether it needs a preflight; raises nothing."""
    origin = parse_origin(request.origin)
    if isinstance(origin, NotAnOrigin):
        meant = f"Write `{origin.suggestion}`." if origin.suggestion else "Write it as `https://app.example`."
        return Rejected(f"{quoted(request.origin)} is not the origin of a page: {origin.reason}.", meant)
    url = _url(request.url)
    if isinstance(url, Rejected):
        return url
    given = tuple((name, value) for name, value in request.headers)
    refusal = _method(request) or _modes(request) or _headers(given)
    if refusal is not None:
        return refusal
    headers, dropped, body = _settable(given, request.body)
    method = normalise_method(request.method)
    return with_reasons(Prepared((url,), origin, method, headers, request.credentials, body, dropped))


@lru_cache(maxsize=1024)  # as what follows: many requests differ in their URL only
def _settable(given: Headers, kind: Body | None) -> tuple[Headers, tuple[str, ...], bytes | None]:
    """The headers that script can set, with the body's Content-Type; the names of the others; the body."""
    sent = tuple((name, normalise_value(value)) for name, value in given)
    dropped = tuple(name for name, value in sent if is_forbidden_header(name, value))
    headers = tuple((name, value) for name, value in sent if not is_forbidden_header(name, value))
    if kind is None:
        return headers, dropped, None
    body, implied = BODIES[kind]
    if implied is not None and not any(name.lower() == "content-type" for name, _ in headers):
        headers += (("Content-Type", implied),)
    return headers, dropped, body


def with_reasons(prepared: Prepared) -> Prepared:
    """The request with the reasons for its preflight (Fetch: main fetch, HTTP fetch: makeCORSPreflight)."""
    if not prepared.cross_origin:
        return prepared
    reasons, unsafe_names = _reasons(prepared.method, prepared.headers)
    return prepared._replace(reasons=reasons, unsafe_names=unsafe_names)


@lru_cache(maxsize=1024)
def _reasons(method: str, headers: Headers) -> tuple[tuple[Reason, ...], tuple[str, ...]]:
    reasons = []
    if method not in SAFELISTED_METHODS:
        reasons.append(
            Reason("method", method, f"The method {quoted(method)} is not `GET`, `HEAD` or `POST`.")
        )
    unsafe = unsafe_request_headers(headers)
    reasons += [
        Reason("header", name, f"The header `{name}` is not safelisted: {why}.")
        for name, why in unsafe.items()
    ]
    return tuple(reasons), tuple(unsafe)


def _url(text: str) -> Url | Rejected:
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
    if request.body is not None and normalise_method(request.method) in ("GET", "HEAD"):
        return Rejected(
            f"A browser refuses a {normalise_method(request.method)} request with a body.",
            "Leave the body out, or use POST.",
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
                f"The value of {name} has characters that are not latin-1: {quoted(value)}.",
                "Encode the value, for example with `encodeURIComponent()`.",
            )
        if not is_header_value(normalise_value(value)):
            return Rejected(
                f"The value of {name} has a line end or NUL in it: {quoted(value)}.", "Send one line."
            )
    return None
