"""Waiting until a server is ready: until it answers anything at all in HTTP."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from corscheck.errors import DeadlinePassed, LaunchFailed, NotHttp, Unreachable
from corscheck.exchange import GATEWAY_ERRORS, NO_HTTP, Failure, Request, Response
from corscheck.wire.send import MORE_TIME, Wire

if TYPE_CHECKING:
    from corscheck.wire.launch import Service
    from corscheck.wire.transport import Connection

FIRST_PAUSE, LONGEST_PAUSE = 0.05, 0.25  # a refused connection costs less than a late start


def wait_until_ready(
    options: Connection,
    url: str,
    seconds: float,
    service: Service | None = None,
    *,
    gateway: bool = False,
) -> Response:
    """GET `url` again and again until any HTTP answer comes; 404 and 405 are as good as 200.

    With `gateway`, a proxy may be in front of the service: 502, 503 and 504 do not count as answers as
    long as there is time.

    Raises `Unreachable` when `seconds` have passed, with the last failure and the time spent,
    `LaunchFailed`, also at once when `service` has ended, with what it wrote, and `DeadlinePassed` when the
    time of the whole run is over.
    """
    options = options.started()
    start = time.monotonic()
    pause = FIRST_PAUSE
    with Wire(options._replace(timeout=min(options.timeout, seconds), retries=0, rate=None)) as wire:
        while True:
            answer = wire.send(Request("GET", url, (("Accept", "*/*"),)))
            if service and service.returncode is not None:
                raise LaunchFailed(ended_message(service, "before it was ready"))
            if isinstance(answer, Response) and not (gateway and answer.status in GATEWAY_ERRORS):
                return answer
            spent = time.monotonic() - start
            if time.monotonic() >= options.end:
                waited = f"{url} was not ready after {spent:.1f} s: {options.too_late}"
                raise DeadlinePassed(waited + (_wrote(service) if service else ""), MORE_TIME)
            if spent + pause > seconds:
                if isinstance(answer, Response) and not service:
                    return answer  # it may be the service's own
                reason = answer.message if isinstance(answer, Failure) else f"a proxy answers {answer.status}"
                waited = f"{url} was not ready after {spent:.1f} s: {reason}"
                if service:
                    raise LaunchFailed(waited + _wrote(service))
                no_http = isinstance(answer, Failure) and answer.kind in NO_HTTP
                raise (NotHttp if no_http else Unreachable)(waited)
            time.sleep(max(0.0, min(pause, options.end - time.monotonic())))
            pause = min(pause * 2, LONGEST_PAUSE)


def ended_message(service: Service, when: str) -> str:
    """A sentence about a service that has ended, and what it wrote."""
    return f"the service ended with exit code {service.returncode} {when}{_wrote(service)}"


def _wrote(service: Service) -> str:
    return f"\nIts output ended with:\n{service.output}" if service.output else "\nIt wrote nothing."
