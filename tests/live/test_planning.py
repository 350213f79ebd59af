from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.contract.named_routes import named_route
from corscheck.contract.plan import Axes
from corscheck.live.planning import Planned, planned
from corscheck.live.target import Target, places
from corscheck.openapi_source import ServiceRoutes
from corscheck.wire.transport import Connection
from tests.live.test_runner import config, web

if TYPE_CHECKING:
    from pathlib import Path

ROUTES = '{"openapi": "3.0.0", "paths": {"/other": {"put": {}}}}'


def plan(tmp_path: Path, text: str, *, offline: bool = False, **target: object) -> Planned:
    made = Target(config(tmp_path, text), **target)  # type: ignore[arg-type]  # of the table below
    (place,) = places(made, DEFAULT_PROFILE)
    return planned(made, place, Connection(), offline=offline)


@pytest.mark.parametrize(
    ("cors", "openapi", "offline", "caveats"),
    [
        ("*", "off", False, 1),
        ("*", "off", True, 0),
        ("*", "auto", True, 0),
        ("", "off", False, 0),  # nothing is covered, whatever the routes are
        ("*", "routes.json", False, 0),
    ],
)
def test_unknown_routes_are_a_caveat(
    tmp_path: Path, cors: str, openapi: str, *, offline: bool, caveats: int
) -> None:
    (tmp_path / "routes.json").write_text(ROUTES)
    named = openapi if openapi in ("off", "auto") else str(tmp_path / openapi)
    found = plan(tmp_path, web(1, cors), offline=offline, openapi=named)
    assert (len(found.caveats), found.errors) == (caveats, ())
    assert found.cases


@pytest.mark.parametrize(("paths", "errors"), [((), 1), (("/a",), 0)])
def test_routes_after_the_limit_are_an_error_where_no_path_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: tuple[str, ...], errors: int
) -> None:
    cut = ServiceRoutes((named_route("PUT /a"),), unread="100 of its 2,100 paths after 2,000 routes")
    monkeypatch.setattr("corscheck.live.planning.service_routes", lambda *_: cut)
    found = plan(tmp_path, web(1), axes=Axes(paths))
    assert [error.kind for error in found.errors] == ["not-tested"] * errors
    (caveat,) = found.caveats
    assert "100 of its 2,100 paths" in caveat


def test_routes_of_asab_itself_are_left_out_and_noted(tmp_path: Path) -> None:
    named = tuple(map(named_route, ["PUT /a", "PUT /documents", "GET /asab/v1/config", "GET /doc"]))
    found = plan(tmp_path, web(1), openapi="off", routes=named)
    assert {case.path for case in found.cases if case.kind == "route"} == {"/a", "/documents"}
    (note,) = found.notes
    assert "2 routes of ASAB itself, such as /asab/v1/config, were not tried" in note


def test_routes_that_the_settings_name_are_known(tmp_path: Path) -> None:
    (tmp_path / "routes.json").write_text(ROUTES)
    named = (named_route("DELETE /a/b"), named_route("PUT /other"), named_route("PUT /asab/x"))
    for openapi in ("off", str(tmp_path / "routes.json")):
        found = plan(tmp_path, web(1), openapi=openapi, routes=named, internal=("/asab/*",))
        tried = {f"{case.request.method} {case.path}" for case in found.cases if case.kind == "route"}
        assert tried == {"DELETE /a/b", "PUT /other"}
        assert found.caveats == ()


def test_a_document_that_was_named_is_an_error_and_the_rest_is_planned(tmp_path: Path) -> None:
    found = plan(tmp_path, web(1), openapi=str(tmp_path / "none.json"))
    ((kind, span),) = ((error.kind, error.span) for error in found.errors)
    assert kind == "openapi"
    assert span is not None
    assert span.line == 2
    assert found.cases
    assert found.caveats == ()


def test_more_cases_than_are_planned_are_not_tested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corscheck.live.planning.MAX_CASES", 100)
    paths = tuple(f"/{number}" for number in range(100))
    found = plan(tmp_path, web(1), openapi="off", axes=Axes(paths=paths, strangers=False))
    assert len(found.cases) == 100
    assert [error.kind for error in found.errors] == ["not-tested"]
    assert "the rest is not tried" in found.errors[0].message


@pytest.mark.parametrize(("cors", "kinds"), [("*", ["not-tested"]), ("", [])])
def test_a_path_whose_expression_takes_too_long_is_not_tested(
    tmp_path: Path, cors: str, kinds: list[str]
) -> None:
    text = web(80, cors).replace("/*", r"/a/{x:(a+)+\2+}b, /c")
    found = plan(tmp_path, text, openapi="off", axes=Axes(strangers=False))
    assert [error.kind for error in found.errors] == kinds
    assert found.cases
