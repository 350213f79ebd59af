from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from corscheck.contract.expectations_from_config import dropped_paths, expected_methods
from corscheck.contract.foreign_origins import foreign_origins
from corscheck.contract.intent import read_intent
from corscheck.contract.openapi import Route
from corscheck.contract.plan import MAX_CASES, Axes, plan
from tests.support.live import BASE, constant, container, trial

if TYPE_CHECKING:
    from corscheck.rules.live._case import Case

APP = "https://app.example.com"
API = f"[web]\ncors = {APP}\ncors_preflight_paths = /api/*\n"
QUIET = Axes(strangers=False)


def cases(
    text: str,
    axes: Axes = QUIET,
    routes: tuple[Route, ...] = (),
    version: str = "25.15",
    groups: dict[str, int] | None = None,
    url: str = BASE,
) -> list[Case]:
    web = container(text, version)
    return plan(web, read_intent(web), url, axes, routes, groups=groups)


def reported(found: list[Case]) -> list[tuple[str, str, str, str]]:
    return [(case.kind, case.request.method, case.path, case.expected) for case in found]


def test_the_promised_path_with_every_method_then_its_surroundings() -> None:
    assert reported(cases(API)) == [
        ("covered", "PUT", "/api/corscheck", "allow"),
        ("covered", "POST", "/api/corscheck", "allow"),
        ("covered", "PATCH", "/api/corscheck", "allow"),
        ("covered", "DELETE", "/api/corscheck", "allow"),
        ("covered", "GET", "/api/corscheck", "allow"),
        ("edge", "PUT", "/api/", "allow"),
        ("edge", "PUT", "/api/corscheck/deeper", "allow"),
        ("edge", "PUT", "/api", "block"),
        ("outside", "PUT", "/apix", "block"),
        ("edge", "PUT", "//api/corscheck", "block"),
        ("edge", "PUT", "/%61pi/corscheck", "allow"),
        ("edge", "PUT", "/api%2Fcorscheck", "block"),
        ("outside", "PUT", "/corscheck-not-covered", "block"),
    ]


def test_every_request_is_as_the_configuration_promises() -> None:
    for case in cases(API):
        assert case.request.origin == APP
        assert case.request.url == BASE + case.path
        assert [name for name, _ in case.request.headers] == ["authorization", "content-type"]
        assert case.request.credentials == "omit"
        assert case.request.preflight_only


def test_a_later_version_covers_the_folder_itself_and_offers_what_its_options_say() -> None:
    text = f"{API}cors_allow_methods = GET, PUT\ncors_allow_headers = X-App\ncors_allow_credentials = yes\n"
    found = cases(text, version="26.37")
    assert ("edge", "PUT", "/api", "allow") in reported(found)
    assert {case.request.method for case in found} == {"GET", "PUT"}
    assert {case.request.headers for case in found} == {(("x-app", "corscheck"),)}
    assert Counter(case.request.credentials for case in found if case.kind == "covered") == {
        "omit": 2,
        "include": 2,
    }


def test_the_plan_is_the_same_each_time_and_every_case_has_its_own_name() -> None:
    axes = Axes(send=True, send_unsafe=True)
    found = cases(API, axes)
    assert [case.title for case in found] == [case.title for case in cases(API, axes)]
    assert len({case.id for case in found}) == len(found)


def test_each_case_points_at_what_promises_it() -> None:
    text = f"[web]\ncors = {APP}, https://b.example\ncors_preflight_paths = /a, /b\n"
    for case in cases(text, Axes()):
        span = getattr(case.at, "span", None)
        assert span is not None
        if case.kind in ("foreign", "unlisted"):
            assert span.line == 2
        elif case.path == "/b":
            assert span.text == "/b"


@pytest.mark.parametrize("groups", [{}, {"/a": 1, "/b": 2}, {"/b": 2}, {"/a": 1, "/b": 1}])
def test_foreign_origins_are_tried_on_one_path_of_each_group(groups: dict[str, int]) -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths = /a, /b\n"
    found = [case for case in cases(text, Axes(), groups=groups) if case.kind == "foreign"]
    assert all(case.expected == "block" for case in found)
    assert {case.path for case in found} == {"/a", "/b"}
    by_path = {path: {case.request.origin for case in found if case.path == path} for path in ("/a", "/b")}
    foreign = {one.origin: one for one in foreign_origins([APP]) if one.sendable != "never"}
    assert by_path["/a"] == set(foreign)
    alike = groups.get("/a") == groups.get("/b")
    all_browsers_send = {origin for origin, one in foreign.items() if one.sendable == "yes"}
    if alike:
        assert set(list(foreign)[:3]) < by_path["/b"] < all_browsers_send
        assert len(by_path["/b"]) < 10
    else:
        assert by_path["/b"] == all_browsers_send
    assert {case.request.method for case in found if case.request.origin == "null"} == set(
        expected_methods(container(text))
    )
    assert APP not in {case.request.origin for case in found}


def test_origins_like_the_servers_own_are_foreign() -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths = /a\n"

    def origins(url: str) -> set[str]:
        return {case.request.origin for case in cases(text, Axes(), url=url) if case.kind == "foreign"}

    usual = origins("http://127.0.0.1:1")
    more = origins("https://notes.service.test:8443/base") - usual
    assert {"https://notesxservice.test:8443", "https://service.test:8443"} < more
    assert "https://notes.service.test:8443" not in more
    assert any(origin.endswith("notes.service.test:8443") for origin in more)
    for url in ("http://localhost:80", "http://[::1]:80", "http://server/", "http://10.0.0.1"):
        assert origins(url) == usual


def test_the_number_of_cases_is_in_proportion() -> None:
    names = ", ".join(f"https://app{number}.example.com" for number in range(12))
    paths = ", ".join(f"/p{number}/*" for number in range(9))
    found = cases(f"[web]\ncors = {names}\ncors_preflight_paths = {paths}\n", Axes())
    covered = [case for case in found if case.kind == "covered"]
    assert len(found) < 600
    assert len({(case.path, case.request.origin) for case in covered}) == 12 * 9
    assert len({(case.path, case.request.method) for case in covered}) == 5 * 9


def test_an_empty_list_of_headers_promises_none() -> None:
    found = cases(f"{API}cors_allow_headers =\n", version="26.37")
    assert {case.request.headers for case in found} == {()}


@pytest.mark.parametrize("axes", [QUIET, Axes(strangers=False, send=True, send_unsafe=True)])
def test_nothing_is_promised_for_a_route_that_no_path_covers(axes: Axes) -> None:
    routes = (Route("PUT", "/x", "/x"), Route("PUT", "/api/x", "/api/x"))
    expected = {case.path: case.expected for case in cases(API, axes, routes) if case.kind == "route"}
    assert expected == {"/x": "block", "/api/x": "allow"}


def test_paths_of_the_user_are_tried_in_every_combination() -> None:
    paths = tuple(f"/{number}" for number in range(3))
    origins = (APP, "https://b.example")
    found = cases(API.replace("/api/*", "/*"), Axes(paths=paths, origins=origins, methods=("PUT", "DELETE")))
    covered = [case for case in found if case.kind != "foreign"]
    assert len({(case.path, case.request.origin, case.request.method) for case in covered}) == 3 * 2 * 2


def test_where_everybody_may_come_strangers_only_try_credentials() -> None:
    found = cases("[web]\ncors = *\ncors_preflight_paths = /a\n", Axes())
    assert {case.expected for case in found if case.kind == "covered"} == {"allow"}
    strange = [case for case in found if case.kind == "foreign"]
    assert strange
    assert {case.request.credentials for case in strange} == {"include"}
    assert {case.expected for case in strange} == {"block"}


@pytest.mark.parametrize("version", ["25.15", "26.37"])
def test_switched_off_nothing_may_pass(version: str) -> None:
    routes = (Route("GET", "/x", "/x"),)
    found = cases("[web]\ncors =\ncors_preflight_paths = /a\n", QUIET, routes, version)
    assert {(case.kind, case.path, case.expected) for case in found} == {
        ("off", "/", "block"),
        ("off", "/a", "block"),
        ("off", "/x", "block"),
    }


@pytest.mark.parametrize("value", ["off", "none", "false"])
def test_meant_to_be_off_nobody_may_pass_either(value: str) -> None:
    found = cases(f"[web]\ncors = {value}\ncors_preflight_paths = /a\n", Axes())
    assert {case.expected for case in found} == {"block"}
    assert {case.kind for case in found} >= {"unlisted", "foreign"}


def test_what_the_user_asks_for_replaces_what_is_promised() -> None:
    axes = Axes(
        paths=("/api/x", "/y"),
        origins=(APP, "https://other.example"),
        methods=("PATCH",),
        headers=("X-A",),
        credentials=("include",),
        strangers=False,
    )
    found = cases(API, axes)
    assert [(case.path, case.request.origin, case.expected) for case in found] == [
        ("/api/x", APP, "allow"),
        ("/api/x", "https://other.example", "block"),
        ("/y", APP, "block"),
        ("/y", "https://other.example", "block"),
    ]
    assert {case.request.method for case in found} == {"PATCH"}
    assert {case.request.headers for case in found} == {(("X-A", "corscheck"),)}
    assert {case.request.credentials for case in found} == {"include"}


def test_routes_are_tried_with_their_methods() -> None:
    routes = (
        Route("GET", "/api/a", "/api/a"),
        Route("PUT", "/api/{id}", "/api/1"),
        Route("GET", "/other", "/other"),
        Route("DELETE", "/other", "/other"),
        Route("PUT", "/asab/v1/config", "/asab/v1/config"),
    )
    found = [case for case in cases(API, QUIET, routes) if case.kind == "route"]
    assert reported(found) == [
        ("route", "GET", "/api/a", "allow"),
        ("route", "PUT", "/api/1", "allow"),
        ("route", "GET", "/other", "block"),
        ("route", "DELETE", "/other", "block"),
    ]
    assert {case.route for case in found} == {"/api/a", "/api/{id}", "/other"}


def test_a_path_that_was_asked_for_is_tried_once() -> None:
    routes = (Route("PUT", "/api/{id}", "/api/1"), Route("PUT", "/api/2", "/api/2"))
    found = cases(API, Axes(("/api/1",), methods=("PUT",), strangers=False), routes)
    assert reported(found) == [("covered", "PUT", "/api/1", "allow"), ("route", "PUT", "/api/2", "allow")]


def test_really_sent_are_only_methods_that_were_asked_for() -> None:
    def sent(axes: Axes) -> set[str]:
        return {case.request.method for case in cases(API, axes) if not case.request.preflight_only}

    assert sent(QUIET) == set()
    assert sent(Axes(strangers=False, send=True)) == {"GET", "HEAD"}
    assert sent(Axes(strangers=False, send=True, send_unsafe=True)) >= {"GET", "HEAD", "PUT", "DELETE"}
    # The user's own headers are added as requests are sent, so that they are in no case and no report.
    for case in cases(API, Axes(send=True, send_headers=(("Authorization", "Bearer 1"),))):
        assert case.request.preflight_only or case.request.headers == ()


def test_an_error_page_is_tried_where_requests_are_sent() -> None:
    found = [case for case in cases(API, Axes(send=True, strangers=False)) if case.kind == "error-page"]
    assert reported(found) == [("error-page", "GET", "/api/corscheck-missing", "allow")]


def test_what_falls_out_of_the_list_is_still_promised() -> None:
    items = ", ".join(f"/p{number}" for number in range(11))
    text = f"[web]\ncors = *\ncors_preflight_paths = {items}\n"
    lost = [case for case in cases(text) if case.kind == "dropped"]
    assert [(case.path, case.expected) for case in lost] == [(f"/p{n}", "allow") for n in (8, 9, 10)]
    assert [value.text for value, _ in dropped_paths(container(text))] == ["/p8", "/p9", "/p10"]
    assert list(dropped_paths(container(text, "26.37"))) == []
    assert list(dropped_paths(container(f"[web]\ncors_preflight_paths = {items}\n"))) == []


def test_the_plan_has_an_end() -> None:
    routes = tuple(Route("PUT", f"/api/{n}", f"/api/{n}") for n in range(25))
    web = container(API)
    found = plan(web, read_intent(web), BASE, QUIET, routes, limit=20)
    assert [case.id for case in found] == [case.id for case in cases(API, QUIET, routes)[:20]]
    assert MAX_CASES >= 100_000


@pytest.mark.parametrize(
    "options",
    [
        "cors_allow_headers = Content-Type, X:Odd",
        "cors_allow_headers = X:Odd",
        "cors_allow_headers = (x), X-App",
        "cors_allow_methods = PUT, A:B, TRACE",
        "cors_allow_methods = GET\ncors_allow_headers = Accept",
        "cors_allow_methods = GET, POST\ncors_allow_headers =",
    ],
)
def test_every_case_is_a_preflight_that_browsers_send(options: str) -> None:
    text = f"[web]\ncors = https://app.example.com\ncors_preflight_paths = /api/*\n{options}\n"
    seen = trial(text, constant([], 404), version="26.37").observations
    assert seen
    assert all(one.preflight is not None for one in seen)
