"""CORS211 to CORS213: preflights that the configuration allows, answered with a status browsers refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.fetch.cors import is_redirect
from corscheck.rules.live._observation import is_not_allowed
from corscheck.rules.rule import Problem, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.live._observation import Observation


_LOGIN = ("login", "signin", "sign-in", "auth", "sso")


@rule("CORS211", "preflight-unanswered", "error", on="live", when=is_not_allowed)
def preflight_unanswered(seen: Observation) -> Iterator[Problem]:
    """A preflight to a covered path must be answered with a status from 200 to 299.

    ## Why is this bad?
    The browser then never sends the request. ASAB answers 204 on every path that `cors_preflight_paths`
    covers; 404 or 405 show that the service runs with another configuration or that a proxy changes the
    path, 5xx that the service or a proxy fails.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /api/*

        < 405
        < Access-Control-Allow-Origin: *

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /api/*

        < asab /api/
        < 404
    """
    status = _bad_status(seen)
    if status is None or seen.case.kind == "dropped" or status in (401, 407) or _redirected(seen):
        return
    yield Problem(
        seen.case.at,
        f"the configuration promises an answer to preflights here, but the server answers {status}",
        _what_answered(seen, status),
    )


def _what_answered(seen: Observation, status: int) -> str:
    layer = seen.verdict.layer
    who = f"it looks like {layer.name} answered; " if layer is not None and layer.kind != "unknown" else ""
    trial = seen.trial
    if status == 404 and trial.is_asab and trial.running.profile.auth_on_preflight and seen.origin == "*":
        # ASAB's TenantService wraps OPTIONS, too: 404 Tenant not found (run with 25.15).
        hint = (
            "check that the running service reads this file; with a TenantService, ASAB before 25.36 answers "
            "404 to preflights that name no tenant"
        )
    elif status in (404, 405) and trial.sends_no_cors:
        hint = "no answer has CORS headers, so CORS is off in the file that it has read: restart it, or "
        hint += "find out which file that is"
    elif status in (404, 405):
        hint = "check that the running service reads this file and that no proxy rewrites the path"
    elif status == 403:
        hint = "let OPTIONS pass whatever refuses it: authorisation, a firewall, another CORS layer"
    elif status == 429:
        hint = "the server limits the rate of requests: send fewer per second (--rate)"
    elif status in (502, 503, 504):
        hint = "check that the service behind the proxy runs, and look into the proxy's log"
    else:
        hint = "look into the log of the service or of the proxy in front of it"
    if seen.origin is None:
        return who + hint  # without CORS headers nothing else is wrong with them
    others = [problem for problem in seen.problems if problem.step != "preflight-status"]
    also = [problem.message.rstrip(".") for problem in others[:2]]
    return who + hint + "".join(f"; also wrong: {message}" for message in also)


@rule("CORS212", "preflight-behind-authentication", "error", on="live", when=is_not_allowed)
def preflight_behind_authentication(seen: Observation) -> Iterator[Problem]:
    """A preflight must be answered without authentication.

    ## Why is this bad?
    Browsers never send cookies or `Authorization` with a preflight. If a preflight needs them, every request
    that needs a preflight is blocked. ASAB from 23.09 to 25.25 has this mistake itself: its `AuthService`
    wraps the OPTIONS routes as well (`asab/web/auth/service.py`); since 25.36 it does not.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /*

        < 401
        < Access-Control-Allow-Origin: *
        < WWW-Authenticate: Bearer

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
    """
    status = _bad_status(seen)
    if status not in (401, 407):
        return
    running = seen.trial.running
    own = seen.trial.is_asab and running.profile.auth_on_preflight and seen.origin == "*"
    yield Problem(
        seen.case.at,
        f"preflights need authentication: the server answers {status}, "
        "and browsers never send credentials with them",
        "ASAB's AuthService guards OPTIONS in 23.09 to 25.25; run 25.36 or later, or answer OPTIONS in a "
        "proxy in front"
        if own
        else "let OPTIONS pass without authentication, in the service or in the proxy that asks for it",
    )


@rule("CORS213", "preflight-redirected", "error", on="live", when=is_not_allowed)
def preflight_redirected(seen: Observation) -> Iterator[Problem]:
    """A preflight must not be redirected.

    ## Why is this bad?
    Browsers do not follow redirects of preflights, whether they add a slash, lead from http to https or to
    a login page.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /*

        < 301
        < Location: https://www.example.com/
        < Access-Control-Allow-Origin: *

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
    """
    status = _bad_status(seen)
    if status is None or not _redirected(seen):
        return
    how = _redirect(seen.case.request.url, seen.values("location")[0][:2000])
    yield Problem(
        seen.case.at,
        f"preflights are redirected ({status}, {how}), and browsers do not follow",
        "answer OPTIONS before anything redirects, or let pages call the final URL",
    )


def _redirect(url: str, location: str) -> str:
    """What kind of redirect it is, judging by its target."""
    path = "/" + url.partition("://")[2].partition("/")[2]
    if location == "https" + url.removeprefix("http"):
        return "to https"
    if location.endswith(path + "/"):
        return "adds a slash"
    if any(word in location.lower() for word in _LOGIN):
        return "to a login page"
    if "://" in location and location.endswith(path):
        return f"to the same path of {location.removesuffix(path)[:200]}"
    return f"to {location[:200]}"


def _redirected(seen: Observation) -> bool:
    """Whether the preflight's answer is a redirect for browsers."""
    return isinstance(seen.preflight, Response) and is_redirect(seen.preflight)


def _bad_status(seen: Observation) -> int | None:
    """The preflight's status where it must pass and the status blocks it; None otherwise."""
    if not seen.must_pass or seen.trial.answers_only_404 or not isinstance(seen.preflight, Response):
        return None
    return None if 200 <= seen.preflight.status <= 299 else seen.preflight.status


RULES = (preflight_unanswered, preflight_behind_authentication, preflight_redirected)
