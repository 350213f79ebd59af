from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corscheck.contract.evaluate import evaluate
from corscheck.contract.openapi import Route
from corscheck.contract.plan import Axes
from corscheck.exchange import Response
from tests.support.live import BASE, classic, codes, constant, exact, judged, trial

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request
    from tests.support.live import Server

APP = "https://app.shop.example.com"
ONE = f"[web]\ncors = {APP}\ncors_preflight_paths = /*\n"
ALL = "[web]\ncors = *\ncors_preflight_paths = /api/*\n"


def pattern(expression: str, *, credentials: bool = False) -> Server:
    """A server that allows every origin that the expression matches."""

    def serve(request: Request) -> Answer:
        origin = dict(request.headers).get("Origin", "")
        found = re.search(expression, origin)
        return exact(*([origin] if found else []), credentials=credentials)(request)

    return serve


@pytest.mark.parametrize(
    ("expression", "weakness"),
    [
        ("", "it echoes the `Origin` header"),
        (r"app\.shop\.example\.com", "a part of the origin is enough"),
        (r"^https://app\.shop\.example\.com", "only the start of the origin is compared"),
        (r"example\.com$", "only the end of the origin is compared"),
        (r"^https://(.*\.)?example\.com$", "everything under `example.com` is allowed"),
        (
            r"^https://[a-z]*app\.shop\.example\.com$",
            "names under `example.com` that only end like `app.shop.example.com`",
        ),
        (r"^https://(.*\.)?app\.shop\.example\.com$", "all subdomains of `app.shop.example.com` are allowed"),
        (r"^https://app.shop.example.com$", "a dot of the pattern is not escaped"),
        (r"^https?://app\.shop\.example\.com$", "the scheme is not compared"),
        (r"^https://app\.shop\.example\.com(:\d+)?$", "the port is not compared"),
        (r"^https://app\.shop\.example\.com$|^null$", "sandboxed frames"),
    ],
)
def test_each_carelessness_is_called_by_its_name(expression: str, weakness: str) -> None:
    (finding,) = judged(ONE, pattern(expression)).findings
    assert finding.code == "CORS202"
    assert weakness in finding.message


@pytest.mark.parametrize("listed", ["Methods", "Headers"])
@pytest.mark.parametrize(("cors", "code"), [("{origin}", "CORS202"), ("*", "CORS201")])
def test_a_list_that_is_too_short_does_not_hide_who_is_let_in(listed: str, cors: str, code: str) -> None:
    def serve(request: Request) -> Answer:
        origin = dict(request.headers)["Origin"]
        lines = dict(exact(origin)(request).headers)  # type: ignore[union-attr]  # it is a response
        lines["Access-Control-Allow-Origin"] = cors.format(origin=origin)
        lines[f"Access-Control-Allow-{listed}"] = "X"
        return Response(204, tuple(lines.items()))

    lists = {"Methods": "CORS226", "Headers": "CORS227"}
    assert codes(ONE, serve) == [code, lists[listed]]


def test_whoever_an_echo_lets_in_counts_the_same() -> None:
    found = judged(ONE, pattern(""))
    failed = [check for check in found.checks if check.outcome == "failed"]
    assert f"({len(failed)} checks" in found.findings[0].message


def test_a_hole_on_any_path_is_found() -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths = /a/*, /b/*\n"

    def serve(request: Request) -> Answer:
        if not re.match("/[a%b]", path := request.url.removeprefix(BASE)):
            return Response(404)
        careless = path.startswith("/b/")
        return pattern(r"^https://app\.shop" if careless else r"^https://app\.shop\.example\.com$")(request)

    assert "CORS202" in codes(text, serve)


@pytest.mark.parametrize("send", [False, True])
def test_a_route_that_echoes_by_itself_is_found(*, send: bool) -> None:
    def serve(request: Request) -> Answer:
        own = request.url.endswith("/own") and (request.method == "OPTIONS") != send
        return pattern("" if own else r"^https://app\.shop\.example\.com$")(request)

    routes = [Route("GET", "/own", "/own")]
    found = evaluate(trial(ONE, serve, Axes(send=send), routes=routes)).findings
    assert [finding.code for finding in found] == ["CORS202"]


def test_where_everybody_may_come_the_echo_is_told_for_its_cookies() -> None:
    include = Axes(credentials=("include",))
    for axes in (Axes(), include, include._replace(strangers=False)):
        found = judged(ALL, lambda request: _below(request, pattern("", credentials=True)), axes)
        (finding,) = found.findings
        assert finding.code == "CORS202"
        assert "are allowed with cookies" in finding.message
        assert "does not name" not in finding.message
        assert all(check.outcome == "passed" for check in found.checks if check.expected.startswith("allow"))


def _below(request: Request, server: Server) -> Answer:
    path = request.url.removeprefix(BASE).replace("%61", "a")
    return server(request) if path.startswith("/api/") else Response(404)


def test_a_route_that_answers_preflights_of_its_own_is_reported() -> None:
    def serve(request: Request) -> Answer:
        own = request.url.endswith("/own")
        return (
            exact("https://app.example.com")(request)
            if own
            else _below(request, exact("https://app.example.com"))
        )

    text = "[web]\ncors = https://app.example.com\ncors_preflight_paths = /api/*\n"
    routes = [Route("PUT", "/own", "/own"), Route("PUT", "/closed", "/closed")]
    found = evaluate(trial(text, serve, Axes(strangers=False), routes=routes)).findings
    assert [finding.code for finding in found] == ["CORS204", "CORS251"]
    assert "`/own`" in found[0].message


@pytest.mark.parametrize("credentials", [True, False])
def test_cookies_are_mentioned_where_the_server_allows_them(*, credentials: bool) -> None:
    (finding,) = judged(ONE, pattern("", credentials=credentials)).findings
    assert ("; with cookies, too" in finding.message) is credentials


@pytest.mark.parametrize(
    ("cors", "message", "advice"),
    [
        (APP, f"`cors` names `{APP}`, but", "the one allowed origin that asks, and `Vary: Origin`"),
        ("off", "`cors = off` evidently means off", "the one allowed origin that asks, and `Vary: Origin`"),
        ("https://", "`cors` names no origin, but", "the one allowed origin that asks, and `Vary: Origin`"),
    ],
)
def test_every_origin_is_allowed_by_a_server_that_is_not_asab(cors: str, message: str, advice: str) -> None:
    text = f"[web]\ncors = {cors}\ncors_preflight_paths = /*\n"
    lines = {"Origin": "*", "Methods": "PUT, POST, PATCH, DELETE", "Headers": "authorization, content-type"}
    server = constant([(f"Access-Control-Allow-{name}", value) for name, value in lines.items()])
    (finding,) = [one for one in judged(text, server).findings if one.code == "CORS201"]
    assert message in finding.message
    assert advice in (finding.help or "")


@pytest.mark.parametrize(("cors", "advice"), [(APP, "only checks whether"), ("off", "leave the value empty")])
def test_every_origin_is_allowed_by_asab(cors: str, advice: str) -> None:
    text = f"[web]\ncors = {cors}\ncors_preflight_paths = /*\n"
    (finding,) = [one for one in judged(text, classic(text)).findings if one.code == "CORS201"]
    assert advice in (finding.help or "")


@pytest.mark.parametrize(
    ("headers", "line"),
    [
        ({"X": "y", "Access-Control-Max-Age": "5", "Access-Control-Allow-Origin": "*"}, "Allow-Origin: *"),
        ({"X": "y", "Access-Control-Max-Age": "5"}, "Max-Age: 5"),
    ],
)
def test_the_header_that_shows_cors_while_it_is_off(headers: dict[str, str], line: str) -> None:
    (finding,) = judged("[web]\ncors =\n", constant(headers.items(), 404)).findings
    assert finding.code == "CORS203"
    assert f"the server sends `Access-Control-{line}`" in finding.message
