"""Errors of a live run: why a service was not tried, where it is configured, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.asab.provenance import shown_message
from corscheck.errors import Unreachable
from corscheck.rules.live.unserved import container_half_dead, preflight_path_lost
from corscheck.run_report import RunError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.asab.container import Container
    from corscheck.errors import CorscheckError
    from corscheck.findings import Finding
    from corscheck.live.target import Place, Target

_REPORT_IT = frozenset({container_half_dead.code, preflight_path_lost.code})
"""Codes of findings that say that the server runs with another configuration."""


def of_exception(error: CorscheckError, target: Target, place: Place | None, *, tried: bool) -> RunError:
    """The error for an exception that concerns a service, or one of its web containers.

    `tried`: whether some checks were made before.
    """
    found = RunError.of(error, **_where(target, place), untested=None if tried else "service")
    unreached = isinstance(error, Unreachable)
    reason = does_not_start(place.container) if place and unreached else None
    return found._replace(help="; ".join(part for part in (found.help, reason) if part) or None)


def internal(error: Exception, target: Target) -> RunError:
    """An internal error while a service was tried."""
    return RunError(
        "internal",
        f"a mistake in corscheck: {type(error).__name__}: {error}",
        "please report it with the lines on standard error",
        **_where(target, None),
        untested="service",
    )


def unanswered(target: Target, place: Place, number: int, left: int) -> RunError:
    """A server answered none of the first `number` requests; `left` requests were not sent."""
    return RunError(
        "unreachable",
        f"{place.base_url}: stopped after {number} requests without an answer, {left} were not sent",
        **_where(target, place),
    )


def no_service(target: Target, place: Place, status: int) -> RunError:
    """A proxy answers everything itself, so that the service was not tested."""
    return RunError(
        "unreachable",
        f"{place.base_url} answers {status} to everything: a proxy there does not reach the service",
        "is the service running? (--wait waits for it)",
        **_where(target, place),
    )


def other_configuration(target: Target, place: Place, findings: Iterable[Finding]) -> RunError | None:
    """A server answers although ASAB does not start with the configuration.

    None where it starts, or where one of the findings reports that it does not.
    """
    reason = does_not_start(place.container)
    if reason is None or any(finding.code in _REPORT_IT for finding in findings):
        return None
    where = _where(target, place)
    if place.container.error and place.container.error.span:
        where["span"] = place.container.error.span
    return RunError(
        "not-loaded",
        f"{place.base_url} answers, but {reason}: the server runs with another configuration, "
        "so that its answers prove nothing about this one",
        "correct the configuration and restart the service",
        **where,
    )


def interrupted(target: Target, place: Place | None) -> RunError:
    """The run was interrupted while a service was tried."""
    about = place.base_url if place else target.label
    return RunError("interrupted", f"interrupted while {about} was tried", **_where(target, place))


def left_over(target: Target) -> RunError:
    """A service was not tried before the run was interrupted."""
    message = f"{target.label} was not tried: the run was interrupted before"
    return RunError("not-tested", message, **_where(target, None), untested="service")


def _where(target: Target, place: Place | None) -> dict[str, Any]:
    return {
        "service": target.label,
        "target": place.base_url if place else target.url,
        "span": place.span if place else target.at,
        "file": target.config or None,
    }


def does_not_start(container: Container) -> str | None:
    """The error in the configuration that would explain why nothing answers, as a clause."""
    error = container.error
    if error is None:
        return None
    where = f"{error.span.source.path}:{error.span.line}: " if error.span else ""
    return (
        "with this configuration ASAB does not start (`corscheck lint` explains it): "
        f"{where}{error.type}: {shown_message(error, ())}"
    )
