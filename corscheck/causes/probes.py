"""Further requests that differ from a failed one in one thing only, to find out what is refused.

Preflights change nothing on a server. Caches are examined with GET, which the page uses as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.causes.case import CACHE_HEADERS, Probe, varies_by
from corscheck.exchange import Failure, Response
from corscheck.fetch.cors import check_cors, check_preflight, is_redirect
from corscheck.fetch.headers import get, values
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.fetch.outgoing import actual_request, preflight_request
from corscheck.fetch.sites import address_space, is_ip_address
from corscheck.fetch.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import TypeAlias

    from corscheck.causes.case import ProbeKind
    from corscheck.exchange import Answer, Request
    from corscheck.fetch.origin import Origin
    from corscheck.fetch.request import Prepared
    from corscheck.fetch.verdict import Verdict

    Plan: TypeAlias = Generator[tuple[ProbeKind, str, Request, Prepared], Answer, None]

LIMIT = 5
"""Further requests for one verdict, at most."""

_ORIGINS = 3  # other origins that are tried
_FRESH = "corscheck"  # name of a query parameter that no cache has seen
_UNSEEN = "https://corscheck.invalid"  # a page that no list has


class Prober:
    """Further requests about one verdict, one after another. No I/O.

    There are none where the verdict and its answers show the cause.
    """

    __slots__ = ("_next", "_plan", "probes")

    def __init__(self, verdict: Verdict, prepared: Prepared) -> None:
        self.probes: tuple[Probe, ...] = ()
        self._plan = _plan(verdict, prepared)
        self._next = next(self._plan, None)

    def next(self) -> Request | None:
        """The next request to send, the same one until `feed` is called; None: there is none."""
        if self._next is None or len(self.probes) == LIMIT:
            return None
        return self._next[2]

    def feed(self, answer: Answer) -> None:
        """Pass in the answer to it; ValueError where nothing was to be sent."""
        if self._next is None:
            raise ValueError("nothing was to be sent")
        kind, name, request, prepared = self._next
        passes = _passes(request, prepared, answer, origin_only=kind == "origin")
        self.probes += (Probe(kind, name, request, answer, passes),)
        try:
            self._next = self._plan.send(answer)
        except StopIteration:
            self._next = None


def _passes(request: Request, prepared: Prepared, answer: Answer, *, origin_only: bool = False) -> bool:
    """Whether an answer allows what was asked for; with `origin_only`, whether it allows the origin."""
    if isinstance(answer, Failure):
        return False
    if origin_only:
        return next(check_cors(prepared, answer, "preflight"), None) is None
    if request.method != "OPTIONS":
        return next(check_cors(prepared, answer, "response"), None) is None
    return next(check_preflight(prepared, answer), None) is None


def _plan(verdict: Verdict, prepared: Prepared) -> Plan:
    sent = verdict.exchanges[-1] if verdict.exchanges else None
    if sent is None or isinstance(sent.answer, Failure) or not sent.is_checked:
        return
    step = verdict.step or ""
    if verdict.result == "allowed":
        if sent.request.method == "GET" and not verdict.preflight_sent and may_be_cached(sent.answer):
            yield from _from_caches(prepared, sent.request)
    elif step == "preflight-redirect" and is_redirect(sent.answer):
        yield from _at_target(prepared, sent.answer)
    elif step in ("preflight-allow-origin-missing", "preflight-status", "preflight-allow-origin-mismatch"):
        yield from _pieces(prepared)
    elif step in ("response-allow-origin-missing", "response-allow-origin-mismatch"):
        if sent.request.method == "GET" and may_be_cached(sent.answer):
            fresh = _with_parameter(prepared)
            yield "fresh", fresh.url.href, actual_request(fresh), fresh
        if len(prepared.urls) == 1 and not verdict.preflight_sent:
            yield from _pieces(_bare(prepared)._replace(reasons=()))


def _pieces(prepared: Prepared) -> Plan:
    """Which of origin, method and headers is refused."""
    method, names = prepared.method, prepared.unsafe_names
    passes = False
    if (method, names) != ("GET", ()) or not prepared.reasons:
        plain = _bare(prepared)
        answer = yield "plain", "GET", preflight_request(plain), plain
        passes = _passes(preflight_request(plain), plain, answer)
    if passes:
        if method != "GET" and names:
            one = prepared._replace(unsafe_names=())
            yield "method", method, preflight_request(one), one
        for name in names:
            one = prepared._replace(method="GET", unsafe_names=(name,))
            yield "header", name, preflight_request(one), one
        return
    request = preflight_request(prepared)
    without = tuple(line for line in request.headers if line[0] != "Origin")
    yield "no-origin", "", request._replace(headers=without), prepared
    for origin in other_origins(prepared.origin)[:_ORIGINS]:
        other = prepared._replace(origin=origin)
        yield "origin", origin.serialised, preflight_request(other), other


def _bare(prepared: Prepared) -> Prepared:
    return prepared._replace(method="GET", unsafe_names=(), headers=(), body=None)


def _at_target(prepared: Prepared, answer: Response) -> Plan:
    """The same preflight to where it is redirected, on the same host only."""
    location = get(answer.headers, "location") or ""
    target = parse_url(location, prepared.url.href)
    if target is not None and target.host == prepared.url.host and not target.credentials:
        moved = prepared._replace(urls=(target,))
        yield "target", target.href, preflight_request(moved), moved


def _from_caches(prepared: Prepared, request: Request) -> Plan:
    """Fetch, CORS protocol and HTTP caches: with another origin, and without one as an image is loaded."""
    without = tuple(line for line in request.headers if line[0] not in ("Origin", "Sec-Fetch-Mode"))
    yield "no-origin", "", request._replace(headers=without), prepared
    other = parse_origin(_UNSEEN)
    if not isinstance(other, NotAnOrigin):
        changed = prepared._replace(origin=other)
        yield "origin", other.serialised, actual_request(changed), changed


def _with_parameter(prepared: Prepared) -> Prepared:
    href = prepared.url.href
    url = parse_url(f"{href}{'&' if '?' in href else '?'}{_FRESH}=1")
    return prepared._replace(urls=(*prepared.urls[:-1], url)) if url else prepared


def may_be_cached(response: Response) -> bool:
    """Whether a cache may store the answer, or has stored it."""
    control = ",".join(values(response.headers, "cache-control")).lower()
    if "no-store" in control or "private" in control or "*" in varies_by(response):
        return False
    signs = ("age", "x-varnish", "etag", "last-modified", "expires", *CACHE_HEADERS)
    return (
        "max-age" in control or "public" in control or any(values(response.headers, name) for name in signs)
    )


def other_origins(origin: Origin) -> tuple[Origin, ...]:
    """Origins that are often listed instead of this one, likely ones first."""
    found: dict[str, Origin] = {}
    for text in _near(origin):
        other = parse_origin(text)
        if not isinstance(other, NotAnOrigin) and other.serialised not in ("null", origin.serialised):
            found.setdefault(other.serialised, other)
    return tuple(found.values())


def _near(origin: Origin) -> tuple[str, ...]:
    scheme, host = origin.scheme, origin.host
    if not host:
        return ()
    port = origin.serialised.removeprefix(f"{scheme}://{host}")
    if scheme not in ("http", "https"):  # shells: the same page has another origin on other systems
        return (f"https://{scheme}.{host}", f"http://{scheme}.{host}", f"https://{host}")
    turned = {"http": "https", "https": "http"}[scheme]
    if address_space(host) == "loopback":
        twin = "127.0.0.1" if host == "localhost" else "localhost"
        return (
            f"{scheme}://{twin}{port}", f"{scheme}://{host}:3000", f"{turned}://{host}{port}",
        )  # fmt: skip
    bare = f"{scheme}://{host}"
    if is_ip_address(host):
        return (bare, f"{turned}://{host}{port}")
    www = f"{scheme}://{host[4:]}{port}" if host.startswith("www.") else f"{scheme}://www.{host}{port}"
    return (*((bare,) if port else ()), f"{turned}://{host}{port}", www)
