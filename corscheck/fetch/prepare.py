"""A `fetch()` call → the request that a browser makes of it (Fetch: Request class, Headers class)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.exchange import has_header
from corscheck.fetch.headers import normalise_value
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.refusals import parsed_url, refused
from corscheck.fetch.request import BODIES, BODILESS, FetchRequest, Prepared, Reason, Rejected
from corscheck.fetch.safelist import (
    SAFELISTED_METHODS,
    is_forbidden_header,
    normalise_method,
    unsafe_reason,
    unsafe_request_headers,
)
from corscheck.fetch.url import Url
from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.exchange import Headers
    from corscheck.fetch.origin import Origin
    from corscheck.fetch.request import Body

_LISTENER = Reason(
    "listener", "upload", "An XMLHttpRequest with a listener on its `upload` always needs a preflight."
)
GIVEN = Reason("given", "preflight", "The preflight itself was given.")
"""The reason for a preflight that no browser would send."""


def prepare(request: FetchRequest) -> Prepared | Rejected:
    """Normalise the request and find out whether it needs a preflight; raises nothing."""
    origin = parse_origin(request.origin)
    if isinstance(origin, NotAnOrigin):
        return _no_origin(request, origin)
    url = parsed_url(request.url)
    if isinstance(url, Rejected):
        return url
    root = Url(f"{url.origin}/", *url[1:])
    try:
        prepared = _prepared(FetchRequest("", *request[1:6], None, *request[7:]), origin, root)
    except TypeError:  # not hashable: lists of headers, or a value that is refused
        prepared = _prepared.__wrapped__(request, origin, root)
    return prepared if isinstance(prepared, Rejected) else Prepared((url,), *prepared[1:])


def _no_origin(request: FetchRequest, origin: NotAnOrigin) -> Rejected:
    meant = f"Write `{origin.suggestion}`." if origin.suggestion else "Write it as `https://app.example`."
    return Rejected(f"{quoted(request.origin)} is not the origin of a page: {origin.reason}.", meant)


@lru_cache(maxsize=1024)  # cached like the rest: many requests differ in their path only
def _prepared(request: FetchRequest, origin: Origin, root: Url) -> Prepared | Rejected:
    """A request, whatever its URL and id, to the root of its target."""
    refusal = refused(request)
    if refusal is not None:
        return refusal
    method = "POST" if request.beacon else normalise_method(request.method)
    kind = None if method in BODILESS else request.body
    headers, dropped, body = _settable(tuple(map(tuple, request.headers)), kind)
    return with_reasons(
        Prepared(
            (root,),
            origin,
            method,
            headers,
            "include" if request.beacon else request.credentials,
            body,
            "no-cors" if request.beacon and _is_simple(headers) else "cors",
            request.upload_listener,
            request.tls_in_front,
            request.is_preflight,
            dropped,
        )
    )


@lru_cache(maxsize=1024)
def _settable(given: Headers, kind: Body | None) -> tuple[Headers, tuple[str, ...], bytes | None]:
    """The headers that script can set, with the body's Content-Type; the names of the others; the body."""
    sent = tuple((name, normalise_value(value)) for name, value in given)
    dropped = tuple(name for name, value in sent if is_forbidden_header(name, value))
    headers = tuple((name, value) for name, value in sent if not is_forbidden_header(name, value))
    if kind is None:
        return headers, dropped, None
    body, implied = BODIES[kind]
    if implied is not None and not has_header(headers, "content-type"):
        headers += (("Content-Type", implied),)
    return headers, dropped, body


def with_reasons(prepared: Prepared) -> Prepared:
    """The request with the reasons for its preflight (Fetch: main fetch, HTTP fetch: makeCORSPreflight)."""
    if not prepared.is_checked:
        return prepared
    reasons, unsafe_names = _reasons(prepared.method, prepared.headers)
    if prepared.upload_listener:
        reasons += (_LISTENER,)
    if prepared.is_preflight and not reasons:
        reasons = (GIVEN,)
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


def _is_simple(headers: Headers) -> bool:
    """Whether a beacon's Content-Type is one that a form can send, or missing (Beacon: sendBeacon method)."""
    return all(unsafe_reason(name, value) is None for name, value in headers)
