"""CORS23x, 24x and 26x: answers that differ from ASAB's own, from each other, or from `[[expect]]` tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.rules.live._observation import has_response, of_kinds
from corscheck.rules.rule import Problem, rule
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.live._observation import Observation

_CACHEABLE = (200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501)
"""Statuses that are cacheable by default (RFC 9110, section 15.1)."""

_FIXED = {
    "Access-Control-Allow-Methods": "allow_methods",
    "Access-Control-Allow-Headers": "allow_headers",
    "Access-Control-Max-Age": "max_age",
}
# Lists that a browser refuses are reported by other rules.
_STEPS = {
    "Access-Control-Allow-Methods": ("preflight-method", "preflight-allow-methods-syntax"),
    "Access-Control-Allow-Headers": ("preflight-header", "preflight-allow-headers-syntax"),
}


@rule("CORS231", "answer-changed-on-the-way", "info", on="live")
def answer_changed_on_the_way(seen: Observation) -> Iterator[Problem]:
    """The answer should be the one that this version of ASAB gives to this file.

    ## Why is this bad?
    Browsers accept the answer, but the file does not determine it: a proxy in front, or the service's own
    code, adds or changes headers. A change of the file may have no effect.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
        < Server: asab/25.15
        < Access-Control-Max-Age: 600

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
        < Server: asab/25.15
    """
    trial, answer = seen.trial, seen.preflight
    if not trial.is_asab or not isinstance(answer, Response) or not seen.passed:
        return
    if seen.case.kind not in ("covered", "route", "edge") or not seen.must_pass:
        return
    changed = [f"`{name}` is {got}, not `{sent}`" for name, got, sent in _differences(seen, answer)]
    if changed:
        yield Problem(
            trial.container.cors,
            f"the answer is not what {trial.running.name} makes of this file: {'; '.join(changed)}",
            "a proxy in front of the service, or the service's own code, determines this, not the file",
        )


def _differences(seen: Observation, answer: Response) -> Iterator[tuple[str, str, str]]:
    """Each part of the answer that differs: its name, what was received, what ASAB sends."""
    profile = seen.trial.running.profile
    if answer.status != 204:
        yield "status", str(answer.status), "204"
    everybody = seen.trial.intent.mode == "anyone" and not seen.trial.intent.credentials
    origin = "*" if profile.cors == "switch" or everybody else seen.case.request.origin
    expected = {"Access-Control-Allow-Origin": origin}
    if not profile.policy_options:
        # Later versions derive these from options and from the request; the checks of browsers cover them.
        expected |= {
            name: getattr(profile, field)
            for name, field in _FIXED.items()
            if not any(step in seen.trial.failed_steps for step in _STEPS.get(name, ()))
        }
        expected["Access-Control-Allow-Credentials"] = "true"
    for name, value in expected.items():
        got = answer.values(name)
        if [_normal(name, line) for line in got] != [_normal(name, value)]:
            yield name, listed(got) or "missing", value


def _normal(name: str, value: str) -> object:
    """The value without differences that have no effect: order and spaces of a list, letter case of names."""
    if name not in _STEPS:
        return value
    items = {item.strip() for item in value.split(",")}
    return items if name.endswith("Methods") else {item.lower() for item in items}


@rule("CORS241", "response-blocked", "error", on="live", when=has_response)
def response_blocked(seen: Observation) -> Iterator[Problem]:
    """Where the preflight passes, the answer to the request itself must pass, too.

    ## Why is this bad?
    The service processes the request, but the page never gets the result. Usually two programs are
    involved: one answers OPTIONS, another the request. Tried only with `--send`.

    ## Bad (--send)
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab OPTIONS
        < 200

    ## Good (--send)
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab OPTIONS
        < 200
        < Access-Control-Allow-Origin: *
    """
    case = seen.case
    if not seen.must_pass or seen.status >= 400 or case.kind == "error-page":
        return
    if (case.path, case.request.origin) in seen.trial.refused_preflights:
        return  # the preflight is refused as well, and other rules report why
    if seen.result == "response_blocked":
        help_ = (
            "another program or handler answers the request than its preflight: let it send the same headers"
        )
        if seen.origin not in (None, "*", "null") and seen.trial.intent.entry(seen.origin or ""):
            help_ = "a cache that ignores `Vary: Origin` serves the answer to another origin"
        yield Problem(
            case.at,
            f"the preflight passes, but the answer to {case.request.method} itself is blocked: "
            f"{seen.verdict.message}",
            help_,
        )


@rule("CORS242", "error-without-cors", on="live", when=has_response)
def error_without_cors(seen: Observation) -> Iterator[Problem]:
    """Error answers should have CORS headers as well.

    ## Why is this bad?
    A page that requests something that does not exist gets a network error instead of the 404, and cannot
    distinguish the two. Tried only with `--send`.

    ## Bad (--send)
        [web]
        cors = *
        cors_preflight_paths = /a, /a/*

        < asab OPTIONS /a /a/
        < 405 OPTIONS
        < 200 /a
        < Access-Control-Allow-Origin: *
        < 404

    ## Good (--send)
        [web]
        cors = *
        cors_preflight_paths = /a, /a/*

        < asab OPTIONS /a /a/
        < 405 OPTIONS
        < 200 /a
        < Access-Control-Allow-Origin: *
        < 404
        < Access-Control-Allow-Origin: *
    """
    if not seen.must_pass or seen.status < 400:
        return
    if any(origin == seen.case.request.origin for _, origin in seen.trial.refused_preflights):
        return  # its preflights are refused, and other rules report why
    if seen.result == "response_blocked":
        yield Problem(
            seen.case.at,
            f"error answers ({seen.status}) have no CORS headers that allow the page to read them",
            "add the headers to errors, too (nginx: `always`)",
        )


@rule("CORS243", "vary-origin-missing", on="live", when=has_response)
def vary_origin_missing(seen: Observation) -> Iterator[Problem]:
    """An answer that depends on `Origin` must have `Vary: Origin`.

    ## Why is this bad?
    A cache, including the browser's own, serves the answer for one origin to another, and the page is
    blocked. Tried only with `--send`, because HTTP caches do not store preflights.

    ## Bad (asab 26.37, --send)
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab 26.37 OPTIONS https://app.example.com
        < 204 OPTIONS
        < 200 https://app.example.com
        < Access-Control-Allow-Origin: {origin}
        < 200

    ## Good (--send)
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab 26.37 OPTIONS https://app.example.com
        < 204 OPTIONS
        < 200 https://app.example.com
        < Access-Control-Allow-Origin: {origin}
        < Vary: Origin
        < 200
        < Vary: Origin
    """
    request = seen.case.request
    if (
        not isinstance(seen.response, Response)
        or (request.method, request.url) not in seen.trial.origin_dependent
    ):
        return
    if seen.response.status not in _CACHEABLE or request.method not in ("GET", "HEAD"):
        return
    named = {name.strip().lower() for line in seen.response.values("vary") for name in line.split(",")}
    if not named & {"origin", "*"}:
        yield Problem(
            seen.trial.container.cors,
            "answers depend on the origin that asks, but have no `Vary: Origin`",
            "send `Vary: Origin` with every answer of this URL, even where no origin is allowed",
        )


@rule("CORS261", "policy-violated", "error", on="live", when=of_kinds("policy"))
def policy_violated(seen: Observation) -> Iterator[Problem]:
    """The server must do what `[[expect]]` tables say.

    ## Why is this bad?
    An `[[expect]]` table of the settings says whether a browser must allow or block a request, and the
    server's answers have another result.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /notes/*

        # === corscheck.toml ===
        [[expect]]
        origin = "https://app.example.com"
        method = "PUT"
        path = "/notes/1"
        headers = ["x-tenant"]
        result = "allow"

        < asab /notes/
        < 405

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /notes/*

        # === corscheck.toml ===
        [[expect]]
        origin = "https://app.example.com"
        method = "PUT"
        path = "/notes/1"
        headers = ["content-type"]
        result = "allow"

        < asab /notes/
        < 405
    """
    case = seen.case
    if seen.result == "not_cross_origin":
        if case.expected == "block":
            yield Problem(
                case.at,
                "the policy says block, but the page has the server's own origin: CORS does not apply",
            )
        return
    if seen.passed != (case.expected == "allow"):
        done = "allows it" if seen.passed else f"blocks it: {seen.verdict.message}"
        yield Problem(case.at, f"the policy says {case.expected}, but the server {done}")
    elif case.step is not None and seen.step != case.step:
        yield Problem(
            case.at,
            f"blocked at {seen.step}, where the policy expects {case.step}",
            severity="warning",
        )


@rule("CORS262", "route-blocked", "error", on="live", when=of_kinds("wanted"))
def route_blocked(seen: Observation) -> Iterator[Problem]:
    """Pages must be able to call the routes of a service that they are meant to call.

    ## Why is this bad?
    The browser blocks the request, or does not show its answer to the page. The routes are those that
    `--path`, `routes` of a `[[service]]` or its OpenAPI document name, the pages those of `--origin` or of
    the `[[expect]]` tables. This is only checked for services without an ASAB configuration; for the others,
    the rules about their configurations say more. What is not meant for pages is named by `internal`, or by
    an `[[expect]]` table that blocks it.

    ## Bad (--origin https://app.example.com)
        > PUT /orders/1
        < 204 /orders/ https://app.example.com
        < Access-Control-Allow-Origin: {origin}
        < Access-Control-Allow-Headers: content-type
        < 404

    ## Good (--origin https://app.example.com)
        > PUT /orders/1
        < 204 /orders/ https://app.example.com
        < Access-Control-Allow-Origin: {origin}
        < Access-Control-Allow-Headers: content-type
        < Access-Control-Allow-Methods: PUT
        < 404
    """
    case = seen.case
    if case.expected != "allow":
        return
    if seen.result in ("preflight_blocked", "response_blocked", "request_rejected"):
        problem = seen.problems[0] if seen.problems else None
        yield Problem(
            case.at,
            f"pages of `{case.request.origin}` cannot call it: {seen.verdict.message}",
            seen.advice(problem) if problem else seen.verdict.help,
        )


RULES = (
    answer_changed_on_the_way,
    response_blocked,
    error_without_cors,
    vary_origin_missing,
    policy_violated,
    route_blocked,
)
