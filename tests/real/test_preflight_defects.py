"""24 ways to be wrong about origins and 8 ways to be right, each as a server: all found, no false alarm.

The behaviours are those on which scanners were compared: each decides from the Origin what to answer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import aiohttp.web
import pytest
from multidict import CIMultiDict

from corscheck.contract.plan import Axes
from corscheck.live.runner import Options, run
from corscheck.live.target import Target
from tests.support.services import aiohttp_app, aiohttp_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from corscheck.run_report import Report

APP = "https://app.shopcorp.com"
ADMIN = "https://admin.shopcorp.com"
PARTNER = "https://shop.partner.io"
COOKIE = (("Cookie", "session=1"),)


class Asked(NamedTuple):
    """What a behaviour sees of a request; of a preflight, the method that it announces."""

    origin: str
    method: str
    preflight: bool
    authenticated: bool
    covered: bool


class Behaviour(NamedTuple):
    """What a server does with an origin: the lines of Allow-Origin, or None for none."""

    origins: Callable[[Asked], list[str] | None]
    credentials: str | None = None
    config: str = APP
    expected: tuple[str, ...] = ("CORS202",)
    axes: Axes = Axes()
    status: Callable[[Asked], int] = lambda asked: 204 if asked.preflight else 200


def echo(test: Callable[[Asked], bool]) -> Callable[[Asked], list[str] | None]:
    """Name the origin that asks, where the test holds."""
    return lambda asked: [asked.origin] if test(asked) else None


def pattern(expression: str) -> Callable[[Asked], list[str] | None]:
    return echo(lambda asked: re.match(expression, asked.origin) is not None)


def app_or(test: Callable[[Asked], bool]) -> Callable[[Asked], list[str] | None]:
    return echo(lambda asked: asked.origin == APP or test(asked))


def always(*values: str) -> Callable[[Asked], list[str] | None]:
    return lambda _: list(values)


DEFECTS = {
    "any": Behaviour(always("*"), expected=("CORS201",)),
    "any-with-credentials": Behaviour(always("*"), "true", expected=("CORS201",)),
    "reflects-with-credentials": Behaviour(echo(lambda _: True), "true"),
    "reflects": Behaviour(echo(lambda _: True)),
    "null": Behaviour(app_or(lambda asked: asked.origin == "null"), "true"),
    "prefix": Behaviour(pattern(r"https://app\.shopcorp\.com")),
    "suffix": Behaviour(pattern(r".*shopcorp\.com$")),
    "any-subdomain": Behaviour(pattern(r"https://.*\.shopcorp\.com$")),
    "no-dot-escaped": Behaviour(pattern(r"https://app.shopcorp.com$")),
    "last-dot-not-escaped": Behaviour(pattern(r"https://app\.shopcorp.com$")),
    "first-dot-not-escaped": Behaviour(pattern(r"https://app.shopcorp\.com$")),
    "substring": Behaviour(pattern(r".*shopcorp\.com")),
    "static-third-party": Behaviour(always("https://widgets.example"), expected=("CORS222",)),
    "underscore": Behaviour(pattern(r"https://app\.shopcorp\.com(?:_.*)?$")),
    "backtick": Behaviour(pattern(r"https://app\.shopcorp\.com(?:`.*)?$")),
    "only-on-options": Behaviour(app_or(lambda asked: asked.preflight)),
    "only-on-post": Behaviour(app_or(lambda asked: asked.method == "POST")),
    "only-when-authenticated": Behaviour(
        app_or(lambda asked: asked.authenticated),
        "true",
        axes=Axes(send=True, send_headers=COOKIE),
        # Without Vary: only who is logged in sees the difference.
        expected=("CORS202", "CORS243"),
    ),
    "two-in-one-header": Behaviour(always(f"{APP}, {ADMIN}"), expected=("CORS223",)),
    "header-twice": Behaviour(always(APP, APP), expected=("CORS223",)),
    "pattern-sent": Behaviour(always("https://*.shopcorp.com"), expected=("CORS222",)),
    "localhost-prefix": Behaviour(app_or(lambda asked: asked.origin.startswith("http://localhost"))),
    "suffix-of-another-allowed-one": Behaviour(
        app_or(lambda asked: asked.origin.endswith("partner.io")), config=f"{APP}, {PARTNER}"
    ),
    "any-port": Behaviour(pattern(r"https://app\.shopcorp\.com(?::\d+)?$")),
}

HARMLESS = {
    "exact": Behaviour(app_or(lambda _: False)),
    "exact-with-credentials": Behaviour(app_or(lambda _: False), "true"),
    "refuses-others-with-403": Behaviour(
        app_or(lambda _: False), status=lambda asked: 204 if asked.origin == APP else 403
    ),
    "own-app-on-another-subdomain": Behaviour(
        echo(lambda asked: asked.origin in (APP, ADMIN)), config=f"{APP}, {ADMIN}"
    ),
    "http-as-the-service-itself": Behaviour(
        echo(lambda asked: asked.origin == "http://app.shopcorp.com"), config="http://app.shopcorp.com"
    ),
    "credentials-that-no-browser-takes": Behaviour(app_or(lambda _: False), "True"),
    "public-data": Behaviour(always("*"), config="*"),
    "error-pages-open-to-all": Behaviour(
        lambda asked: ["*"] if not asked.covered else [APP] if asked.origin == APP else None
    ),
}
BEHAVIOURS = {**DEFECTS, **HARMLESS}
EVERY_REQUEST = Axes(send=True, send_unsafe=True, send_headers=COOKIE)


async def serve(request: aiohttp.web.Request) -> aiohttp.web.Response:
    """Every behaviour under its name as the first part of the path."""
    name, path = request.rel_url.raw_path.replace("%61", "a")[1:].split("/", 1)
    behaviour = BEHAVIOURS[name]
    announced = request.headers.get("Access-Control-Request-Method")
    preflight = request.method == "OPTIONS" and announced is not None
    method = announced if preflight and announced else request.method
    authenticated = "Cookie" in request.headers
    asked = Asked(
        request.headers.get("Origin", ""), method, preflight, authenticated, path.startswith("api/")
    )
    lines: CIMultiDict[str] = CIMultiDict()
    origins = behaviour.origins(asked)
    if name in HARMLESS:
        lines.add("Vary", "Origin")
    for value in origins or ():
        lines.add("Access-Control-Allow-Origin", value)
    if origins:
        lines.add("Access-Control-Allow-Methods", "GET, PUT, POST, PATCH, DELETE")
        lines.add("Access-Control-Allow-Headers", "authorization, content-type")
        if behaviour.credentials:
            lines.add("Access-Control-Allow-Credentials", behaviour.credentials)
    return aiohttp.web.Response(status=behaviour.status(asked) if asked.covered else 404, headers=lines)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with aiohttp_server(aiohttp_app(serve)) as listening:
        yield listening


def report(tmp_path: Path, port: int, name: str, axes: Axes) -> Report:
    config = tmp_path / "app.conf"
    config.write_text(f"[web]\ncors = {BEHAVIOURS[name].config}\ncors_preflight_paths = /api/*\n")
    url = f"http://127.0.0.1:{port}/{name}"
    found = run([Target(str(config), url=url, openapi="off", axes=axes)], Options())
    assert found.errors == ()
    return found


def test_there_are_as_many_as_were_compared() -> None:
    assert (len(DEFECTS), len(HARMLESS)) == (24, 8)


@pytest.mark.parametrize("name", DEFECTS)
def test_every_defect_is_found(tmp_path: Path, port: int, name: str) -> None:
    found = report(tmp_path, port, name, DEFECTS[name].axes)
    assert sorted(finding.code for finding in found.findings) == sorted(DEFECTS[name].expected)
    assert all(finding.span.line == 2 for finding in found.findings)


@pytest.mark.parametrize("name", HARMLESS)
@pytest.mark.parametrize("axes", [Axes(), EVERY_REQUEST], ids=["preflights", "requests too"])
def test_no_alarm_where_all_is_well(tmp_path: Path, port: int, name: str, axes: Axes) -> None:
    found = report(tmp_path, port, name, axes)
    assert found.findings == ()
    assert found.checks
