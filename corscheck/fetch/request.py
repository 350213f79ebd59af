"""A request as given to `fetch()`, and as the standard's algorithms see it. Values only."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from corscheck.fetch.url import Url
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.exchange import Headers
    from corscheck.fetch.origin import Origin

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


BODILESS = ("GET", "HEAD")
"""Methods whose requests have no body (Fetch: Request class)."""


_EXAMPLES = {"authorization": "Bearer corscheck", "content-type": "application/json"}


def example_headers(names: Iterable[str]) -> Headers:
    """Headers of these names with example values, for requests of which only the names matter."""
    return tuple((name, _EXAMPLES.get(name.lower(), "corscheck")) for name in names)


class FetchRequest(NamedTuple):
    """The arguments of `fetch()`, and the page's origin; nothing is checked yet.

    `body` is the kind of body: a string, URLSearchParams, FormData, bytes, or a string (of a beacon a Blob)
    with `Content-Type: application/json`. `id` is the caller's own and comes back in the verdict.

    With `upload_listener` it is an XMLHttpRequest with a listener on its `upload`, with `beacon` a
    `navigator.sendBeacon()`, whose method is POST and whose credentials mode is `include` whatever is given.
    """

    url: str
    origin: str
    method: str = "GET"
    headers: Headers = ()
    credentials: Credentials = "same-origin"
    body: Body | None = None
    id: object = None
    preflight_only: bool = False  # never send the request itself
    send_unsafe: bool = False  # send it even if its method may change data
    upload_listener: bool = False
    beacon: bool = False
    tls_in_front: bool = False  # pages reach the target over https: its own URL is not mixed content
    is_preflight: bool = False  # the preflight of this request was given: it alone is sent, needed or not
    any_method: bool = False  # it was given without the method that it asks for: passing proves nothing


class Reason(NamedTuple):
    """Why a preflight is needed; header names in lower case, the message a sentence."""

    kind: Literal["method", "header", "listener", "given"]
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
    mode: Literal["cors", "no-cors"] = "cors"
    upload_listener: bool = False  # Fetch: use-CORS-preflight flag
    tls_in_front: bool = False
    is_preflight: bool = False
    dropped: tuple[str, ...] = ()  # names that script cannot set, as they were given
    reasons: tuple[Reason, ...] = ()  # why a preflight is needed; empty: none is
    unsafe_names: tuple[str, ...] = ()  # CORS-unsafe request-header names: lower case, unique, sorted

    @property
    def url(self) -> Url:
        """The current URL."""
        return self.urls[-1]

    @property
    def at_roots(self) -> Prepared:
        """The same request to `/` of each of its targets: a key for what depends on their origins only."""
        if len(self.urls) == 1:  # nearly always
            (url,) = self.urls
            return Prepared((Url(f"{url.origin}/", *url[1:]),), *self[1:])
        return Prepared(tuple([Url(f"{url.origin}/", *url[1:]) for url in self.urls]), *self[1:])

    @property
    def cross_origin(self) -> bool:
        """Whether the target, or one on the way to it, is not of the page's origin."""
        page = self.origin.serialised
        if len(self.urls) == 1:  # nearly always
            return self.urls[0].origin != page
        return any(url.origin != page for url in self.urls)

    @property
    def is_checked(self) -> bool:
        """Whether the CORS check applies to the answer (Fetch: response tainting `cors`)."""
        return self.mode == "cors" and self.cross_origin

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
        """The value of `Origin`: `null` once another origin than the page's redirected to a third one.

        Fetch: serializing a request origin; redirect-taint.
        """
        page = self.origin.serialised
        for last, url in pairwise(self.urls):
            if last.origin not in (url.origin, page):
                return "null"
        return page
