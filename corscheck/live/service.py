"""The service under test: its port, its start, its first answer, and that it is the one that answers."""

from __future__ import annotations

import os
import re
from itertools import takewhile
from typing import TYPE_CHECKING

from corscheck.errors import DeadlinePassed, LaunchFailed, NotHttp, NotLoaded, OtherServer, Unreachable
from corscheck.exchange import GATEWAY_ERRORS, NO_HTTP, Failure, Request, Response
from corscheck.live.run_errors import does_not_start
from corscheck.records import NamedTuple
from corscheck.wire.https_port import USE_HTTPS, is_https_port
from corscheck.wire.proxies import with_proxy

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import ExitStack

    from corscheck.exchange import Answer
    from corscheck.live.target import Place, Target
    from corscheck.wire.launch import Service
    from corscheck.wire.send import Wire
    from corscheck.wire.transport import Connection

LAUNCH_WAIT = 30.0
"""Default number of seconds within which a launched service must answer."""

_NOBODY = ("refused", "dns", "network", "deadline")
"""Kinds of failures that mean that nothing accepts connections; after any other, something listens there."""

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


def launched(target: Target) -> Target:
    """The target with a free port for `{port}` and the variables that its command sets with `env`.

    Raises:
        UsageProblem: The command cannot be used.
    """
    if target.launch is None:
        return target
    if "{port}" in target.launch:
        from corscheck.wire.launch import free_port  # noqa: PLC0415  # only where a port is wanted

        number = str(port := free_port())
        url = target.url and target.url.replace("{port}", number)
        target = target._replace(url=url, port=port, launch=target.launch.replace("{port}", number))
    first, *words = _command(target)
    environ = os.environ if target.environ is None else target.environ
    if first.rpartition("/")[2] == "env":
        assigned = takewhile(_ASSIGNMENT.match, words)
        environ = {**environ, **dict(word.split("=", 1) for word in assigned)}
    return target._replace(environ=environ)


def _command(target: Target) -> list[str]:
    from pathlib import Path  # noqa: PLC0415  # as above; it costs several milliseconds

    from corscheck.wire.launch import command_line  # noqa: PLC0415  # only where something is launched

    # A relative path would be another file in the directory in which the command runs.
    config = str(Path(target.config).absolute()) if target.directory and target.config else target.config
    return command_line(target.launch or "", config=config or None)


def start(target: Target, places: Iterable[Place], watch: Watch, stack: ExitStack) -> Service | None:
    """Start the service if the target has a command for it; None if not.

    Args:
        target: the target, as returned by `launched`.
        places: where the service will answer; nothing may answer there before.
        watch: used to check that.
        stack: stops the service when it is closed.

    Raises:
        DeadlinePassed: There is no time left to try it.
        NotLoaded: ASAB does not start with the configuration, and `start_anyway` is not set.
        OtherServer: Something answers already; it would be mistaken for the service.
        UsageProblem: The command cannot be used.
    """
    if target.launch is None:
        return None
    if not target.start_anyway:
        _check_starts(places)
    watch.wire.check_deadline()
    from corscheck.wire.launch import Service  # noqa: PLC0415  # only here

    for url in service_urls(target, places):
        if taken := watch.taken(target, url):
            raise OtherServer(
                f"{url} {taken} before the service is launched",
                "end what runs there, or let the service listen on another port; "
                "--behind-proxy where a proxy in front of the service is meant",
            )
    return stack.enter_context(Service(_command(target), target.directory, target.environ))


def _check_starts(places: Iterable[Place]) -> None:
    """Refuse to start a service that is known not to start, instead of showing its traceback."""
    for place in places:
        if reason := does_not_start(place.container):
            error = place.container.error
            raise NotLoaded(
                f"the service was not launched: {reason}",
                "correct the configuration; --start-anyway launches the service all the same",
                error.span if error else None,
            )


def check_gone(target: Target, places: Iterable[Place], watch: Watch) -> None:
    """Check that nothing answers any more after the launched service was stopped.

    Raises:
        OtherServer: Something does, so the answers may not have come from the service.
    """
    for url in service_urls(target, places):
        if taken := watch.taken(target, url):
            raise OtherServer(
                f"{url} still {taken} after the launched service was ended: the answers need not be its own",
                "launch the service itself, in the foreground, and let nothing else listen at that address",
            )


def service_urls(target: Target, places: Iterable[Place]) -> list[str]:
    """Where the launched service answers: the URLs to try and, with a proxy, where it listens itself."""
    found = [place.base_url for place in places]
    if target.behind_proxy:
        found += [url for place in places for url in place.container.base_urls[:1]]
    return list(dict.fromkeys(found))


class Watch(NamedTuple):
    """Checks whether something answers at a URL."""

    wire: Wire
    connection: Connection

    def gateway(self, target: Target, url: str) -> bool:
        """Whether a proxy answers at that URL even if the service does not run."""
        return bool(with_proxy(self.connection, url).proxy) or (target.behind_proxy and url == target.url)

    def taken(self, target: Target, url: str) -> str | None:
        """What a program at that URL does, as a clause; None if there is none."""
        answer = self.wire.send(Request("GET", url))
        if isinstance(answer, Failure):
            return None if answer.kind in _NOBODY else "takes connections"
        if self.gateway(target, url) and answer.status in GATEWAY_ERRORS:
            return None
        return f"answers {answer.status}"


def check_alive(service: Service | None, answers: Iterable[Answer | None]) -> None:
    """Check that a launched service still runs.

    Raises:
        LaunchFailed: It has ended; the message contains its last output.
    """
    # A request without an answer may be a sign that the service is about to end.
    patience = 0.5 if any(isinstance(answer, Failure) for answer in answers) else 0.0
    if service is not None and service.ends(patience):
        from corscheck.wire.wait import ended_message  # noqa: PLC0415  # it knows launched services

        raise LaunchFailed(ended_message(service, "while it was tried"))


def first_answer(
    watch: Watch, connection: Connection, url: str, target: Target, service: Service | None
) -> Response:
    """Wait for the server's first answer, whatever it is; without `wait`, one attempt is made.

    Raises:
        Unreachable: It does not answer.
    """
    wait = target.wait if target.wait is not None else (LAUNCH_WAIT if service is not None else 0.0)
    if wait > 0:
        from corscheck.wire.wait import wait_until_ready  # noqa: PLC0415  # it knows launched services

        gateway = service is None or watch.gateway(target, url)
        ready = wait_until_ready(connection, url, wait, service, gateway=gateway)
        if is_https_port(url, ready, connection):
            raise NotHttp(f"{url}: {USE_HTTPS}")
        return ready
    answer = watch.wire.send(Request("GET", url, (("Accept", "*/*"),)))
    if is_https_port(url, answer, connection):
        raise NotHttp(f"{url}: {USE_HTTPS}")
    if isinstance(answer, Response):
        return answer
    if answer.kind in NO_HTTP:
        raise NotHttp(f"{url} cannot be reached: {answer.message}", "does another program listen there?")
    if answer.kind == "deadline":
        raise DeadlinePassed(f"{url}: {answer.message}", "--deadline gives the run more time")
    hint: str | None = "is the service running? (--launch starts it, --wait waits for it)"
    if target.launch or answer.kind in ("tls", "certificate", "dns"):
        hint = None
    raise Unreachable(f"{url} cannot be reached: {answer.message}", hint)
