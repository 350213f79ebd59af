"""Checks without a result: no answer came, or nothing was sent. They become errors of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.route_verdicts import NOT_SENT
from corscheck.exchange import NO_HTTP, Failure
from corscheck.run_report import RunError
from corscheck.text import first_of, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.errors import ErrorKind
    from corscheck.run_report import Check, Report
    from corscheck.tried import RouteVerdict

_KINDS: dict[str, ErrorKind] = {**dict.fromkeys(NO_HTTP, "not-http"), "deadline": "deadline"}
"""Kind of a failure → of the error; all others are `unreachable`."""


def with_untested(report: Report) -> Report:
    """The report with an error for each kind of check without a result."""
    return report._replace(errors=(*report.errors, *untested(report.checks or ()), *_not_sent(report.routes)))


def _not_sent(routes: Iterable[RouteVerdict]) -> Iterator[RunError]:
    """One error for each service with routes that only the request itself, which was not sent, would test."""
    groups: dict[tuple[str, str], dict[str, None]] = {}
    for route in routes:
        if route.callable is None and route.cause == NOT_SENT and not route.intended:
            name = f"{route.method} {route.template or route.path}"
            groups.setdefault((route.service, route.base_url), {})[name] = None
    for (service, base_url), names in groups.items():
        yield RunError(
            "not-tested",
            f"it is not known whether pages can call {listed(names)}: no preflight path covers "
            f"{'it' if len(names) == 1 else 'them'}, and the answer to OPTIONS does not show it",
            "--send makes GET and HEAD requests; `internal` of the [[service]] names what pages do not call",
            service=service or None,
            target=base_url,
        )


def untested(checks: Iterable[Check]) -> list[RunError]:
    """One error for each service and reason for which checks got no answer or were not sent."""
    groups: dict[tuple[str, ErrorKind, str], list[Check]] = {}
    total: dict[str, int] = {}
    for check in checks:
        service = dict(check.axes).get("service", "")
        total[service] = total.get(service, 0) + 1
        if check.outcome == "unreachable" and isinstance(check.answer, Failure):
            kind = _KINDS.get(check.answer.kind, "unreachable")
            groups.setdefault((service, kind, check.answer.message), []).append(check)
        elif check.outcome == "skipped":
            groups.setdefault((service, "not-tested", _why(check)), []).append(check)
    return [_error(*key, group, total[key[0]]) for key, group in groups.items()]


def _why(check: Check) -> str:
    """Why nothing was sent."""
    if check.result == "request_rejected":
        return "no browser sends this request"
    if check.result == "not_cross_origin":
        return "the page and the service have the same origin, so that CORS does not apply"
    return "it needs no preflight, and is not sent itself"


def _error(service: str, kind: ErrorKind, why: str, checks: Sequence[Check], total: int) -> RunError:
    first = checks[0]
    which = f"{len(checks)} of {total} checks ({first_of([check.title for check in checks], 1)})"
    target = _base_url(first.request.url) if first.request else None
    sent = f"not sent: {which}" if kind == "not-tested" else f"no answer to {which}"
    if kind != "not-tested" and len(checks) == total:
        sent = f"{target} answers a plain GET, but nothing that is tried"
    help_ = None
    if kind == "not-tested" and first.result not in ("request_rejected", "not_cross_origin"):
        help_ = "--send makes GET and HEAD requests, --send-unsafe those of all methods"
    return RunError(
        kind,
        f"{sent}: {why}",
        help_,
        service=service or None,
        target=target,
        span=first.span,
    )


def _base_url(url: str) -> str:
    """Scheme and authority of a URL."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}"
