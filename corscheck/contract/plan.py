"""What is to be tried: from a container, its routes and what was asked for to cases, in a stable order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.cases import Axes, Cases
from corscheck.contract.foreign_origins import strangers
from corscheck.contract.path_targets import samples
from corscheck.contract.targets import Spot, entry_of, spots

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.asab.container import Container
    from corscheck.contract.foreign_origins import Stranger
    from corscheck.contract.openapi import Route
    from corscheck.fetch.request import Credentials
    from corscheck.rules.live._case import Case, Intent

__all__ = ["MAX_CASES", "Axes", "plan"]

MAX_CASES = 20_000
"""More cases than that for one container are not planned; the caller says that some were left out."""

_THOROUGH = 10  # paths on which every stranger is tried that all browsers can send

# ASAB's own management API and documentation pages: not what pages of other origins call.
_OWN_ROUTES = ("/asab/", "/doc", "/oauth2-redirect.html")


def plan(
    container: Container,
    intent: Intent,
    base_url: str,
    axes: Axes,
    routes: Iterable[Route] = (),
    limit: int = MAX_CASES,
) -> list[Case]:
    """The cases for one container, each once, at most `limit`.

    The order is that of the configuration: promised paths, their edges, what they do not cover, the
    service's routes, then the origins that must not get in.
    """
    planner = _Planner(Cases(container, intent, base_url, axes), list(routes))
    found: dict[str, Case] = {}
    for case in planner.cases():
        found.setdefault(case.id, case)
        if len(found) >= limit:
            break
    return list(found.values())


class _Planner:
    def __init__(self, make: Cases, routes: list[Route]) -> None:
        self.make = make
        self.container, self.intent, self.axes = make.container, make.intent, make.axes
        self.methods, self.origins, self.credentials = make.methods, make.origins, make.credentials
        self.routes = routes

    def cases(self) -> Iterator[Case]:
        if not self.container.cors_enabled:
            yield from self._switched_off()
            return
        found = list(spots(self.container, self.axes.paths))
        for spot in found:
            yield from self._of_spot(spot)
        for route in self._routes():
            yield from self._of_route(route)
        inside = [spot for spot in found if spot.kind == "promised" and spot.covered]
        if self.axes.strangers:
            yield from self._of_strangers(inside)
        yield from self._error_pages(inside)

    def _of_spot(self, spot: Spot) -> Iterator[Case]:
        """Every origin and credentials mode; every method where the path was written for them."""
        thorough = spot.kind == "promised"
        promised = spot.covered or spot.kind == "lost"
        for origin in self.origins:
            for credentials in self.credentials if thorough else self.credentials[:1]:
                for method in self.methods if thorough else self.methods[:1]:
                    yield self.make.preflight(spot, method, origin, credentials, promised=promised)
            if thorough:
                yield from self.make.sent(spot, origin, self.methods)

    def _routes(self) -> Iterator[Route]:
        """The routes that pages of other origins may be meant to call, with the methods asked for."""
        for route in self.routes:
            asked = not self.axes.methods or route.method in self.axes.methods
            if asked and not route.path.startswith(_OWN_ROUTES):
                yield route

    def _of_route(self, route: Route) -> Iterator[Case]:
        """Whether pages can call a route of the service; uncovered ones are only looked at."""
        covered = self.container.covers(route.path)
        if not covered and route.method in ("GET", "HEAD"):
            return  # pages can read it without a preflight
        at = entry_of(self.container, route.path)
        spot = Spot(route.path, covered, "route", at, f"route {route.method} {route.template}")
        for origin in self.origins:
            for credentials in self.credentials:
                yield self.make.preflight(spot, route.method, origin, credentials, promised=covered)
            yield from self.make.sent(spot, origin, (route.method,), only=True)

    def _of_strangers(self, inside: list[Spot]) -> Iterator[Case]:
        """All strangers on the first path, fewer on the others, and one that is made up on every route."""
        anyone = self.intent.mode == "anyone"
        mode: Credentials = "include" if anyone else "omit"
        if anyone and self.intent.credentials:
            return  # the configuration lets everybody in, with cookies
        named = [] if anyone else [entry.origin for entry in self.intent.origins]
        for number, stranger in enumerate(strangers(named)):
            general = number < 3
            if stranger.sendable == "never" or (anyone and not general):
                continue
            if not anyone and self.intent.allows(stranger.origin):
                continue
            several = _THOROUGH if stranger.sendable == "yes" else 1
            for spot in inside if general else inside[:several]:
                methods = self.methods if general and spot is inside[0] else self.methods[:1]
                yield from self._of_stranger(stranger, spot.path, mode, methods, self.methods)
            for route in self._routes() if number == 0 else ():
                method = (route.method,)
                covered = self.container.covers(route.path)
                yield from self._of_stranger(
                    stranger, route.path, mode, method if covered else (), method, only=True
                )

    def _of_stranger(
        self,
        stranger: Stranger,
        path: str,
        mode: Credentials,
        methods: Sequence[str],
        sent: Sequence[str],
        *,
        only: bool = False,
    ) -> Iterator[Case]:
        """Preflights for `methods`; if that was asked for, also requests that are really `sent`."""
        spot = Spot(path, bool(methods), "stranger", self.container.cors, stranger.weakness)
        severity = stranger.severity
        for method in methods:
            yield self.make.preflight(spot, method, stranger.origin, mode, promised=False, severity=severity)
        yield from self.make.sent(spot, stranger.origin, sent, only=only, mode=mode, severity=severity)

    def _error_pages(self, inside: list[Spot]) -> Iterator[Case]:
        """With `--send`: a path below a promised one that most likely does not exist."""
        if not self.axes.send or self.axes.paths:
            return
        for spot in inside:
            path = f"{spot.path.rstrip('/')}-missing"
            if self.container.covers(path):
                missing = spot._replace(path=path, kind="error-page", note="a path that does not exist")
                yield from self.make.sent(missing, self.origins[0], ("GET",), only=True)

    def _switched_off(self) -> Iterator[Case]:
        """CORS is off: no answer may carry its headers, preflight or not."""
        paths = list(self.axes.paths) or ["/", *(route.path for route in self.routes)]
        if not self.axes.paths:
            paths += [found[0].path for entry in self.container.paths if (found := samples(entry.token))]
        for path in dict.fromkeys(paths):
            spot = Spot(path, covered=False, kind="off", at=self.container.cors, note="CORS is off")
            for origin in self.origins:
                yield self.make.preflight(spot, self.methods[0], origin, self.credentials[0], promised=False)
                yield from self.make.sent(spot, origin, ("GET",))
