"""Reports to render: one of the linter, one of a live run, and one made of hostile text."""

from __future__ import annotations

from typing import Any

from corscheck.exchange import Failure, Request, Response
from corscheck.findings import Exchange, Finding, Related, Suppressed
from corscheck.fixes import Edit, Fix, applicability
from corscheck.report import Context
from corscheck.rules.rule import Rule
from corscheck.run_report import Check, Report, RunError
from corscheck.source import Source, Span
from corscheck.tried import RouteVerdict, Tried

APP = Source(
    "# the demo\n[web]\nlisten = 0.0.0.0 8080\n"
    "cors = https://app.example.com/\n"
    "cors_preflight_paths =\n\tapi/*,\n\t/naïve/日本/🎉 x/*\n",
    "etc/app.conf",
)
SITE = Source("[web]\r\ncors = *\r\n", "/repo/etc/site.conf")


def at(source: Source, text: str, length: int | None = None) -> Span:
    """The span of the first occurrence of a text."""
    start = source.text.index(text)
    return Span(source, start, start + (len(text) if length is None else length))


def _fix(span: Span, text: str, message: str, *, safe: bool = True) -> Fix:
    return Fix(message, (Edit(span, text),), applicability(safe=safe))


SLASH = Finding(
    "CORS104",
    "preflight-path-without-slash",
    "error",
    "preflight path `api/*` does not start with `/`",
    at(APP, "api/*"),
    help="start it with `/`; ASAB raises ValueError: path should be started with / or be empty",
    fix=_fix(at(APP, "api/*", 0), "/", "Prepend `/`"),
)
TRAILING = Finding(
    "CORS303",
    "origin-with-path",
    "error",
    "`https://app.example.com/` is not an origin: it ends with `/`",
    at(APP, "https://app.example.com/"),
    fix=_fix(Span(APP, 60, 61), "", "Remove the `/`"),
    versions=("25.15", "26.37"),
)
OVERRIDDEN = Finding(
    "CORS021",
    "overridden-option",
    "warning",
    "`cors` is overridden by an included file",
    at(APP, "cors = "),
    help="keep one of them",
    fix=_fix(at(SITE, "cors = *\r\n"), "", "Remove the later one", safe=False),
    related=(
        Related(at(SITE, "cors = *"), "overridden here"),
        Related(at(APP, "[web]"), "in this section"),
    ),
    confidence="likely",
)
WIDE = Finding(
    "CORS112",
    "preflight-path-not-ascii",
    "info",
    "preflight path is not ASCII",
    at(APP, "🎉 x/*"),
)
TRAILING = TRAILING._replace(
    fix=_fix(Span(APP, TRAILING.span.end - 1, TRAILING.span.end), "", "Remove the `/`")
)

LINT = Report(
    findings=(OVERRIDDEN, TRAILING, SLASH, WIDE),
    files=("etc/app.conf", "etc/clean.conf"),
    suppressed=(
        Suppressed(
            WIDE._replace(span=at(APP, "日本"), severity="warning"), "comment", "the client sends UTF-8"
        ),
        Suppressed(SLASH._replace(fix=None), "baseline"),
    ),
)


def _request(origin: str, method: str, path: str) -> Request:
    return Request(
        "OPTIONS",
        f"http://127.0.0.1:8080{path}",
        (("Origin", origin), ("Access-Control-Request-Method", method)),
    )


_SERVER = ("Server", "asab/25.15")
_STAR = Response(200, (_SERVER, ("Access-Control-Allow-Origin", "*")), "OK", elapsed=0.0123)
_BARE = Response(404, (_SERVER, ("Set-Cookie", "id=secret")), "Not Found", elapsed=0.25, attempts=3)
_DOWN = Failure("refused", "127.0.0.1:8080 refused the connection", 0.001)


def check(origin: str, method: str, path: str, outcome: str, answer: Response | Failure | None) -> Check:
    """A live case."""
    return Check(
        f"{origin} {method} {path}",
        f"{method} {path} from {origin}",
        outcome,  # type: ignore[arg-type]  # tables of tests give plain text
        "allow: `cors` names it",
        at(APP, "https://app.example.com/"),
        _request(origin, method, path),
        answer,
        codes=("CORS201",) if outcome == "failed" else (),
        axes=(("origin", origin), ("method", method), ("path", path), ("credentials", "omit")),
        result="allowed" if outcome == "passed" else "preflight_blocked",
        step="preflight-allow-origin-mismatch" if outcome == "failed" else None,
        kind="foreign" if "stranger" in origin else "covered",
    )


CHECKS = (
    check("https://app.example.com", "GET", "/api/x", "failed", _STAR),
    check("https://app.example.com", "PUT", "/api/x", "failed", _BARE),
    check("https://app.example.com", "GET", "/api", "passed", _BARE),
    check("https://stranger.example", "GET", "/api/x", "passed", _STAR),
    check("https://stranger.example", "PUT", "/api/x", "unreachable", _DOWN),
    check("https://stranger.example", "GET", "/api", "skipped", None),
)


def _mismatch(number: int, message: str) -> Finding:
    case = CHECKS[number]
    assert case.request is not None
    assert case.answer is not None
    return Finding(
        "CORS201",
        "other-allow-origin",
        "error",
        message,
        at(APP, "https://app.example.com/"),
        help="ASAB 25.15 always answers `*`",
        exchange=Exchange(
            case.request,
            case.answer,
            "curl -i -X OPTIONS -H 'Origin: https://app.example.com' http://127.0.0.1:8080/api/x",
            {"chrome": "has been blocked by CORS policy", "firefox": None, "safari": None},
        ),
    )


NOTES = "http://127.0.0.1:8080"


def route(
    method: str, path: str, *, callable_: bool | None, origin: str = "https://app.example.com", **more: Any
) -> RouteVerdict:
    """Whether pages can call a route of the service `notes`."""
    return RouteVerdict("notes", NOTES, origin, "omit", method, path, callable_, **more)


ROUTES = (
    route("GET", "/api/x", callable_=True, sent=True),
    route("PUT", "/api/x", callable_=True),
    route(
        "POST",
        "/api",
        callable_=False,
        step="preflight-status",
        cause="route-not-covered",
        message="405: no preflight path covers it",
    ),
    route("GET", "/api", callable_=None, cause="not-sent", message="it was not sent (--send)"),
)

LIVE = Report(
    findings=(
        _mismatch(0, "the server answers `*` instead of `https://app.example.com`"),
        _mismatch(1, "the server does not answer the preflight"),
    ),
    files=("etc/app.conf",),
    checks=CHECKS,
    notes=("the server runs ASAB 25.15",),
    routes=ROUTES,
    tried=(Tried("notes", NOTES, "ASAB 25.15", 2),),
)

WITHOUT_FILE = LIVE._replace(
    findings=(LIVE.findings[0]._replace(span=Source("", "127.0.0.1:8080").span(0, 0)),), files=()
)
"""Of a service without a configuration: its host and port stand in place of a file."""

INCOMPLETE = LIVE._replace(
    errors=(
        RunError(
            "missing-file",
            "cannot read etc/gone.conf: No such file or directory",
            "correct the path, or take the service out of the settings",
            service="gone",
            span=at(APP, "cors = "),
            file="etc/gone.conf",
            untested="service",
        ),
        RunError(
            "launch-failed",
            "the service ended with exit code 7 before it was ready\nIts output ended with:\nno <database>",
            service="notes",
            target="http://127.0.0.1:8080",
            span=at(APP, "listen"),
            untested="service",
        ),
        RunError(
            "unreadable-file", "cannot read /dev/null: it is no file", file="/dev/null", untested="file"
        ),
        RunError("interrupted", "interrupted"),
    ),
    caveats=("http://127.0.0.1:8080: the routes of the service are not known",),
)

EMPTY = Report(files=("etc/app.conf",))


def _check_nothing(_subject: object) -> object:
    """A preflight path must start with `/`.

    ## Why is this bad?
    aiohttp's router refuses it, and the service does not start.

    ## Bad
        [web]
        cors_preflight_paths = api/*
    """
    return ()


_RULES = {
    finding.code: Rule(finding.code, finding.name, finding.severity, "container", _check_nothing)  # type: ignore[arg-type]
    for finding in (SLASH, TRAILING, OVERRIDDEN, WIDE, LIVE.findings[0])
}

CONTEXT = Context(directory="/repo/service", root="/repo", version="0.1.0", rules=_RULES.get)
REPORTS = {"lint": LINT, "live": LIVE, "incomplete": INCOMPLETE, "empty": EMPTY}
