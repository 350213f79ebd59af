"""The service under test: which port it gets, starting it, waiting for its answer."""

from __future__ import annotations

import os
import re
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from corscheck.errors import Unreachable, UsageProblem
from corscheck.exchange import Failure, Request, Response

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import ExitStack

    from corscheck.exchange import Answer
    from corscheck.live.target import Target
    from corscheck.wire.launch import Service
    from corscheck.wire.send import Wire
    from corscheck.wire.transport import Connection

LAUNCH_WAIT = 30.0
"""Seconds that a service which was launched has to answer."""

_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")


def launched(target: Target) -> Target:
    """The target as its command makes it: with a free port for `{port}`, and the variables that `env` sets.

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
    from corscheck.wire.launch import command_line  # noqa: PLC0415  # only where something is launched

    # Where it runs in another directory than ours, only the whole path means the same file.
    config = str(Path(target.config).absolute()) if target.directory else target.config
    return command_line(target.launch or "", config=config)


def start(target: Target, urls: Iterable[str], wire: Wire, stack: ExitStack) -> Service | None:
    """Start the service, where it is to be started; it ends with the stack.

    Args:
        target: whose command it is, as `launched` makes it.
        urls: where it will answer; nobody else may do so before.
        wire: to see that nobody does.
        stack: what ends the service.

    Raises:
        UsageProblem: The command cannot be used, or somebody answers already: it would be taken for
            the service.
    """
    if target.launch is None:
        return None
    from corscheck.wire.launch import Service  # noqa: PLC0415  # only here

    # A URL that is given may lead to a proxy in front of the service.
    for url in urls if target.url is None else ():
        if isinstance(wire.send(Request("GET", url)), Response):
            raise UsageProblem(
                f"{url} answers before the service is launched: end what runs there, "
                "or let the service listen on another port"
            )
    return stack.enter_context(Service(_command(target), target.directory, target.environ))


def ended(service: Service | None, answers: Iterable[Answer | None]) -> str | None:
    """What to say of a service that ended while it was tried; None where it goes on."""
    # Where something went without an answer, it may be about to end.
    patience = 0.5 if any(isinstance(answer, Failure) for answer in answers) else 0.0
    if service is None or not service.ends(patience):
        return None
    from corscheck.wire.wait import last_words  # noqa: PLC0415  # it knows launched services

    return last_words(service, "while it was tried")


def first_answer(
    wire: Wire, connection: Connection, url: str, target: Target, service: Service | None
) -> Response:
    """Wait until the server answers anything; where there is no time to wait, once has to do.

    Raises:
        Unreachable: It does not.
    """
    wait = target.wait if target.wait is not None else (LAUNCH_WAIT if service is not None else 0.0)
    if wait > 0:
        from corscheck.wire.wait import wait_until_ready  # noqa: PLC0415  # it knows launched services

        return wait_until_ready(connection, url, wait, service)
    answer = wire.send(Request("GET", url, (("Accept", "*/*"),)))
    if isinstance(answer, Response):
        return answer
    hint = "" if target.launch else "; is the service running? (--launch starts it, --wait waits for it)"
    raise Unreachable(f"{url} cannot be reached: {answer.message}{hint}")
