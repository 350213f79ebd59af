"""Routes of the service: whether a preflight path has to cover them, and which are not meant for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.routes import Route, decoded, request_path
from corscheck.exchange import Response
from corscheck.limits import LimitReached
from corscheck.rules.live._observation import once

if TYPE_CHECKING:
    from corscheck.rules.live._case import Case
    from corscheck.rules.live._observation import Observation, Trial

_WITHOUT_PREFLIGHT = ("GET", "HEAD")
"""Methods with which a page can do without a preflight, if it sets no header that needs one."""


def is_simple(case: Case) -> bool:
    """Whether pages can make the request without a preflight, so that no preflight path has to cover it."""
    return case.request.method in _WITHOUT_PREFLIGHT


def is_uncovered(trial: Trial, case: Case) -> bool:
    """Whether CORS is on and no preflight path covers the request path, whose query does not matter."""
    return trial.container.cors_enabled and trial.container.covers(request_path(case.path)) is False


@once
def uncovered(trial: Trial) -> dict[Observation, None]:
    """The observations of routes that pages cannot call because no preflight path covers them."""
    if not trial.container.cors_enabled or trial.answers_only_404:
        return {}
    return {
        seen: None
        for seen in trial.observations
        if seen.case.route
        and seen.case.kind != "policy"  # CORS261 reports what an `[[expect]]` table is about
        and not seen.passed
        and _needs_preflight_path(seen)
        and is_uncovered(trial, seen.case)
        and trial.intent.allows(seen.case.request.origin)
        and not is_meant_to_be_blocked(trial, seen.case)
    }


def _needs_preflight_path(seen: Observation) -> bool:
    """Whether the request was blocked at its preflight, or has no headers because of its path."""
    if not isinstance(seen.preflight, Response):
        return False
    if not is_simple(seen.case):
        return True
    later = seen.trial.is_asab and seen.trial.running.profile.cors == "allow-list"
    return later and seen.origin is None


def is_meant_to_be_blocked(trial: Trial, case: Case) -> bool:
    """Whether an `[[expect]]` table says that pages of that origin are blocked from the route."""
    return any(
        (case.any_origin or blocked.request.origin == case.request.origin)
        and blocked.request.method == case.request.method
        and _is_of_route(blocked.path, case)
        for blocked in trial.blocked
    )


def _is_of_route(path: str, case: Case) -> bool:
    """Whether a request path is that of a case, or one of the route that the case tries."""
    path = request_path(path)
    if path in (case.path, case.route):
        return True
    try:
        return Route(case.route).matches(decoded(path)) is True
    except (ValueError, LimitReached):
        return False
