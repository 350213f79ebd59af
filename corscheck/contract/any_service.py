"""Services without an ASAB configuration: options and settings name what pages are to call.

A container made of these takes the place of the configuration, so that all code for containers can
be used. It is never reported: findings are placed where the service is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.build import build
from corscheck.asab.loader import load
from corscheck.asab.profiles import profile_for
from corscheck.contract.foreign_origins import foreign_origins
from corscheck.contract.openapi import Route
from corscheck.contract.version import NEXT_VERSION
from corscheck.exchange import has_header
from corscheck.fetch.request import FetchRequest, example_headers
from corscheck.fetch.url import parse_url
from corscheck.one_file import OneFile
from corscheck.records import NamedTuple
from corscheck.rules.live._case import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.asab.container import Container
    from corscheck.contract.cases import Axes
    from corscheck.contract.expectations import Expectation
    from corscheck.contract.foreign_origins import ForeignOrigin
    from corscheck.fetch.request import Credentials
    from corscheck.source import Span

_SECTION = "web"
_WITH_JSON = ("POST", "PUT", "PATCH")
"""Methods whose requests have a body: pages send JSON, which needs a preflight."""

_SENT = ("GET", "HEAD")
"""Methods that change nothing: only the answer to the request itself shows that a page can read it."""

_GENERAL = 3
"""The first foreign origins, this many, are tried on every route; the others on the first route."""


class Wanted(NamedTuple):
    """What is to be tried on a service without a configuration."""

    base_url: str
    origins: tuple[str, ...]  # of the pages that are to call it
    routes: tuple[Route, ...]
    expectations: Sequence[Expectation] = ()
    at: Span | None = None  # where the service is named
    whole: bool = False  # whether the one route is the base URL itself


def stand_in(origins: Iterable[str]) -> Container:
    """A container that allows these origins on all paths, in an ASAB that enforces it."""
    listed = ", ".join(origins)
    text = f"[{_SECTION}]\ncors = {listed}\ncors_preflight_paths = /*\n"
    path = "(no configuration)"
    return build(load(path, OneFile(path, text), {}, profile_for(NEXT_VERSION)), _SECTION)


def origins_of(axes: Axes, expectations: Iterable[Expectation]) -> tuple[str, ...]:
    """The origins of the pages that are to call a service: those asked for, else those of the policy."""
    allowed = (one.origin for one in expectations if one.result == "allow")
    return axes.origins or tuple(dict.fromkeys(allowed))


def routes_of(axes: Axes, known: Sequence[Route]) -> tuple[Route, ...]:
    """The routes to try: the paths asked for, else those that are known, with the methods asked for."""
    if axes.paths:
        methods = {path: [route.method for route in known if route.path == path] for path in axes.paths}
        return tuple(
            Route(method, path, path)
            for path in axes.paths
            for method in axes.methods or methods[path] or ("GET",)
        )
    return tuple(route for route in known if not axes.methods or route.method in axes.methods)


def plan_any(wanted: Wanted, axes: Axes, limit: int) -> list[Case]:
    """The cases for a service without a configuration, each once, at most `limit`.

    Each route with each origin; then the origins that must not be allowed.
    """
    found: dict[str, Case] = {}
    for case in (*_routes(wanted, axes), *(_foreign_origins(wanted, axes) if axes.strangers else ())):
        found.setdefault(case.id, case)
        if len(found) >= limit:
            break
    return list(found.values())


def base_route(base_url: str) -> Route:
    """A GET of the base URL itself, where no route is known."""
    _, slash, path = base_url.partition("://")[2].partition("/")
    return Route("GET", slash + path or "/", slash + path or "/")


def _routes(wanted: Wanted, axes: Axes) -> Iterator[Case]:
    decided = {(one.origin, one.method, one.path) for one in wanted.expectations}
    for route in wanted.routes:
        for origin in wanted.origins:
            if (origin, route.method, route.path) in decided:
                continue  # an [[expect]] table is more precise about it
            for mode in axes.credentials or ("omit",):
                request = _request(wanted, route, origin, mode, axes, unsafe=axes.send_unsafe)
                yield Case(
                    f"wanted {route.method} {route.path} {origin} {mode}",
                    "wanted",
                    "",
                    request,
                    route.path,
                    "allow",
                    "pages of the origin are to call the route",
                    wanted.at,
                    f"route {route.method} {route.template}",
                    route=route.template,
                )


def _foreign_origins(wanted: Wanted, axes: Axes) -> Iterator[Case]:
    tried = wanted.routes or tuple(
        dict.fromkeys(Route(one.method, one.path, one.path) for one in wanted.expectations)
    )
    cookie = has_header(axes.send_headers, "cookie")
    modes: dict[Credentials, None] = dict.fromkeys(axes.credentials or ("omit",))
    if cookie:
        modes["include"] = None  # the answer may be another one for users who are logged in
    url = parse_url(wanted.base_url)
    server = url.origin if url is not None else None
    for number, foreign in enumerate(foreign_origins(wanted.origins, server)):
        if foreign.sendable == "never":
            continue
        for route in tried if number < _GENERAL else tried[:1]:
            for mode in modes:
                yield _of_foreign_origin(wanted, axes, foreign, route, mode)


def _of_foreign_origin(
    wanted: Wanted, axes: Axes, foreign: ForeignOrigin, route: Route, mode: Credentials
) -> Case:
    return Case(
        f"foreign {route.method} {route.path} {foreign.origin} {mode}",
        "foreign",
        "",
        _request(wanted, route, foreign.origin, mode, axes),
        route.path,
        "block",
        "it is none of the origins whose pages are to call the service",
        wanted.at,
        foreign.weakness,
        foreign.severity,
    )


def _request(
    wanted: Wanted, route: Route, origin: str, mode: Credentials, axes: Axes, *, unsafe: bool = False
) -> FetchRequest:
    """The request of a page; the request itself is sent if it changes nothing, others with `unsafe` only."""
    names = axes.headers or (("content-type",) if route.method in _WITH_JSON else ())
    base = wanted.base_url.rstrip("/")
    return FetchRequest(
        wanted.base_url if wanted.whole else base + route.path,
        origin,
        route.method,
        example_headers(names),
        mode,
        preflight_only=not unsafe and route.method not in _SENT,
        send_unsafe=unsafe,
        tls_in_front=True,  # CORS271 says where it is not
    )
