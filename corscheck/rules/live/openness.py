"""CORS20x: the server allows more than the configuration says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.rules.live._observation import of_kinds
from corscheck.rules.rule import Problem, rule
from corscheck.text import first_of, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.live._observation import Observation

_SWITCH = (
    "ASAB up to 26.36 only checks whether `cors` is empty: with any text it answers `*` to every origin, "
    "although its documentation says otherwise. Until the service runs a newer ASAB, restrict origins in a "
    "proxy in front of it"
)
_MADE_UP = r"https://q[b-df-hj-np-tv-z]{6}x\.example"  # as `contract.foreign_origins.label` makes them


@rule("CORS201", "origin-not-enforced", "error", on="live")
def origin_not_enforced(seen: Observation) -> Iterator[Problem]:
    """A server whose configuration names origins must not answer `*`.

    ## Why is this bad?
    Every page on the internet may call the service and read its answers, although the configuration names
    the allowed origins. ASAB from 20.8 to 26.36 uses `cors` as a switch: its documentation describes the
    value as the content of `Access-Control-Allow-Origin`, but its code (`asab/web/container.py`,
    `_on_prepare_response`) sends `*` for any text, even `off` and `false`.

    ## Bad
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab

    ## Good
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab 26.37 https://app.example.com
        < 204
    """
    trial = seen.trial
    if trial.answers_only_404 or not _opens(seen) or seen.origin != "*" or trial.service is not None:
        return
    switch = trial.is_asab and trial.running.profile.cors == "switch"
    help_ = _SWITCH if switch else "send the one allowed origin that asks, and `Vary: Origin`"
    answers = "but the server answers `Access-Control-Allow-Origin: *`"
    if trial.intent.mode == "listed":
        names = first_of([quoted(entry.value.text) for entry in trial.intent.origins], 3)
        message = f"`cors` names {names}, {answers}"
    elif trial.intent.mode == "off":
        text = trial.container.cors.text
        message = (
            f"`cors = {text}` evidently means off, but the server answers `Access-Control-Allow-Origin: *`"
        )
        help_ = "leave the value empty: any text switches CORS on, for every origin" if switch else help_
    elif trial.intent.mode == "unclear":
        message = f"`cors` names no origin, {answers}"
    else:
        return
    yield Problem(trial.container.cors, message, help_)


def _opens(seen: Observation) -> bool:
    """Whether the case shows that the server allows an origin on a path that is covered."""
    if seen.case.kind in ("covered", "route", "edge", "unlisted", "foreign"):
        return seen.origin_allowed
    return False


@rule("CORS202", "foreign-origin-let-in", "error", on="live", when=of_kinds("foreign", "unlisted"))
def foreign_origin_let_in(seen: Observation) -> Iterator[Problem]:
    """A server must not allow origins that the configuration does not name.

    ## Why is this bad?
    Pages of that origin may call the service on behalf of their visitors. Servers that echo the `Origin`
    header, or compare only a part of it (its start, its end, a pattern with dots that are not escaped),
    allow names that anybody can register. corscheck tries variations of the allowed origins, and only
    those that browsers can send.

    ## Bad
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < 204
        < Access-Control-Allow-Origin: {origin}
        < Access-Control-Allow-Methods: GET, POST, DELETE, PUT, PATCH, OPTIONS
        < Access-Control-Allow-Headers: Content-Type, Authorization

    ## Good
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab 26.37 https://app.example.com
        < 204
    """
    case, trial = seen.case, seen.trial
    if not seen.origin_allowed:
        return
    if seen.origin == "*" and case.request.credentials != "include":
        return  # CORS201, or what `cors = *` says
    help_ = "compare the whole origin, letter by letter, with a list; answer others without CORS headers"
    if trial.intent.mode == "anyone":
        who = "every origin" if trial.echoes_origin else f"`{case.request.origin}`"
        message = f"pages of {who} are allowed with cookies: the server names the origin instead of `*`"
    elif case.kind == "unlisted":
        message = f"`cors` does not name `{case.request.origin}`, but the server allows it"
    elif trial.service is not None and not trial.echoes_origin:
        message = f"the server allows `{case.request.origin}`, whose pages are not to call it: {case.note}"
    elif trial.echoes_origin:
        message = "the server allows every origin: it echoes the `Origin` header"
    else:
        message = f"the server allows `{case.request.origin}`, which `cors` does not name: {case.note}"
    if case.request.credentials == "omit" and "true" in seen.values("access-control-allow-credentials"):
        message += "; with cookies, too"
    # Where the server allows every origin, all foreign ones show the same mistake.
    yield Problem(
        trial.container.cors, message, help_, severity=None if trial.echoes_origin else case.severity
    )


@rule("CORS203", "cors-headers-while-off", "error", on="live", when=of_kinds("off"))
def cors_headers_while_off(seen: Observation) -> Iterator[Problem]:
    """A server whose `cors` is empty must not send CORS headers.

    ## Why is this bad?
    The configuration says that pages of other origins are blocked. Either the service runs with another
    configuration (a default set in its code, another file), or a proxy in front of it adds headers. In
    ASAB after 26.36 the code of the application may allow origins by `WebContainer.enable_cors()`: where it
    allows the origin that you asked for, and not every one, the severity is `info`.

    ## Bad
        [web]
        cors =

        < 404
        < Access-Control-Allow-Origin: *

    ## Good
        [web]
        cors =

        < 404
    """
    found = [line for line in _cors_lines(seen) if line.lower().startswith("access-control-allow-origin:")]
    lines = found or _cors_lines(seen)
    if not lines:
        return
    in_code = _may_be_in_code(seen)
    yield Problem(
        seen.trial.container.cors,
        f"`cors` is off, but the server sends `{lines[0]}`",
        "the application probably allows this origin by `enable_cors()`; the file does not determine that"
        if in_code
        else "look for a default in the service's code, for another configuration file, or for a proxy that "
        "adds the header",
        severity="info" if in_code else None,
    )


def _may_be_in_code(seen: Observation) -> bool:
    """Whether the code of the application, by `enable_cors()`, may allow exactly the origin that was tried.

    ASAB has it after 26.36, and its documentation leaves `cors` empty then. An invented origin is allowed
    only where every origin is.
    """
    trial, origin = seen.trial, seen.case.request.origin
    listed = trial.is_asab and trial.running.profile.cors == "allow-list"
    return listed and seen.origin == origin and not re.fullmatch(_MADE_UP, origin)


@rule("CORS204", "uncovered-path-answered", on="live", when=of_kinds("outside", "edge", "route"))
def uncovered_path_answered(seen: Observation) -> Iterator[Problem]:
    """A preflight to a path that the configuration does not cover must not pass.

    ## Why is this bad?
    The file does not determine the answer: a route of the application or a proxy in front answers preflights
    itself, perhaps for more paths than intended.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /api/*

        < asab

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /api/*

        < asab /api/
        < 404
    """
    case = seen.case
    if not seen.passed or not case.request.preflight_only:
        return
    if seen.trial.container.covers(case.path):
        return
    error = seen.trial.container.error
    if error is not None:
        yield Problem(
            error.span or seen.trial.container.values.get("cors_preflight_paths"),
            "preflights pass, although ASAB does not even start with this file: the server runs with another "
            "one, or in another environment",
            f"correct the file (see `corscheck lint`) and restart the service: {error.type}: {error.message}",
        )
        return
    edge = case.kind == "edge"
    yield Problem(
        seen.trial.container.values.get("cors_preflight_paths"),
        f"no preflight path covers `{case.path}`, but a preflight to it passes"
        + (f" ({case.note})" if edge else ""),
        "find out what answers OPTIONS there: a route of the application, or a proxy in front of it",
        severity="info" if edge else None,
    )


def _cors_lines(seen: Observation) -> list[str]:
    """The answer's CORS headers, as lines."""
    answers = [answer for answer in (seen.preflight, seen.response) if answer is not None]
    return [
        f"{name}: {value}"[:120]
        for answer in answers
        for name, value in getattr(answer, "headers", ())
        if name.lower().startswith("access-control-")
    ]


RULES = (origin_not_enforced, foreign_origin_let_in, cors_headers_while_off, uncovered_path_answered)
