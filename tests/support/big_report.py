"""A report of a large live run, and one whose every text is hostile: for the page that people look at."""

from __future__ import annotations

from corscheck.exchange import Failure, Request, Response
from corscheck.findings import Exchange, Finding, Suppressed
from corscheck.run_report import Check, Report, RunError
from corscheck.source import Source
from corscheck.tried import RouteVerdict, Tried

APP = Source(
    "[web]\nlisten = 127.0.0.1 8089\ncors = https://app.example.com\ncors_preflight_paths = /notes/*\n",
    "etc/app.conf",
)
PATHS = APP.span(APP.text.index("/notes/*"), APP.text.index("/notes/*") + 8)
ORIGINS = ("https://app.example.com", "https://admin.example.com")
_GOOD = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Allow-Methods", "GET, POST, DELETE, PUT, PATCH, OPTIONS"),
    ("Access-Control-Allow-Headers", "X-PINGOTHER, Content-Type, Authorization"),
    ("Server", "Python/3.11 aiohttp/3.14.5 asab/25.15"),
)
ALLOWED = Response(204, _GOOD, "No Content")
REFUSED = Response(405, (("Allow", "GET,HEAD,POST"), _GOOD[3]), "Method Not Allowed")


def preflight(base: str, origin: str, method: str, path: str) -> Request:
    return Request(
        "OPTIONS",
        f"{base}{path}",
        (
            ("Accept", "*/*"),
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", "authorization,content-type"),
            ("Origin", origin),
        ),
    )


def check(
    service: str, origin: str, method: str, path: str, kind: str, answer: Response | Failure | None
) -> Check:
    """A check with the outcome that its answer gives."""
    outcome = {ALLOWED: "passed", REFUSED: "failed", None: "skipped"}.get(answer, "unreachable")  # type: ignore[arg-type]  # a Failure is no key
    result = {"passed": "preflight_passed", "failed": "preflight_blocked"}.get(outcome, "unreachable")
    return Check(
        f"{service} {kind} {method} {path} {origin}",
        f"{method} {path} from {origin} with authorization, content-type",
        outcome,  # type: ignore[arg-type]  # a table of plain texts
        "allow: answered with `*` or the origin",
        PATHS,
        preflight("http://127.0.0.1:8089", origin, method, path),
        answer,
        ("CORS214",) if outcome == "failed" else (),
        (
            ("service", service),
            ("origin", origin),
            ("credentials", "omit"),
            ("method", method),
            ("path", path),
        ),
        result if answer is not None else "",
        "preflight-allow-origin-missing" if outcome == "failed" else None,
        kind,
    )


def route(one: Check) -> RouteVerdict:
    """The verdict on the route of a check."""
    axes = dict(one.axes)
    return RouteVerdict(
        axes["service"],
        "http://127.0.0.1:8089",
        axes["origin"],
        "omit",
        axes["method"],
        axes["path"],
        {"passed": True, "failed": False}.get(one.outcome),
        one.step,
        "route-not-covered" if one.outcome == "failed" else None,
        "405, no Allow-Origin: no preflight path covers it" if one.outcome == "failed" else "",
        one.codes,
        (one.id,),
    )


def big_report(checks: int = 60, services: int = 2) -> Report:
    """A run over some services, with so many checks in all."""
    found: list[Check] = []
    routes: list[RouteVerdict] = []
    for number in range(services):
        name = f"service-{number}"
        for index in range(6):
            method, path = ("GET", "POST", "PUT")[index % 3], "/notes" if index < 2 else f"/notes/{index}"
            for place, origin in enumerate(ORIGINS):
                bad = path == "/notes" and method == "POST"
                answer = (
                    REFUSED if bad else Failure("timeout", "no answer") if place and index == 5 else ALLOWED
                )
                found.append(check(name, origin, method, path, "route", answer))
                routes.append(route(found[-1]))
    for number in range(checks - len(found)):
        service = f"service-{number % services}"
        kind = ("foreign", "edge", "outside")[number % 3]
        found.append(check(service, f"https://x{number}.example", "GET", f"/notes/{number}", kind, ALLOWED))
    failed = next(one for one in found if one.outcome == "failed")
    assert failed.request is not None
    finding = Finding(
        "CORS214",
        "route-not-covered",
        "warning",
        "2 routes that pages need are covered by no preflight path: `POST /notes`",
        PATHS,
        help="add `/notes` to `cors_preflight_paths`",
        exchange=Exchange(failed.request, REFUSED, "curl -i http://127.0.0.1:8089/notes"),
        checks=tuple(one.id for one in found if one.outcome == "failed"),
    )
    info = finding._replace(
        code="CORS501", severity="info", message="any page may read", exchange=None, checks=()
    )
    down = RunError(
        "unreachable", "http://127.0.0.1:9000 refused it", "start it", "billing", untested="service"
    )
    tried = [Tried(f"service-{one}", "http://127.0.0.1:8089", "ASAB 25.15", 1) for one in range(services)]
    return Report(
        (finding, info),
        ("etc/app.conf",),
        tuple(found),
        ("http://127.0.0.1:8089: the service runs ASAB 25.15",),
        (Suppressed(info, "comment", "a public service"),),
        errors=(down,),
        routes=tuple(routes),
        tried=tuple(tried),
    )
