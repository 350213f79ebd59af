"""What a live run tried: web containers, and whether pages can call the routes of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


class RouteVerdict(NamedTuple):
    """Whether a browser allows pages of one origin to call one route of a service."""

    service: str  # its name in reports
    base_url: str
    origin: str  # as browsers send it
    credentials: str  # the mode of the request
    method: str
    path: str  # as sent, without the base URL
    callable: bool | None  # None: not known
    step: str | None = None  # at which browsers block it
    cause: str | None = None  # why it cannot be called, or is not known: the name of a rule, or a word
    message: str = ""  # the same for people: a clause
    codes: tuple[str, ...] = ()  # of the findings about it
    checks: tuple[str, ...] = ()  # ids of the checks that show it
    sent: bool = False  # whether the request itself was sent; if not, a preflight shows it
    invented: bool = False  # whether the origin is an example: the configuration names none
    intended: bool = False  # whether an `[[expect]]` table says that it is to be blocked
    template: str = ""  # the path as documented, such as `/notes/{id}`

    @property
    def tried(self) -> bool:
        """Whether anything was sent that shows whether it can be called."""
        return self.callable is not None or self.cause not in ("not-sent", "not-tried")


class Tried(NamedTuple):
    """A web container that was tried."""

    service: str  # its name in reports
    base_url: str
    running: str = ""  # what runs there, such as `ASAB 25.15`; empty: nothing shows it
    paths: int = 0  # items of `cors_preflight_paths` that were tried
    unknown: str | None = None  # why the service's own routes are not known; None: they are
    planned: int = 0  # checks in the whole plan, of all shards
    plan: str = ""  # of a shard: digest of what is tried and how it is judged, the same for all of one run


def merged_routes(routes: Iterable[RouteVerdict]) -> tuple[RouteVerdict, ...]:
    """One verdict for each route and page: shards of a run may have tried its preflight and itself apart."""
    found: dict[tuple[str, ...], RouteVerdict] = {}
    for route in routes:
        key = (route.service, route.base_url, route.origin, route.credentials, route.method, route.path)
        known = found.setdefault(key, route)
        if known is route:
            continue
        # What was tried counts; of that, the worst.
        worst = min(known, route, key=lambda one: (not one.tried, (False, None, True).index(one.callable)))
        found[key] = worst._replace(
            codes=tuple(dict.fromkeys((*known.codes, *route.codes))),
            checks=tuple(dict.fromkeys((*known.checks, *route.checks))),
            sent=known.sent or route.sent,
        )
    return tuple(found.values())
