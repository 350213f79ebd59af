"""What is tried on one container: its cases, and what they leave out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corscheck.contract.expectations import policy_cases
from corscheck.contract.intent import read_intent
from corscheck.contract.openapi import read_routes
from corscheck.contract.plan import MAX_CASES, plan
from corscheck.errors import CorscheckError
from corscheck.findings import RunError
from corscheck.openapi_source import AUTO_PATH, openapi_document

if TYPE_CHECKING:
    from corscheck.contract.openapi import Route
    from corscheck.live.target import Place, Target
    from corscheck.rules.live._case import Case
    from corscheck.wire.transport import Connection


class Planned(NamedTuple):
    """The cases for a container, those of the policy last."""

    cases: list[Case]
    errors: tuple[RunError, ...] = ()  # an OpenAPI document that was named and cannot be used
    caveats: tuple[str, ...] = ()  # that its routes are not known


def planned(target: Target, place: Place, connection: Connection, *, offline: bool = False) -> Planned:
    """Plan what to try on a container.

    `offline`: nothing is asked of the service, not even its OpenAPI document.
    """
    container = place.container
    errors: list[RunError] = []
    remote = target.openapi == "auto" or "://" in target.openapi
    wanted = "off" if offline and remote else target.openapi
    routes: list[Route] = []
    try:
        document = openapi_document(wanted, place.base_url, connection)
        routes = read_routes(*document) if document is not None else []
    except CorscheckError as error:
        told = RunError.of(error, service=target.label, target=place.base_url, span=place.span)
        errors.append(told._replace(kind="openapi"))
    cases = plan(container, read_intent(container), place.base_url, target.axes, routes)
    if len(cases) >= MAX_CASES:
        errors.append(_too_many(target, place))
    cases += policy_cases(target.expectations, container.section, place.base_url)
    known = routes or errors or offline or not container.cors_enabled
    return Planned(cases, tuple(errors), () if known else (_unknown_routes(target, place),))


def _unknown_routes(target: Target, place: Place) -> str:
    why = {
        "auto": f"it serves no OpenAPI document with routes at {AUTO_PATH}; --openapi names one",
        "off": "--openapi off",
    }.get(target.openapi, f"there are none in {target.openapi}")
    return (
        f"{place.base_url}: the routes of the service are not known ({why}), "
        "so it was not tested whether the preflight paths cover them"
    )


def _too_many(target: Target, place: Place) -> RunError:
    return RunError(
        "not-tested",
        f"more than {MAX_CASES:,} cases for {place.base_url}: the rest is not tried",
        "--path, --origin, --method and --no-strangers narrow what is tried",
        service=target.label,
        target=place.base_url,
        span=place.span,
    )
