"""What is to be tried: from a container, its routes and what was asked for to cases, in a stable order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from corscheck.contract.paths import LABEL, Sample, outside, samples
from corscheck.contract.strangers import label, strangers
from corscheck.fetch.request import FetchRequest
from corscheck.rules.observation import Case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.asab.model import Container
    from corscheck.contract.openapi import Route
    from corscheck.fetch.request import Credentials
    from corscheck.findings import Severity
    from corscheck.rules.observation import Intent, Kind
    from corscheck.source import Span, Value

MAX_CASES = 20_000
"""More cases than that for one container are not planned; the caller says that some were left out."""

_SEPARATOR = re.compile(r"[,\s]+")
# Only an example in MDN's documentation; ASAB lists it, nobody sends it.
_EXAMPLE_HEADER = "x-pingother"
_VALUES = {"authorization": "Bearer corscheck", "content-type": "application/json"}
# ASAB's own management API and documentation pages: not what pages of other origins call.
_OWN_ROUTES = ("/asab/", "/doc", "/oauth2-redirect.html")


class Axes(NamedTuple):
    """What the user asked to try; empty: what the configuration promises."""

    paths: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()  # names
    credentials: tuple[Credentials, ...] = ()
    strangers: bool = True
    send: bool = False  # also the real request, safe methods only
    send_unsafe: bool = False
    send_headers: tuple[tuple[str, str], ...] = ()  # of real requests


class _Place(NamedTuple):
    """A request path with what the configuration says about it."""

    path: str
    covered: bool
    kind: Kind
    at: Span | Value | None
    note: str


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
    planner = _Planner(container, intent, base_url, axes, list(routes))
    found: dict[str, Case] = {}
    for case in planner.cases():
        found.setdefault(case.id, case)
        if len(found) >= limit:
            break
    return list(found.values())


class _Planner:
    def __init__(
        self, container: Container, intent: Intent, base_url: str, axes: Axes, routes: list[Route]
    ) -> None:
        self.container = container
        self.intent = intent
        self.base_url = base_url.rstrip("/")
        self.axes = axes
        self.routes = routes
        self.methods = axes.methods or promised_methods(container)
        self.headers = axes.headers or promised_headers(container)
        self.origins = axes.origins or tuple(dict.fromkeys(entry.origin for entry in intent.origins))
        self.credentials = axes.credentials or (("omit", "include") if intent.credentials else ("omit",))
        if not self.origins:
            # Nobody is named: any page may stand for all, and a name nobody has is nobody's.
            self.origins = (f"https://{label(container.section)}.example",)

    def cases(self) -> Iterator[Case]:
        if not self.container.cors_enabled:
            yield from self._switched_off()
            return
        places = list(self._places())
        for place in places:
            yield from self._of_place(place)
        for route in self.routes:
            yield from self._of_route(route)
        inside = [place for place in places if place.kind == "promised" and place.covered]
        if self.axes.strangers and inside:
            yield from self._of_strangers(inside)
        yield from self._error_pages(inside)

    def _places(self) -> Iterator[_Place]:
        """The request paths to try, with the entry of the list that each belongs to."""
        if self.axes.paths:
            for path in self.axes.paths:
                covered = self.container.covers(path)
                at = self._entry(path)
                yield _Place(path, covered, "promised" if covered else "outside", at, "asked for")
            return
        for entry in self.container.paths:
            # What melted together is a path that nobody meant; its items come below.
            if entry.error is None and not _SEPARATOR.search(entry.value.text):
                for sample in samples(entry.token):
                    yield self._place(sample, entry.value)
        for value, sample in lost_paths(self.container):
            yield _Place(sample.path, covered=False, kind="lost", at=value, note=sample.note)
        stray = outside([entry.token for entry in self.container.paths])
        if not self.container.covers(stray.path):
            yield self._place(stray, self.container.values.get("cors_preflight_paths"))

    def _place(self, sample: Sample, at: Value | None) -> _Place:
        covered = self.container.covers(sample.path)
        kind: Kind = "outside"
        if covered:
            kind = "promised" if sample.place == "inside" else "edge"
        elif sample.place in ("edge", "twist"):
            kind = "edge"
        return _Place(sample.path, covered, kind, at, sample.note)

    def _of_place(self, place: _Place) -> Iterator[Case]:
        """Every origin and credentials mode; every method where the path was written for them."""
        thorough = place.kind == "promised"
        promised = place.covered or place.kind == "lost"
        for origin in self.origins:
            for credentials in self.credentials if thorough else self.credentials[:1]:
                for method in self.methods if thorough else self.methods[:1]:
                    yield self._preflight(place, method, origin, credentials, promised=promised)
            if thorough:
                yield from self._sent(place, origin, self.methods)

    def _of_route(self, route: Route) -> Iterator[Case]:
        """Whether pages can call a route of the service; uncovered ones are only looked at."""
        if route.path.startswith(_OWN_ROUTES) or route.method not in (self.axes.methods or (route.method,)):
            return
        covered = self.container.covers(route.path)
        if not covered and route.method in ("GET", "HEAD"):
            return  # pages can read it without a preflight
        at = self._entry(route.path)
        place = _Place(route.path, covered, "route", at, f"route {route.method} {route.template}")
        for origin in self.origins:
            for credentials in self.credentials:
                yield self._preflight(place, route.method, origin, credentials, promised=covered)
            yield from self._sent(place, origin, (route.method,))

    def _of_strangers(self, inside: list[_Place]) -> Iterator[Case]:
        """All strangers on the first path; on the others, and with other methods, those that tell most."""
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
            for place in inside if general else inside[:1]:
                stranged = place._replace(kind="stranger", at=self.container.cors, note=stranger.weakness)
                methods = self.methods if general and place is inside[0] else self.methods[:1]
                for method in methods:
                    yield self._preflight(
                        stranged, method, stranger.origin, mode, promised=False, severity=stranger.severity
                    )
                yield from self._sent(stranged, stranger.origin, self.methods, mode, stranger.severity)

    def _error_pages(self, inside: list[_Place]) -> Iterator[Case]:
        """With `--send`: a path below a promised one that most likely does not exist."""
        if not self.axes.send or self.axes.paths:
            return
        for place in inside:
            path = f"{place.path.rstrip('/')}-missing"
            if self.container.covers(path):
                missing = place._replace(path=path, kind="error-page", note="a path that does not exist")
                yield from self._sent(missing, self.origins[0], ("GET",))

    def _switched_off(self) -> Iterator[Case]:
        """CORS is off: no answer may carry its headers, preflight or not."""
        paths = list(self.axes.paths) or ["/", *(route.path for route in self.routes)]
        if not self.axes.paths:
            paths += [found[0].path for entry in self.container.paths if (found := samples(entry.token))]
        for path in dict.fromkeys(paths):
            place = _Place(path, covered=False, kind="off", at=self.container.cors, note="CORS is off")
            for origin in self.origins:
                yield self._preflight(place, self.methods[0], origin, self.credentials[0], promised=False)
                yield from self._sent(place, origin, ("GET",))

    def _preflight(
        self,
        place: _Place,
        method: str,
        origin: str,
        credentials: Credentials,
        *,
        promised: bool,
        severity: Severity | None = None,
    ) -> Case:
        request = FetchRequest(
            self.base_url + place.path,
            origin,
            method,
            tuple((name, _VALUES.get(name.lower(), LABEL)) for name in self.headers),
            credentials,
            preflight_only=True,
        )
        return self._case(place, request, promised=promised, severity=severity)

    def _sent(
        self,
        place: _Place,
        origin: str,
        methods: Iterable[str],
        mode: Credentials | None = None,
        severity: Severity | None = None,
    ) -> Iterator[Case]:
        """The cases in which the request itself is made, as far as that was asked for."""
        wanted = ["GET", "HEAD"] if self.axes.send else []
        if self.axes.send_unsafe:
            wanted += [method for method in methods if method not in wanted]
        if place.kind in ("route", "error-page"):
            wanted = [method for method in wanted if method in methods]
        if not place.covered and place.kind not in ("route", "off", "error-page"):
            return
        modes: dict[Credentials, None] = {mode or self.credentials[0]: None}
        if place.kind == "stranger" and any(name.lower() == "cookie" for name, _ in self.axes.send_headers):
            modes["include"] = None  # who is logged in may be answered otherwise
        promised = place.kind not in ("stranger", "off")
        for method in wanted:
            for credentials in modes:
                request = FetchRequest(
                    self.base_url + place.path,
                    origin,
                    method,
                    self.axes.send_headers,
                    credentials,
                    send_unsafe=self.axes.send_unsafe,
                )
                yield self._case(place, request, promised=promised, severity=severity)

    def _case(
        self, place: _Place, request: FetchRequest, *, promised: bool, severity: Severity | None
    ) -> Case:
        allowed = promised and self.intent.allows(request.origin)
        if request.credentials == "include" and self.intent.mode == "anyone":
            allowed = allowed and self.intent.credentials
        kind = place.kind
        if kind in ("promised", "edge") and place.covered and not self.intent.allows(request.origin):
            kind = "foreign"
        entry = self.intent.entry(request.origin)
        at = place.at
        if kind == "foreign" or (allowed and at is None):
            at = entry.value if entry else self.container.cors
        return Case(
            f"{self.container.section} {kind} {request.method} {place.path} {request.origin} "
            f"{request.credentials} {'preflight' if request.preflight_only else 'sent'}",
            kind,
            self.container.section,
            request,
            place.path,
            "allow" if allowed else "block",
            self._reason(request, kind, allowed=allowed),
            at,
            place.note,
            severity,
        )

    def _reason(self, request: FetchRequest, kind: Kind, *, allowed: bool) -> str:
        if allowed:
            who = "`cors` lets every origin in" if self.intent.mode == "anyone" else "`cors` names the origin"
            names = "" if self.intent.mode == "anyone" else f" with exactly {request.origin}"
            return f"answered{names}, because {who} and `cors_preflight_paths` covers the path"
        if kind == "off":
            return "`cors` is empty"
        if kind in ("stranger", "foreign") and self.intent.mode == "anyone":
            return "`*` never lets in requests with credentials"
        if kind in ("stranger", "foreign"):
            return f"no Access-Control-Allow-Origin for it, because `cors` does not name {request.origin}"
        return "no preflight path covers it"

    def _entry(self, path: str) -> Value | None:
        """The first item of the list that covers the path, else the whole list."""
        for entry in self.container.paths:
            if entry.error is None and _matches(entry.token, entry.pattern, path):
                return entry.value
        return self.container.values.get("cors_preflight_paths")


def promised_methods(container: Container) -> tuple[str, ...]:
    """The methods the configuration offers to pages, the one that needs a preflight most first."""
    offered = _list(container, "cors_allow_methods", container.profile.allow_methods)
    order = ("PUT", "POST", "PATCH", "DELETE", "GET")
    known = [method for method in order if method in offered]
    return (*known, *(name for name in offered if name not in (*order, "OPTIONS", "HEAD", "*"))) or ("GET",)


def promised_headers(container: Container) -> tuple[str, ...]:
    """The request headers the configuration offers to pages, as a browser names them in a preflight."""
    offered = _list(container, "cors_allow_headers", container.profile.allow_headers)
    names = sorted({name.lower() for name in offered if name != "*"} - {_EXAMPLE_HEADER})
    return tuple(names) or ("content-type",)


def lost_paths(container: Container) -> Iterator[tuple[Value, Sample]]:
    """Items of `cors_preflight_paths` that were written but never become a route that answers.

    ASAB's split leaves the tenth and all behind it together, and its router refuses others; a path
    that is covered by another item all the same is not lost.
    """
    written = container.values.get("cors_preflight_paths")
    if written is None or not container.cors_enabled:
        return
    limit = container.profile.paths_limit
    items = [item for item in written.strip("\n").split(_SEPARATOR) if item.text]
    lost = items[limit - 1 :] if limit and len(items) > limit else []
    lost += [
        entry.value
        for entry in container.paths
        if entry.error and entry.value.text not in ("", *_texts(lost))
    ]
    for item in lost:
        found = samples("/" + item.text.lstrip("/").replace("*", "{tail:.*}", 1).replace("*", ""))
        if found and not container.covers(found[0].path):
            yield item, found[0]


def _texts(values: Iterable[Value]) -> set[str]:
    return {value.text for value in values}


def _list(container: Container, option: str, default: str) -> list[str]:
    value = container.values.get(option) if container.profile.policy_options else None
    return [item for item in _SEPARATOR.split(default if value is None else value.text) if item]


def _matches(token: str, pattern: re.Pattern[str] | None, path: str) -> bool:
    return path == token if pattern is None else pattern.fullmatch(path) is not None
