"""What servers do right and wrong, one thing each: exactly the expected findings, once, at the right line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.contract.plan import Axes
from corscheck.exchange import Failure, Response
from tests.support.live import BASE, judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Answer, Headers, Request

    Change = Callable[[Request, Response], Answer]

APP = "https://app.shop.example"
TEXT = f"[web]\ncors = {APP}\ncors_preflight_paths = /api/*\n"
ORIGIN, METHODS, HEADERS = (f"Access-Control-Allow-{name}" for name in ("Origin", "Methods", "Headers"))
CORS, PATHS = 2, 3  # lines
READY = Response(404)


def good(request: Request) -> Response:
    """A server as it should be, which is not ASAB."""
    path, origin = request.url.removeprefix(BASE).replace("%61", "a"), dict(request.headers).get("Origin")
    covered, preflight = path.startswith("/api/"), request.method == "OPTIONS"
    lines: Headers = (("Vary", "Origin"),)
    if origin == APP and covered:
        lines += ((ORIGIN, APP),)
        if preflight:
            lines += ((METHODS, "GET, POST, PUT, PATCH, DELETE"), (HEADERS, "Authorization, Content-Type"))
            lines += (("Access-Control-Max-Age", "600"),)
    if not covered or "missing" in path:
        return Response(404, lines)
    return Response(204 if preflight else 200, lines)


def preflight(request: Request) -> bool:
    return request.method == "OPTIONS"


def lines(name: str, *values: str) -> Change:
    """Other lines of that name, where there is one."""

    def change(_: Request, answer: Response) -> Response:
        rest = tuple(line for line in answer.headers if line[0] != name)
        was = len(rest) < len(answer.headers)
        return answer._replace(headers=rest + tuple((name, value) for value in values if was))

    return change


def more(*added: tuple[str, str]) -> Change:
    return lambda _, answer: answer._replace(headers=answer.headers + added)


def names(change: Callable[[str], str]) -> Change:
    return lambda _, answer: answer._replace(
        headers=tuple((change(name), value) for name, value in answer.headers)
    )


def status(number: int, *headers: tuple[str, str], keep: bool = False) -> Change:
    """Preflights to covered paths get that status."""

    def change(request: Request, answer: Response) -> Response:
        if not preflight(request) or answer.status != 204:
            return answer
        return Response(number, (answer.headers if keep else ()) + headers)

    return change


def only(test: Callable[[Request], bool], change: Change) -> Change:
    return lambda request, answer: change(request, answer) if test(request) else answer


def bare(_: Request, answer: Response) -> Response:
    return Response(answer.status)


HARMLESS: dict[str, Change] = {
    "as it should be": lambda _, answer: answer,
    "small names": names(str.lower),
    "capital names": names(str.upper),
    "others, too": more(("X-Frame-Options", "DENY"), ("Timing-Allow-Origin", "*"), ("Server", "nginx")),
    "vary by more": lines("Vary", "Accept-Encoding, Origin"),
    "vary in lines": lines("Vary", "Accept-Encoding", "origin"),
    "vary by all": lines("Vary", "*"),
    "200": status(200, keep=True),
    "299": status(299, keep=True),
    "no max age": lines("Access-Control-Max-Age"),
    "mad max age": lines("Access-Control-Max-Age", "-1 banana"),
    "other order": lines(METHODS, "DELETE,PATCH ,PUT,,POST,GET,"),
    "methods in lines": lines(METHODS, "GET, POST", "PUT, PATCH, DELETE"),
    "any method": lines(METHODS, "*"),
    "small headers": lines(HEADERS, "x-more, content-type, authorization"),
    "no credentials": more(("Access-Control-Allow-Credentials", "false")),
    "credentials nobody takes": more(("Access-Control-Allow-Credentials", "True")),
    "exposes": more(("Access-Control-Expose-Headers", "X-Total")),
    "private network": more(("Access-Control-Allow-Private-Network", "true")),
    "refuses others": lambda request, answer: (
        answer if dict(request.headers).get("Origin") == APP else Response(403, (("Vary", "Origin"),))
    ),
}

# What it does → the findings of preflights alone, and with requests that are really sent.
DEFECTS: dict[str, tuple[Change, list[tuple[str, int]], list[tuple[str, int]]]] = {
    name: (change, plain, plain if sent is None else sent)
    for name, change, plain, sent in [
        ("no origin", lines(ORIGIN), [("CORS221", CORS)], None),
        ("any origin", lines(ORIGIN, "*"), [("CORS201", CORS)], None),
        ("slash", lines(ORIGIN, APP + "/"), [("CORS222", CORS)], None),
        ("capitals", lines(ORIGIN, APP.upper()), [("CORS222", CORS)], None),
        ("quoted", lines(ORIGIN, f'"{APP}"'), [("CORS222", CORS)], None),
        ("empty", lines(ORIGIN, ""), [("CORS222", CORS)], None),
        ("blank list", lines(ORIGIN, f"{APP} https://b.example"), [("CORS222", CORS)], None),
        ("list", lines(ORIGIN, f"{APP}, https://b.example"), [("CORS223", CORS)], None),
        ("twice", lines(ORIGIN, APP, APP), [("CORS223", CORS)], None),
        ("no methods", lines(METHODS), [("CORS226", CORS)], None),
        ("small methods", lines(METHODS, "put, post, patch, delete"), [("CORS226", CORS)], None),
        ("methods without commas", lines(METHODS, "PUT POST PATCH DELETE"), [("CORS226", CORS)], None),
        ("no headers", lines(HEADERS), [("CORS227", CORS)], None),
        ("a header less", lines(HEADERS, "Content-Type"), [("CORS227", CORS)], None),
        ("quoted headers", lines(HEADERS, '"Content-Type"'), [("CORS227", CORS)], None),
        *(
            (f"{number}, {keep}", status(number, keep=keep), [("CORS211", PATHS)], None)
            for number in (304, 400, 403, 404, 405, 429, 500, 502, 503)
            for keep in (False, True)
        ),
        ("401", status(401), [("CORS212", PATHS)], None),
        ("407", status(407, keep=True), [("CORS212", PATHS)], None),
        *(
            (f"{number} to {place}", status(number, ("Location", place)), [("CORS213", PATHS)], None)
            for number in (301, 302, 307, 308)
            for place in ("https://www.shop.example/x", "/login", "x/")
        ),
        ("303 to nowhere", status(303), [("CORS211", PATHS)], None),
        ("a page", status(200, ("Content-Type", "text/html")), [("CORS221", CORS)], None),
        ("silent on OPTIONS", only(preflight, lambda *_: Failure("closed", "")), [("CORS216", PATHS)], None),
        ("preflights only", only(lambda one: not preflight(one), bare), [],
         [("CORS241", PATHS), ("CORS242", PATHS)]),
        ("requests only", only(preflight, bare), [("CORS221", CORS)], None),
        ("not HEAD", only(lambda one: one.method == "HEAD", bare), [], [("CORS241", PATHS)]),
        ("not errors", only(lambda one: "missing" in one.url, bare), [], [("CORS242", PATHS)]),
        ("no vary", lines("Vary"), [], [("CORS243", CORS)]),
        ("not PATCH", only(lambda one: ("Access-Control-Request-Method", "PATCH") in one.headers, bare),
         [("CORS221", CORS)], None),
    ]
}  # fmt: skip


def found(change: Change, *, send: bool) -> list[tuple[str, int]]:
    result = judged(TEXT, lambda request: change(request, good(request)), Axes(send=send), ready=READY)
    for check in result.checks:  # each with the outcome that it has for a browser
        passes = check.result in ("allowed", "preflight_passed")
        if check.expected.startswith("allow") and not passes and check.outcome != "unreachable":
            assert check.outcome == "failed", check.title
    return [(finding.code, finding.span.line) for finding in result.findings]


@pytest.mark.parametrize("send", [False, True], ids=["preflights", "requests too"])
@pytest.mark.parametrize("name", HARMLESS)
def test_no_alarm(name: str, *, send: bool) -> None:
    assert found(HARMLESS[name], send=send) == []


@pytest.mark.parametrize("send", [False, True], ids=["preflights", "requests too"])
@pytest.mark.parametrize("name", DEFECTS)
def test_exactly_this(name: str, *, send: bool) -> None:
    change, plain, sent = DEFECTS[name]
    assert found(change, send=send) == (sent if send else plain)
