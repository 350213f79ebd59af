from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.contract.evaluate import evaluate
from corscheck.contract.expectations import Expectation, decided, policy_cases
from corscheck.contract.openapi import Route
from corscheck.contract.plan import Axes, plan
from corscheck.contract.route_verdicts import with_codes_of
from corscheck.exchange import Failure, Request, Response
from corscheck.rules.live._observation import Trial
from tests.support.live import BASE, asab, classic, constant, container, exact, observed, trial

if TYPE_CHECKING:
    from corscheck.exchange import Answer
    from corscheck.tried import RouteVerdict
    from tests.support.live import Server

APP = "https://app.example.com"
NOTES = f"[web]\ncors = {APP}\ncors_preflight_paths = /notes/*\n"
ROUTES = (
    Route("GET", "/notes", "/notes"),
    Route("POST", "/notes", "/notes"),
    Route("GET", "/notes/{id}", "/notes/1"),
    Route("PUT", "/notes/{id}", "/notes/1"),
)
QUIET = Axes(strangers=False)


def verdicts(
    text: str,
    server: Server,
    axes: Axes = QUIET,
    version: str = "25.15",
    routes: tuple[Route, ...] = ROUTES,
    expectations: tuple[Expectation, ...] = (),
) -> list[RouteVerdict]:
    tried = trial(text, server, axes, version, routes)
    policy = policy_cases([decided(one) for one in expectations], "web", BASE)
    observations = (*tried.observations, *(observed(case, server) for case in policy))
    return evaluate(Trial(tried.container, BASE, tried.intent, tried.running, observations)).routes


def reported(found: list[RouteVerdict]) -> list[tuple[str, bool | None]]:
    return [(f"{one.method} {one.path}", one.callable) for one in found]


def test_the_route_that_no_preflight_path_covers_cannot_be_called() -> None:
    found = verdicts(NOTES, classic(NOTES))
    assert reported(found) == [
        ("GET /notes", True),
        ("POST /notes", False),
        ("GET /notes/1", True),
        ("PUT /notes/1", True),
    ]
    get, post, *_ = found
    assert (get.message, get.cause) == ("without Authorization and other headers that need a preflight", None)
    assert (post.step, post.cause) == ("preflight-status", "route-not-covered")
    assert post.message == "405: no preflight path covers it"
    assert {one.origin for one in found} == {APP}
    assert not any(one.sent or one.invented or one.intended for one in found)


def test_an_origin_that_stands_for_any() -> None:
    text = NOTES.replace(APP, "*")
    assert all(one.invented for one in verdicts(text, classic(text)))


def without_cors(request: Request) -> Answer:
    return Response(204, tuple(asab())) if request.url.endswith("/notes/1") else Response(405)


def test_a_get_that_only_itself_would_show_is_not_known() -> None:
    get, post, *_ = verdicts(NOTES, constant([("Server", "nginx")], 405))
    assert (get.callable, get.cause) == (None, "not-sent")
    assert (post.callable, post.message) == (False, "405, no Allow-Origin: no preflight path covers it")


def test_an_answer_that_names_another_origin_shows_that_a_get_is_blocked() -> None:
    other = [("Access-Control-Allow-Origin", "https://other.example")]
    get, *_ = verdicts(NOTES, constant(other, 405))
    assert (get.callable, get.step) == (False, "response-allow-origin-mismatch")


def test_with_cors_off_a_get_is_what_the_answer_to_options_shows() -> None:
    off, asked = NOTES.replace(APP, ""), Axes(origins=(APP,), strangers=False)
    get, post, *_ = verdicts(off, constant([("Access-Control-Allow-Origin", "*")], 405), asked)
    assert (get.callable, post.callable) == (True, False)
    assert verdicts(off, constant([], 405), asked)[0].callable is False


def test_what_is_sent_decides() -> None:
    axes = Axes(strangers=False, send=True)
    get, *_ = verdicts(NOTES, classic(NOTES), axes)
    assert (get.callable, get.sent, get.message) == (True, True, "")
    get, *_ = verdicts(NOTES, without_cors, axes)
    assert (get.callable, get.sent, get.step) == (False, True, "response-allow-origin-missing")


def test_later_versions_send_the_header_with_covered_paths_only() -> None:
    def later(request: Request) -> Answer:
        covered = request.url.startswith(BASE + "/notes/")
        return exact(APP)(request) if covered else Response(405, (("Server", "asab/26.37"),))

    text = f"{NOTES}cors_allow_headers = Authorization\n"
    found = verdicts(text, later, version="26.37", routes=(Route("GET", "/other", "/other"), *ROUTES[2:]))
    assert reported(found) == [("GET /other", False), ("GET /notes/1", True), ("PUT /notes/1", True)]


def test_no_answer_is_not_known() -> None:
    found = verdicts(NOTES, lambda _: Failure("timeout", "no answer in 5 s"))
    assert {(one.callable, one.cause) for one in found} == {(None, "no-answer")}


def test_the_worst_observation_counts() -> None:
    def serve(request: Request) -> Answer:
        return Response(204, tuple(asab())) if request.method == "OPTIONS" else Response(200)

    (get,) = verdicts(NOTES, serve, Axes(strangers=False, send=True), routes=ROUTES[2:3])
    assert (get.callable, get.sent, get.step) == (False, True, "response-allow-origin-missing")
    assert get.cause == "response-blocked"
    assert get.codes == ("CORS201", "CORS241")


@pytest.mark.parametrize("path", ["/notes", "/elsewhere"])
def test_a_path_that_was_asked_for_is_a_route_with_every_method(path: str) -> None:
    axes = Axes((path,), methods=("POST", "DELETE"), strangers=False)
    assert reported(verdicts(NOTES, classic(NOTES), axes, routes=())) == [
        (f"POST {path}", False),
        (f"DELETE {path}", False),
    ]


def test_no_path_that_was_made_up_is_a_route() -> None:
    assert verdicts(NOTES, classic(NOTES), Axes(), routes=()) == []


def test_expectations_are_routes_and_those_that_block_say_that_it_is_intended() -> None:
    allow = Expectation(APP, "/notes/7", "DELETE", ("content-type",))
    block = Expectation(APP, "/notes", "POST", ("content-type",), result="block")
    other = Expectation("https://evil.example", "/notes", "POST", ("content-type",), result="block")
    found = verdicts(NOTES, classic(NOTES), expectations=(allow, block, other))
    assert reported(found)[-1] == ("DELETE /notes/7", True)
    assert [f"{one.method} {one.path}" for one in found if one.intended] == ["POST /notes"]
    assert {one.origin for one in found} == {APP}
    by_template = Expectation(APP, "/notes/99", "PUT", result="block")
    found = verdicts(NOTES, classic(NOTES), expectations=(by_template,))
    assert [f"{one.method} {one.path}" for one in found if one.intended] == ["PUT /notes/1"]


def test_with_cors_off_no_page_is_meant_to_call_the_routes() -> None:
    off = NOTES.replace(APP, "")
    assert {(one.callable, one.intended) for one in verdicts(off, constant([], 404))} == {(False, True)}
    found = verdicts(off, constant([], 404), Axes(origins=(APP,)))
    assert [(one.callable, one.intended) for one in found] == [(False, False)] * 4


def test_what_was_left_is_not_known() -> None:
    tried = trial(NOTES, classic(NOTES), QUIET, routes=ROUTES)
    cases = plan(container(NOTES), tried.intent, BASE, QUIET, ROUTES)
    first = next(number for number, case in enumerate(cases) if case.route)
    some = Trial(tried.container, BASE, tried.intent, tried.running, tried.observations[: first + 1])
    found = evaluate(some, left=cases[first + 1 :]).routes
    assert [(one.callable, one.cause) for one in found] == [(True, None)] + [(None, "not-tried")] * 3


def test_codes_follow_the_checks() -> None:
    found = evaluate(trial(NOTES, classic(NOTES), QUIET, routes=ROUTES))
    assert found.routes[2].codes == ("CORS201",)
    bare = [check._replace(codes=()) for check in found.checks]
    assert {route.codes for route in with_codes_of(found.routes, bare)} == {()}
