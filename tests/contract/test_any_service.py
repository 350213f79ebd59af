from __future__ import annotations

import pytest

from corscheck.contract.any_service import (
    Wanted,
    base_route,
    origins_of,
    plan_any,
    routes_of,
    stand_in,
)
from corscheck.contract.cases import Axes
from corscheck.contract.expectations import Expectation
from corscheck.contract.intent import read_intent
from corscheck.contract.openapi import Route

APP, OTHER = "https://app.example.com", "https://other.example.com"
GET, PUT, DELETE = (Route(method, "/x/{id}", "/x/1") for method in ("GET", "PUT", "DELETE"))
BASE = "http://127.0.0.1:1/v1/"


def planned(axes: Axes, *routes: Route, origins: tuple[str, ...] = (APP,), **wanted: object) -> list[str]:
    """What is tried: kind, request and headers; `!` where the request itself is sent."""
    cases = plan_any(Wanted(BASE, origins, routes, **wanted), axes, 1000)  # type: ignore[arg-type]  # of the tests
    return [
        f"{case.kind} {case.request.method} {case.request.url} {case.request.origin}"
        + ("" if case.request.preflight_only else " !")
        + "".join(f" {name}" for name, _ in case.request.headers)
        for case in cases
    ]


def test_the_stand_in_allows_what_is_wanted() -> None:
    container = stand_in([APP, OTHER])
    assert container.starts
    assert container.cors_enabled
    assert container.covers("/anything") is True
    assert [entry.origin for entry in read_intent(container).origins] == [APP, OTHER]
    assert read_intent(stand_in([])).mode == "disabled"


def test_each_route_from_each_origin_and_only_what_is_safe_is_sent() -> None:
    axes = Axes(strangers=False)
    assert planned(axes, GET, PUT, DELETE, origins=(APP, OTHER))[::2] == [
        f"wanted GET http://127.0.0.1:1/v1/x/1 {APP} !",
        f"wanted PUT http://127.0.0.1:1/v1/x/1 {APP} content-type",
        f"wanted DELETE http://127.0.0.1:1/v1/x/1 {APP}",
    ]
    unsafe = axes._replace(send_unsafe=True, headers=("X-A",))
    assert planned(unsafe, DELETE) == [f"wanted DELETE http://127.0.0.1:1/v1/x/1 {APP} ! X-A"]
    both = axes._replace(credentials=("omit", "include"))
    assert len(planned(both, DELETE)) == 2


def test_what_the_policy_decides_is_not_tried_twice() -> None:
    row = Expectation(APP, "/x/1", "PUT", result="block")
    found = planned(Axes(strangers=False), GET, PUT, expectations=(row,))
    assert [line.split()[1] for line in found] == ["GET"]


def test_foreign_origins_change_nothing_and_are_tried_on_one_route() -> None:
    found = [line for line in planned(Axes(send_unsafe=True), GET, DELETE) if line.startswith("foreign")]
    assert len(found) > 40
    deletes = [line for line in found if " DELETE " in line]
    assert len(deletes) == 3
    assert not any(line.endswith("!") for line in deletes)
    assert all(line.endswith("!") for line in found if " GET " in line)
    assert not [line for line in found if line.split()[3] == APP]
    assert planned(Axes(strangers=False)) == []


def test_without_routes_foreign_origins_are_tried_on_those_of_the_policy() -> None:
    rows = (Expectation(APP, "/p", "GET"), Expectation(OTHER, "/p", "GET"))
    found = planned(Axes(), expectations=rows)
    assert found
    assert {line.split()[2] for line in found} == {"http://127.0.0.1:1/v1/p"}


def test_a_cookie_is_tried_with_credentials_too() -> None:
    axes = Axes(send_headers=(("Cookie", "a=b"),))
    assert len(planned(axes, GET)) > 1.9 * len(planned(Axes(), GET)) - 2


def test_the_limit() -> None:
    assert len(plan_any(Wanted(BASE, (APP,), (GET,)), Axes(), 5)) == 5


def test_the_base_url_itself() -> None:
    for url, path in ((BASE, "/v1/"), ("http://127.0.0.1:1", "/"), ("http://[::1]:1/a?b", "/a?b")):
        route = base_route(url)
        assert (route.method, route.path) == ("GET", path)
        (case,) = plan_any(Wanted(url, (APP,), (route,), whole=True), Axes(strangers=False), 10)
        assert case.request.url == url


@pytest.mark.parametrize(
    ("axes", "expected"),
    [
        (Axes(), [GET, PUT]),
        (Axes(methods=("PUT", "POST")), [PUT]),
        (Axes(paths=("/x/1", "/y")), ["GET /x/1", "PUT /x/1", "GET /y"]),
        (Axes(paths=("/y",), methods=("PUT", "POST")), ["PUT /y", "POST /y"]),
    ],
)
def test_which_routes(axes: Axes, expected: list[object]) -> None:
    found = routes_of(axes, [GET, PUT])
    assert [one if one in expected else f"{one.method} {one.path}" for one in found] == expected


def test_which_origins() -> None:
    rows = [
        Expectation(APP, "/"),
        Expectation("https://evil.example", "/", result="block"),
        Expectation(APP, "/b"),
    ]
    assert origins_of(Axes(), rows) == (APP,)
    assert origins_of(Axes(origins=(OTHER,)), rows) == (OTHER,)
    assert origins_of(Axes(), []) == ()
