"""CORS214 to CORS216: preflights that the configuration allows, and that no route of the service answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Failure, Response
from corscheck.rules.live._observation import is_not_allowed
from corscheck.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.live._observation import Observation

_TAKEN = ("timeout", "closed", "not-http", "malformed")
"""Failures of a server that accepts the connection."""


@rule("CORS214", "container-half-dead", "error", on="live", when=is_not_allowed)
def container_half_dead(seen: Observation) -> Iterator[Problem]:
    """A service that answers 404 with `*` to everything has a web container that failed at start.

    ## Why is this bad?
    ASAB ends when its web container cannot be built, except where that happens while a module is
    initialised: then the error is only logged. The process lives and listens, but no route was ever
    registered, so every path is 404, with `Access-Control-Allow-Origin: *`.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /api/*

        < 404
        < Access-Control-Allow-Origin: *

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /api/*

        < asab /api/
        < 404
        < Access-Control-Allow-Origin: *
    """
    trial = seen.trial
    if not trial.answers_only_404 or seen.passed or not (seen.must_pass or seen.case.kind == "dropped"):
        return
    error = trial.container.error
    if error is not None:
        yield Problem(
            error.span,
            "the web container is only half alive: it failed at start and answers 404 with `*` to everything",
            f"the log has the error: {error.type}: {error.message}",
        )
        return
    yield Problem(
        trial.container.values.get("cors_preflight_paths"),
        "everything is answered 404 with `*`: the web container failed at start, the service reads another "
        "file, or a TenantService asks preflights for a tenant",
        "look into the service's log for an error while a module was initialised, and for the file it reads; "
        "with a TenantService, run ASAB 25.36 or later, which leaves preflights alone",
    )


@rule("CORS215", "preflight-path-lost", "error", on="live", when=is_not_allowed)
def preflight_path_lost(seen: Observation) -> Iterator[Problem]:
    """Every path in `cors_preflight_paths` must be answered, the tenth too.

    ## Why is this bad?
    ASAB up to 26.36 splits the list at most eight times (`asab/web/container.py` passes `re.split` a flag
    in the place of `maxsplit`), so everything from the ninth item on is read as one path, and preflights to
    these paths are never answered.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /a, /b, /c, /d, /e, /f, /g, /h, /i, /j

        < asab /a /b /c /d /e /f /g /h
        < 404

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /a, /b, /c, /d, /e, /f, /g, /h, /i

        < asab /a /b /c /d /e /f /g /h /i
        < 404
    """
    if seen.case.kind != "dropped" or seen.passed or seen.trial.answers_only_404:
        return
    if not isinstance(seen.preflight, Response):
        return
    container = seen.trial.container
    if container.error is not None:
        yield Problem(
            seen.case.at,
            "preflights to this path are not answered, and ASAB does not even start with this file "
            f"({container.error.type}): the server runs with another one",
            "correct the file (`corscheck lint` explains it) and restart the service",
        )
        return
    yield Problem(
        seen.case.at,
        f"preflights to this path are not answered: ASAB reads {container.profile.paths_limit} items, "
        "and all others become a part of the last one",
        "write fewer items: one `/*`, or prefixes that cover several paths",
    )


@rule("CORS216", "preflight-without-answer", "error", on="live", when=is_not_allowed)
def preflight_without_answer(seen: Observation) -> Iterator[Problem]:
    """A preflight must get an HTTP answer.

    ## Why is this bad?
    Other requests to the same server were answered, but for this one the connection was closed, timed out,
    or the answer is not HTTP. The browser reports a network error to the page.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /a, /b

        < asab /a
        < closed /b
        < 405

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /a, /b

        < asab /a /b
        < 405
    """
    if not isinstance(seen.answer, Failure) or not seen.must_pass or seen.answer.kind == "deadline":
        return
    taken = seen.trial.ready is not None and seen.answer.kind in _TAKEN
    if taken or any(isinstance(one.answer, Response) for one in seen.trial.observations):
        yield Problem(
            seen.case.at,
            f"the server answers other requests, but not this one: {seen.answer.message[:200]}",
            "look into the service's log: it probably fails while it handles OPTIONS",
        )


RULES = (container_half_dead, preflight_path_lost, preflight_without_answer)
