"""CORS22x: preflights that the configuration allows, and whose answers a browser refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.exchange import Response
from corscheck.rules.live._observation import is_not_allowed
from corscheck.rules.rule import Problem, rule
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.fetch.cors import Problem as Failed
    from corscheck.rules.live._observation import Observation
    from corscheck.source import Value

_WHERE = "a proxy changes what ASAB sends, or this service does not use the file"


@rule("CORS221", "allow-origin-missing", "error", on="live", when=is_not_allowed)
def allow_origin_missing(seen: Observation) -> Iterator[Problem]:
    """The answer to an allowed origin must have `Access-Control-Allow-Origin`.

    ## Why is this bad?
    After a preflight whose answer has no such header the browser does not send the request, and an answer
    without it is not shown to the page: `fetch()` fails with a network error (Fetch, CORS check). Usually it
    was not the service that answered but a proxy, a page to log in or an error page; or the service runs with
    another configuration.

    ## Bad
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < 204

    ## Good
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab 26.37 https://app.example.com
        < 204
    """
    for _ in _failed(seen, "allow-origin-missing"):
        sends = "`*`" if seen.trial.running.profile.cors == "switch" else "the origin"
        help_ = f"{seen.trial.running.name} sends {sends} here: {_WHERE}" if seen.trial.is_asab else _WHERE
        if seen.case.request.origin == "null":
            help_ = (
                "`null` is what sandboxed and local pages of anybody send: serve the page over http or https"
            )
        elif _differs_in_spelling(seen):
            help_ = "browsers send the origin without a slash, in lower case and without the default port: "
            help_ += f"write `{seen.case.request.origin}`"
        elif any("html" in value.lower() for value in seen.values("content-type")):
            help_ = f"an HTML page answers OPTIONS, such as one to log in: {_WHERE}"
        yield Problem(
            _cors(seen),
            f"`cors` allows `{seen.case.request.origin}`, but the answer has no Access-Control-Allow-Origin",
            help_,
        )


@rule("CORS222", "allow-origin-other", "error", on="live", when=is_not_allowed)
def allow_origin_other(seen: Observation) -> Iterator[Problem]:
    """The answer to an allowed origin must name exactly this origin, or `*`.

    ## Why is this bad?
    Browsers compare the header with the page's origin byte by byte: a slash at the end, another letter
    case, a port or a pattern never match.

    ## Bad
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab 26.37
        < Access-Control-Allow-Origin: https://app.example.com/

    ## Good
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab 26.37
        < Access-Control-Allow-Origin: https://app.example.com
    """
    for failed in _failed(seen, "allow-origin-mismatch"):
        if not _several(seen):
            yield Problem(
                _cors(seen),
                f"`cors` allows `{seen.case.request.origin}`, but the server answers "
                f"`Access-Control-Allow-Origin: {(seen.origin or '')[:200]}`",
                seen.advice(failed),
            )


@rule("CORS223", "allow-origin-twice", "error", on="live", when=is_not_allowed)
def allow_origin_twice(seen: Observation) -> Iterator[Problem]:
    """`Access-Control-Allow-Origin` must come once, with one value.

    ## Why is this bad?
    Browsers refuse an answer with two, even with two equal ones. Usually two programs add the header: the
    service and a proxy in front of it.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /*

        < 204
        < Access-Control-Allow-Origin: *
        < Access-Control-Allow-Origin: *
        < Access-Control-Allow-Methods: PUT, POST, PATCH, DELETE
        < Access-Control-Allow-Headers: Content-Type, Authorization

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
    """
    for _ in _failed(seen, "allow-origin-mismatch"):
        if _several(seen):
            values = seen.values("access-control-allow-origin")
            yield Problem(
                _cors(seen),
                f"Access-Control-Allow-Origin has several values ({listed(values)}), browsers accept one",
                "two programs add it: let the proxy remove the service's header (nginx: "
                "`proxy_hide_header`) before it adds its own, or leave `cors` empty"
                if len(values) > 1
                else "a header cannot hold a list: send the one origin that asks, and `Vary: Origin`",
            )


@rule("CORS224", "credentials-with-wildcard", on="live", when=is_not_allowed)
def credentials_with_wildcard(seen: Observation) -> Iterator[Problem]:
    """Requests with cookies are always blocked where the server answers `*`.

    ## Why is this bad?
    Browsers do not accept `*` for requests with `credentials: "include"`, even with
    `Access-Control-Allow-Credentials: true`. ASAB up to 26.36 sends both. This is only checked where the
    configuration allows credentials or `--credentials` asks for them.

    ## Bad (--credentials include)
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab

    ## Good (--credentials include)
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*

        < asab 26.37 https://app.example.com
        < Access-Control-Allow-Credentials: true
        < 204
    """
    if seen.case.request.credentials != "include" or seen.case.kind not in ("covered", "route", "unlisted"):
        return
    if seen.step is None or not seen.step.endswith("allow-origin-wildcard"):
        return
    switch = seen.trial.running.profile.cors == "switch" and seen.trial.is_asab
    yield Problem(
        _cors(seen),
        "requests with credentials are blocked: the server answers `*`, which browsers do not accept then",
        "this cannot be configured in ASAB up to 26.36: send a token in `Authorization` and "
        '`credentials: "omit"`, or let a proxy name the origin'
        if switch
        else "send the origin that asks instead of `*`, with `Access-Control-Allow-Credentials: true`",
    )


@rule("CORS225", "credentials-not-allowed", "error", on="live", when=is_not_allowed)
def credentials_not_allowed(seen: Observation) -> Iterator[Problem]:
    """Where cookies are allowed, the answer must have `Access-Control-Allow-Credentials: true`.

    ## Why is this bad?
    A page that calls `fetch()` with `credentials: "include"` gets a network error, although origin, method
    and headers are allowed. Browsers compare the value with `true` byte by byte (Fetch, CORS check): with any
    other value, another letter case (`True`), or where the header comes twice, it counts as missing.
    Frameworks that write a boolean as their language does, and proxies that add the header once more, are
    the usual reasons.

    This is only checked where the configuration allows credentials (`cors_allow_credentials`, ASAB after
    26.36) or `--credentials` asks for them.

    ## Bad (asab 26.37)
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*
        cors_allow_credentials = yes

        < asab 26.37 https://app.example.com
        < Access-Control-Allow-Credentials: True
        < 204

    ## Good
        [web]
        cors = https://app.example.com
        cors_preflight_paths = /*
        cors_allow_credentials = yes

        < asab 26.37 https://app.example.com
        < Access-Control-Allow-Credentials: true
        < 204
    """
    for failed in _failed(seen, "allow-credentials"):
        at = seen.trial.container.values.get("cors_allow_credentials")
        yield Problem(_if_set(at) or _cors(seen), failed.message, seen.advice(failed))


@rule("CORS226", "method-not-allowed", "error", on="live", when=is_not_allowed)
def method_not_allowed(seen: Observation) -> Iterator[Problem]:
    """A method that the configuration offers must be in `Access-Control-Allow-Methods`.

    ## Why is this bad?
    The browser then does not send the request. ASAB up to 26.36 always lists GET, POST, DELETE, PUT,
    PATCH and OPTIONS; a proxy has shortened the list.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
        < Access-Control-Allow-Methods: GET, POST

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
    """
    yield from _list(seen, ("method", "allow-methods-syntax"), "cors_allow_methods", "Methods")


@rule("CORS227", "header-not-allowed", "error", on="live", when=is_not_allowed)
def header_not_allowed(seen: Observation) -> Iterator[Problem]:
    """A request header that the configuration offers must be in `Access-Control-Allow-Headers`.

    ## Why is this bad?
    The browser then does not send the request. ASAB up to 26.36 always lists X-PINGOTHER, Content-Type
    and Authorization, and nothing else can be configured.

    ## Bad
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
        < Access-Control-Allow-Headers: Content-Type

    ## Good
        [web]
        cors = *
        cors_preflight_paths = /*

        < asab
    """
    yield from _list(
        seen, ("header", "authorization", "allow-headers-syntax"), "cors_allow_headers", "Headers"
    )


def _list(seen: Observation, steps: tuple[str, ...], option: str, header: str) -> Iterator[Problem]:
    """Problems of one of the two lists, placed at its option where the version has one."""
    if not seen.problems:
        return
    profile, trial = seen.trial.running.profile, seen.trial
    promise = profile.allow_methods if header == "Methods" else profile.allow_headers
    got = seen.values(f"access-control-allow-{header.lower()}")
    if seen.origin is None and not got:
        return  # CORS221 reports that there are no CORS headers at all
    for failed in _failed(seen, *steps):
        help_ = seen.advice(failed)
        if trial.is_asab and not profile.policy_options:
            help_ = f"{trial.running.name} always sends `{promise}`, which cannot be configured"
            help_ += "" if got == [promise] else ": a proxy changes it"
        at = trial.container.values.get(option) if profile.policy_options else None
        # The list is the same for every origin, so this is one finding for all entries.
        yield Problem(_if_set(at) or trial.container.cors, failed.message, help_)


def _failed(seen: Observation, *steps: str) -> Iterator[Failed]:
    """The preflight's failed checks of these steps; none where its status is the problem."""
    if not seen.problems or not seen.must_pass or not isinstance(seen.preflight, Response):
        return
    if not 200 <= seen.preflight.status <= 299:
        return
    for problem in seen.problems:
        if problem.step.startswith("preflight-") and problem.step.removeprefix("preflight-") in steps:
            yield problem


def _several(seen: Observation) -> bool:
    return len(seen.values("access-control-allow-origin")) > 1 or "," in (seen.origin or "")


def _cors(seen: Observation) -> Value:
    """The entry of `cors` that names the origin, else the whole value."""
    entry = seen.trial.intent.entry(seen.case.request.origin)
    return entry.value if entry is not None else seen.trial.container.cors


def _differs_in_spelling(seen: Observation) -> bool:
    """Whether the entry differs from what browsers send, in a version that compares exactly."""
    entry = seen.trial.intent.entry(seen.case.request.origin)
    listed = seen.trial.running.profile.cors == "allow-list"
    return listed and entry is not None and entry.value.text != entry.origin


def _if_set(value: Value | None) -> Value | None:
    return value if value is not None and value.pieces else None


RULES = (
    allow_origin_missing,
    allow_origin_other,
    allow_origin_twice,
    credentials_with_wildcard,
    credentials_not_allowed,
    method_not_allowed,
    header_not_allowed,
)
