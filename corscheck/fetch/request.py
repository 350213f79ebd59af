"""One `fetch()` call, made into the request a browser really has (Fetch: Request class, Headers class)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.origin import Origin, Url

Credentials = Literal["omit", "same-origin", "include"]
Body = Literal["text", "form", "multipart", "bytes", "json"]


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
    """Why a preflight is needed: `kind` `method` or `header`, its name (headers in lower case), a sentence."""

    kind: Literal["method", "header"]
    name: str
    message: str


class Rejected(NamedTuple):
    """A browser refuses this request itself: `fetch()` throws, or nothing is ever sent."""

    message: str
    help: str | None = None


class Prepared(NamedTuple):
    """The request after normalisation, as the standard's algorithms see it."""

    url: Url
    origin: Origin
    method: str  # normalised
    headers: Headers  # without forbidden ones, with the body's Content-Type
    credentials: Credentials
    body: bytes | None
    dropped: tuple[str, ...]  # names that script cannot set, as they were given
    reasons: tuple[Reason, ...]  # why a preflight is needed; empty: none is
    unsafe_names: tuple[str, ...]  # CORS-unsafe request-header names: lower case, unique, sorted

    @property
    def cross_origin(self) -> bool:
        """Whether CORS is involved at all."""
        raise NotImplementedError


def prepare(request: FetchRequest) -> Prepared | Rejected:
    """Normalise the request and find out whether it needs a preflight; raises nothing."""
    raise NotImplementedError
