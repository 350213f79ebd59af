"""Routes of the service: whether a preflight path has to cover them, and which are not meant for pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.routes import Route, decoded, request_path
from corscheck.limits import LimitReached

if TYPE_CHECKING:
    from corscheck.rules.live._case import Case
    from corscheck.rules.live._observation import Trial

_WITHOUT_PREFLIGHT = ("GET", "HEAD")
"""Methods with which a page can do without a preflight, if it sets no header that needs one."""


def is_simple(case: Case) -> bool:
    """Whether pages can make the request without a preflight, so that no preflight path has to cover it."""
    return case.request.method in _WITHOUT_PREFLIGHT


def is_uncovered(trial: Trial, case: Case) -> bool:
    """Whether CORS is on and no preflight path covers the request path, whose query does not matter."""
    return trial.container.cors_enabled and trial.container.covers(request_path(case.path)) is False


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
