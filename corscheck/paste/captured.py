"""A request as a browser's developer tools record it, and the `fetch()` call that made it.

The tools record what was sent, not what `fetch()` was given: headers that the browser added are
removed, and the origin and the credentials mode have to be inferred.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import values_of
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.request import FetchRequest
from corscheck.fetch.safelist import is_forbidden_header
from corscheck.fetch.url import parse_url
from corscheck.records import NamedTuple
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers
    from corscheck.fetch.request import Body, Credentials

BROWSERS_OWN = frozenset(
    {
        "accept-language",
        "if-modified-since",  # from the browser's cache
        "if-none-match",
        "priority",
        "referrer-policy",  # which "Copy as fetch (Node.js)" puts among the headers
        "upgrade-insecure-requests",
        "user-agent",
        "x-client-data",
    }
)
"""Names that a browser adds and that script could set, but rarely does (Chromium, Firefox and WebKit)."""

_NO_CACHE = frozenset({("cache-control", "no-cache"), ("pragma", "no-cache")})

_NAMES = "access-control-request-headers"

_EXAMPLES = {"content-type": "application/json", "accept": '"', "accept-language": '"', "range": "bytes=-1"}
"""Values that are not safelisted, or a preflight would not have asked for the name."""


class NotCaptured(ValueError):
    """The text is not what a browser copies; the message says why."""


class Captured(NamedTuple):
    """One request as it was recorded; names as found, pseudo-headers (`:path`) among them."""

    url: str
    method: str
    headers: Headers
    body: Body | None = None
    credentials: Credentials | None = None  # None: not recorded
    cookies: bool = False  # whether cookies were sent
    origin: str | None = None  # the page's, where it is known other than from a header
    notes: tuple[str, ...] = ()  # what was recorded and is not a part of the request


def as_request(captured: Captured, identity: object = None, *, whole: bool = False) -> FetchRequest:
    """What the page's script asked for; of a preflight, the request with `is_preflight`.

    Args:
        captured: the request as it was recorded.
        identity: the `id` of the request.
        whole: whether all of its headers were recorded, so that an OPTIONS without
            `Access-Control-Request-Method` is no preflight.

    Raises:
        NotCaptured: No origin can be found.
    """
    bare = not whole and _is_bare_preflight(captured)
    given = bare or announced(captured) is not None
    captured = captured._replace(method="GET") if bare else _announcing(captured)
    named = {name.lower(): value for name, value in captured.headers}
    origin = captured.origin or named.get("origin") or page_origin(named.get("referer"))
    if not origin:
        raise NotCaptured("it has neither Origin nor Referer: name the page that sent it with --origin")
    credentials = captured.credentials or (
        "include" if captured.cookies or "cookie" in named else "same-origin"
    )
    return FetchRequest(
        captured.url,
        origin,
        captured.method,
        scripts_own(captured.headers),
        credentials,
        captured.body,
        id=identity,
        is_preflight=given,
        any_method=bare,
    )


def notes(captured: Captured) -> tuple[str, ...]:
    """Notes on the request; headers that browsers add are not mentioned."""
    return (*captured.notes, *_notes_on_preflight(captured), *_notes_on_host(captured))


def _notes_on_preflight(captured: Captured) -> Iterator[str]:
    if _is_bare_preflight(captured):
        yield (
            "It is an OPTIONS request without `Access-Control-Request-Method`, and sent as the preflight for"
            ' a GET. "Copy as fetch" leaves that header out; "Copy as cURL" has it.'
        )
    asked = next(iter(values_of(captured.headers, _NAMES)), None)
    if asked is not None:
        names = sorted({name.strip().lower() for name in asked.split(",")} - {""})
        sent = ",".join(names)
        if asked != sent:
            yield f"Browsers write the headers' names in a preflight as {quoted(sent)}; so they are sent."


def _notes_on_host(captured: Captured) -> Iterator[str]:
    host = next(iter(values_of(captured.headers, "host")), None)
    url = parse_url(captured.url)
    if host is None or url is None:
        return
    named = parse_url(f"{url.scheme}://{host}")
    if named is not None and named.host == url.host and (named.port == url.port or ":" not in host):
        return
    left_out = f"`Host: {host}` is left out: browsers send the host of the URL."
    if named is not None:
        path = url.href.removeprefix(url.origin)
        left_out += (
            f" To reach that site, ask about {url.scheme}://{named.host}:{url.port}{path} with "
            f"--resolve {named.host}:{url.port}:{url.host}"
        )
    yield left_out


def announced_header(name: str) -> tuple[str, str]:
    """A header of which only the name is known: with a value for which a preflight asks for the name."""
    return name, _EXAMPLES.get(name.lower(), "x")


def announced(captured: Captured) -> tuple[str, Headers] | None:
    """The method and the headers (their values were never sent) that a preflight asks for, if it is one."""
    named = {name.lower(): value for name, value in captured.headers}
    method = named.get("access-control-request-method")
    if method is None:
        return None
    names = [name.strip() for name in named.get(_NAMES, "").split(",")]
    return method, tuple(announced_header(name) for name in names if name)


def _is_bare_preflight(captured: Captured) -> bool:
    """Whether it is meant as a preflight, but does not have the method that it asks for.

    Scripts hardly ever send OPTIONS, and "Copy as fetch" leaves the `Access-Control-Request-*` out.
    """
    return captured.method == "OPTIONS" and captured.body is None and announced(captured) is None


def _announcing(captured: Captured) -> Captured:
    """The request that a preflight asks for; any other as it is."""
    wanted = announced(captured)
    if wanted is None:
        return captured
    kept = tuple(line for line in captured.headers if line[0].lower() in ("origin", "referer"))
    return captured._replace(method=wanted[0], headers=kept + wanted[1], body=None)


def scripts_own(headers: Headers) -> Headers:
    """The headers that script may have set.

    `Cache-Control` and `Pragma` both `no-cache` are what "Disable cache" of the tools adds.
    """
    lowered = [(name.lower(), value) for name, value in headers]
    tools = _NO_CACHE if set(lowered) >= _NO_CACHE else frozenset()
    return tuple(
        (name, value)
        for (name, value), low in zip(headers, lowered, strict=True)
        if not name.startswith(":")
        and low[0] not in BROWSERS_OWN
        and low not in tools
        and low != ("accept", "*/*")
        and not is_forbidden_header(name, value)
    )


def page_origin(url: str | None) -> str | None:
    """The origin of a page's URL; None where it cannot be determined."""
    parsed = parse_url(url) if url else None
    return parsed.origin if parsed else None


def is_cross_origin(request: FetchRequest) -> bool:
    """Whether page and target differ in origin; true where either cannot be parsed."""
    origin, url = parse_origin(request.origin), parse_url(request.url)
    if isinstance(origin, NotAnOrigin) or url is None:
        return True
    return origin.opaque or origin.serialised != url.origin
