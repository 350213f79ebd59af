"""CORS009: limits at which corscheck stops reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import LIMIT
from corscheck.rules.rule import Problem, Rule, rule
from corscheck.text import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.rule import Service


@rule("CORS009", "limit-exceeded", "error", on="service")
def limit_exceeded(service: Service) -> Iterator[Problem]:
    """What is beyond corscheck's limits is not checked.

    ## Why is this bad?
    Files from outside must neither keep corscheck busy for hours nor fill its memory, so there is a limit to
    everything that can grow: the size of a file, references that lead to references, the directory entries
    that a pattern of includes is compared with. What comes after the limit is not read, and whatever is wrong
    there is not reported. ASAB has no such limits: it takes the time and the memory.

    ## Bad
        [web]
        listen = 127.0.0.1 8080
        rootdir = ${a6}

        [DEFAULT]
        a0 = /
        a1 = ${a0}${a0}${a0}${a0}${a0}${a0}${a0}${a0}${a0}${a0}
        a2 = ${a1}${a1}${a1}${a1}${a1}${a1}${a1}${a1}${a1}${a1}
        a3 = ${a2}${a2}${a2}${a2}${a2}${a2}${a2}${a2}${a2}${a2}
        a4 = ${a3}${a3}${a3}${a3}${a3}${a3}${a3}${a3}${a3}${a3}
        a5 = ${a4}${a4}${a4}${a4}${a4}${a4}${a4}${a4}${a4}${a4}
        a6 = ${a5}${a5}${a5}${a5}${a5}${a5}${a5}${a5}${a5}${a5}

    ## Good
        [web]
        listen = 127.0.0.1 8080
        rootdir = ${a0}

        [DEFAULT]
        a0 = /
    """
    for problems in (service.configuration.problems, *[web.errors for web in service.containers]):
        for problem in problems:
            if problem.type == LIMIT:
                yield Problem(
                    problem.span, problem.message, help="make it smaller, or check the rest yourself"
                )
    for web in service.containers:
        for path in web.paths if web.cors_enabled else ():
            if False in [route.is_known for route in path.routes]:
                message = f"which paths {quoted(path.value.text)} covers takes too long to find out"
                yield Problem(path.value, message, help="write a simpler expression")


RULES: tuple[Rule, ...] = (limit_exceeded,)
