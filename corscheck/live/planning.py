"""Plans the cases of one container, and reports what the plan does not cover."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.expectations import policy_cases
from corscheck.contract.intent import read_intent
from corscheck.contract.named_routes import is_internal, joined
from corscheck.contract.plan import MAX_CASES, is_own, plan
from corscheck.errors import CorscheckError
from corscheck.openapi_source import ServiceRoutes, service_routes
from corscheck.records import NamedTuple
from corscheck.run_report import RunError
from corscheck.text import plural, quoted

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from corscheck.contract.openapi import Route
    from corscheck.live.target import Place, Target
    from corscheck.rules.live._case import Case
    from corscheck.wire.transport import Connection


class Planned(NamedTuple):
    """The cases for one container, those of `[[expect]]` tables last."""

    cases: list[Case]
    errors: tuple[RunError, ...] = ()  # an OpenAPI document that was named and cannot be used or read whole
    caveats: tuple[str, ...] = ()  # notes: its routes are not known, or some are left out
    unknown_routes: str | None = None  # why the service's own routes are not known
    notes: tuple[str, ...] = ()  # which routes are left out on purpose


def planned(
    target: Target,
    place: Place,
    connection: Connection,
    *,
    groups: Mapping[str, Hashable] | None = None,
    offline: bool = False,
) -> Planned:
    """Plan what to try on a container.

    Args:
        target: what to try.
        place: the container and its URL.
        connection: how to reach an OpenAPI document.
        groups: the groups of paths that answer alike; see `plan`.
        offline: send nothing, not even a request for the OpenAPI document.
    """
    container = place.container
    listed, errors = _documented(target, place, connection, offline=offline)
    known = [
        route for route in joined(target.routes, listed.routes) if not is_internal(route, target.internal)
    ]
    if place.service is None:
        cases = plan(container, read_intent(container), place.base_url, target.axes, known, MAX_CASES, groups)
    else:
        cases = _of_any_service(target, place, known, unknown=listed.unknown is not None)
    if len(cases) >= MAX_CASES:
        errors.append(_too_many(target, place))
    errors += _unknown_paths(target, place)
    section = container.section if place.service is None else ""
    cases += policy_cases(target.expectations, section, place.base_url)
    if place.service is not None and not cases:
        help_ = "name others with --path, `routes` of the `[[service]]` or --openapi"
        message = f"{place.base_url}: no route is left to try (--method, `internal`)"
        errors.append(_not_tested(target, place, message, help_))
    caveats = [*listed.notes]
    if listed.unread and target.openapi == "auto":
        caveats.append(_unread(place, listed))
    named = bool(target.routes or target.axes.paths)
    unknown = None if named or offline or not container.cors_enabled else listed.unknown
    if unknown:
        caveats.append(_unknown_routes(place, unknown))
    own = [route for route in known if is_own(route)]
    notes = (_own_routes(place, own),) if own else ()
    return Planned(cases, tuple(errors), tuple(caveats), unknown, notes)


def _documented(
    target: Target, place: Place, connection: Connection, *, offline: bool
) -> tuple[ServiceRoutes, list[RunError]]:
    """The routes in the OpenAPI document, and an error where it cannot be used, or not be read whole."""
    remote = target.openapi == "auto" or "://" in target.openapi
    wanted = "off" if offline and remote else target.openapi
    try:
        listed = service_routes(wanted, place.base_url, connection)
    except CorscheckError as error:
        unusable = RunError.of(error, service=target.label, target=place.base_url, span=place.span)
        return ServiceRoutes(), [unusable._replace(kind="openapi")]
    if not listed.unread or (target.openapi == "auto" and target.axes.paths):
        return listed, []
    help_ = "name a document with fewer routes, or several services with a document each"
    return listed, [_not_tested(target, place, _unread(place, listed), help_)]


def _unread(place: Place, listed: ServiceRoutes) -> str:
    return f"{place.base_url}: routes were not tested: {listed.unread}"


def _own_routes(place: Place, own: Sequence[Route]) -> str:
    return (
        f"{place.base_url}: {plural(len(own), 'route')} of ASAB itself, such as {own[0].path}, "
        f"{'was' if len(own) == 1 else 'were'} not tried; --path tries them"
    )


def _of_any_service(target: Target, place: Place, known: list[Route], *, unknown: bool) -> list[Case]:
    """The cases for a service without a configuration; a GET of its URL where nothing says what it serves."""
    from corscheck.contract import any_service  # noqa: PLC0415  # only where it is one

    routes = any_service.routes_of(target.axes, [route for route in known if not is_own(route)])
    whole = not routes and unknown and not target.expectations
    if whole:
        routes = (any_service.base_route(place.base_url),)
    origins = any_service.origins_of(target.axes, target.expectations)
    wanted = any_service.Wanted(place.base_url, origins, routes, target.expectations, place.service, whole)
    return any_service.plan_any(wanted, target.axes, MAX_CASES)


def _unknown_routes(place: Place, reason: str) -> str:
    if place.service is not None:
        return (
            f"{place.base_url}: the routes of the service are not known ({reason}): only what is named was "
            "tried; --path, `routes` of the `[[service]]` and --openapi name others"
        )
    return (
        f"{place.base_url}: the routes of the service are not known ({reason}), so it was not tested whether "
        "the preflight paths cover them. Name them: an OpenAPI document (--openapi URL|FILE), routes in "
        "its [[service]] table, or --path and --method"
    )


def _unknown_paths(target: Target, place: Place) -> list[RunError]:
    """Preflight paths with expressions for which it is not known what they cover."""
    paths = place.container.paths if place.container.cors_enabled else ()
    return [
        _not_tested(
            target,
            place,
            f"preflight path {quoted(path.value.text)} is not tested: it is not known what it covers",
            "write a simpler expression",
        )
        for path in paths
        if not all(route.is_known for route in path.routes)
    ]


def _too_many(target: Target, place: Place) -> RunError:
    message = f"more than {MAX_CASES:,} cases for {place.base_url}: the rest is not tried"
    return _not_tested(
        target, place, message, "--path, --origin, --method and --no-strangers narrow what is tried"
    )


def _not_tested(target: Target, place: Place, message: str, help_: str) -> RunError:
    return RunError(
        "not-tested", message, help_, service=target.label, target=place.base_url, span=place.span
    )
