"""Planning: a container, its routes and the user's options → cases, in a stable order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.cases import Axes, Cases
from corscheck.contract.foreign_origins import foreign_origins
from corscheck.contract.path_targets import samples
from corscheck.contract.targets import PathTarget, entry_of, paths_to_try
from corscheck.fetch.url import parse_url

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence

    from corscheck.asab.container import Container
    from corscheck.contract.foreign_origins import ForeignOrigin
    from corscheck.contract.openapi import Route
    from corscheck.fetch.request import Credentials
    from corscheck.rules.live._case import Case, Intent, Kind
    from corscheck.source import Value

__all__ = ["MAX_CASES", "Axes", "first_of_paths", "plan"]

MAX_CASES = 200_000
"""Cases for one container at most; the caller reports that others were left out."""

_GENERAL = 3  # the first foreign origins, which do not depend on what is allowed: tried on every path

# Most incorrect comparisons accept one of these. Of the first allowed origin, they are tried on every path.
_COMMON = ("surround", "append", "prepend-registrable", "prepend-host", "child", "dot-1")

# ASAB's own management API and documentation pages: not what pages of other origins call.
_OWN_ROUTES = ("/doc", "/oauth2-redirect.html")
_OWN_FOLDER = "/asab/"


def plan(
    container: Container,
    intent: Intent,
    base_url: str,
    axes: Axes,
    routes: Iterable[Route] = (),
    limit: int = MAX_CASES,
    groups: Mapping[str, Hashable] | None = None,
) -> list[Case]:
    """The cases for one container, each once, at most `limit`.

    The order is that of the configuration: covered paths, their edges, what they do not cover, the
    service's routes, then the origins that must not be allowed.

    Combinations that cannot make a difference are left out: without paths of the user, every origin and every
    method is tried on every covered path, but all of their combinations on the first path only. Foreign
    origins are tried on one path of each group of paths that answer alike.

    Args:
        container: with its preflight paths.
        intent: whom its `cors` means to allow.
        base_url: where it answers.
        axes: what the user asked to try.
        routes: of the service.
        limit: number of cases.
        groups: the group of each path whose answers differ from those of others; paths that it does not
            name are one group.
    """
    planner = _Planner(Cases(container, intent, base_url, axes), list(routes), groups or {})
    found: dict[str, Case] = {}
    for case in planner.cases():
        found.setdefault(case.id, case)
        if len(found) >= limit:
            break
    return list(found.values())


def first_of_paths(container: Container, intent: Intent, base_url: str, axes: Axes, most: int) -> list[Case]:
    """The first case of each covered path, at most so many; without any the first case.

    No more of the plan is made than that takes.
    """
    covered: dict[str, Case] = {}
    others: list[Case] = []
    for case in _Planner(Cases(container, intent, base_url, axes), [], {}).cases():
        if case.kind == "covered":
            covered.setdefault(case.path, case)
        elif not others:
            others.append(case)
        if len(covered) >= most:
            break
    return list(covered.values()) or others


def is_own(route: Route) -> bool:
    """Whether a route is one of ASAB's own: its management API, its documentation pages."""
    return route.path in _OWN_ROUTES or route.path.startswith(_OWN_FOLDER)


class _Planner:
    def __init__(self, make: Cases, routes: list[Route], groups: Mapping[str, Hashable]) -> None:
        self.make = make
        self.container, self.intent, self.axes = make.container, make.intent, make.axes
        self.methods, self.origins, self.credentials = make.methods, make.origins, make.credentials
        self.routes = routes
        self.groups = groups

    @property
    def _server(self) -> str | None:
        """The origin of the server that is asked."""
        url = parse_url(self.make.base_url)
        return url.origin if url is not None else None

    def cases(self) -> Iterator[Case]:
        if not self.container.cors_enabled:
            yield from self._switched_off()
            return
        inside: list[PathTarget] = []
        for target in paths_to_try(self.container, self.axes.paths):
            if target.kind == "covered" and target.covered:
                inside.append(target)
            yield from self._of_path(target, all_pairs=bool(self.axes.paths) or target in inside[:1])
        for route in self._routes():
            yield from self._of_route(route)
        if self.axes.strangers:
            yield from self._of_foreign_origins(inside)
        yield from self._error_pages(inside)

    def _of_path(self, target: PathTarget, *, all_pairs: bool) -> Iterator[Case]:
        """The cases of a path; for one that is not covered on purpose, one preflight.

        `all_pairs`: every combination of origin, credentials mode and method, not only those with the first
        origin and those with the first of both others.
        """
        thorough = target.kind == "covered" or bool(target.route)
        expected = target.covered or target.kind == "dropped"
        for origin in self.origins if thorough else self.origins[:1]:
            everything = thorough and (all_pairs or origin == self.origins[0])
            for credentials in self.credentials if everything else self.credentials[:1]:
                for method in self.methods if everything else self.methods[:1]:
                    yield self.make.preflight(target, method, origin, credentials, expected=expected)
            if thorough:
                yield from self.make.sent(target, origin, self.methods)

    def _routes(self) -> Iterator[Route]:
        """The routes that pages of other origins may call, with the methods that the user asked for."""
        for route in self.routes:
            asked = not self.axes.methods or route.method in self.axes.methods
            if asked and not is_own(route) and route.path not in self.axes.paths:
                yield route

    def _of_route(self, route: Route) -> Iterator[Case]:
        """Whether pages can call a route of the service."""
        covered = self.container.covers(route.path)
        if covered is None:  # reported by CORS009
            return
        at = entry_of(self.container, route.path)
        target = _target(route, "route", at, covered=covered)
        for origin in self.origins:
            for credentials in self.credentials:
                yield self.make.preflight(target, route.method, origin, credentials, expected=covered)
            yield from self.make.sent(target, origin, (route.method,), only=True)

    def _of_foreign_origins(self, inside: list[PathTarget]) -> Iterator[Case]:
        """The general and most common ones on every path, all on one of each group, one on every route."""
        anyone = self.intent.mode == "anyone"
        mode: Credentials = "include" if anyone else "omit"
        if anyone and self.intent.credentials:
            return  # the configuration allows every origin, with cookies
        named = [] if anyone else [entry.origin for entry in self.intent.origins]
        first_of_group = {self.groups.get(target.path): target for target in reversed(inside)}
        representatives = [target for target in inside if target in first_of_group.values()]
        seen: set[str] = set()
        for number, foreign in enumerate(foreign_origins(named, self._server)):
            general = number < _GENERAL
            everywhere = general or (foreign.id in _COMMON and foreign.id not in seen)
            seen.add(foreign.id)
            if foreign.sendable == "never" or (anyone and not general):
                continue
            if not anyone and self.intent.allows(foreign.origin):
                continue
            some = representatives if foreign.sendable == "yes" else representatives[:1]
            for target in inside if everywhere else some:
                methods = self.methods if general and target is inside[0] else self.methods[:1]
                yield from self._of_foreign_origin(foreign, target.path, mode, methods, self.methods)
            for route in self._routes() if number == 0 else ():
                method = (route.method,)
                covered = self.container.covers(route.path)
                yield from self._of_foreign_origin(
                    foreign, route.path, mode, method if covered else (), method, only=True
                )

    def _of_foreign_origin(
        self,
        foreign: ForeignOrigin,
        path: str,
        mode: Credentials,
        methods: Sequence[str],
        sent: Sequence[str],
        *,
        only: bool = False,
    ) -> Iterator[Case]:
        """Preflights for `methods`; if the user asked for it, also real requests with the methods `sent`."""
        target = PathTarget(path, bool(methods), "foreign", self.container.cors, foreign.weakness)
        severity = foreign.severity
        for method in methods:
            yield self.make.preflight(target, method, foreign.origin, mode, expected=False, severity=severity)
        yield from self.make.sent(target, foreign.origin, sent, only=only, mode=mode, severity=severity)

    def _error_pages(self, inside: list[PathTarget]) -> Iterator[Case]:
        """With `--send`: a path below a covered one that most likely does not exist."""
        if not self.axes.send or self.axes.paths:
            return
        for target in inside:
            path = f"{target.path.rstrip('/')}-missing"
            if self.container.covers(path):
                missing = target._replace(path=path, kind="error-page", note="a path that does not exist")
                yield from self.make.sent(missing, self.origins[0], ("GET",), only=True)

    def _switched_off(self) -> Iterator[Case]:
        """CORS is off: no answer may carry its headers, preflight or not."""
        routes = list(self._routes())
        for route in routes:
            target = _target(route, "off", self.container.cors, covered=False)
            for origin in self.origins:
                yield self.make.preflight(target, route.method, origin, self.credentials[0], expected=False)
                yield from self.make.sent(target, origin, (route.method,), only=True)
        paths = list(self.axes.paths) or ["/", *(route.path for route in self.routes)]
        if not self.axes.paths:
            paths += [found[0].path for entry in self.container.paths if (found := samples(entry.token))]
        tried = {route.path for route in routes}
        for path in dict.fromkeys(path for path in paths if path not in tried):
            asked = path if self.axes.paths else ""
            target = PathTarget(
                path, covered=False, kind="off", at=self.container.cors, note="CORS is off", route=asked
            )
            for origin in self.origins:
                yield self.make.preflight(
                    target, self.methods[0], origin, self.credentials[0], expected=False
                )
                yield from self.make.sent(target, origin, ("GET",))


def _target(route: Route, kind: Kind, at: Value | None, *, covered: bool) -> PathTarget:
    return PathTarget(route.path, covered, kind, at, f"route {route.method} {route.template}", route.template)
