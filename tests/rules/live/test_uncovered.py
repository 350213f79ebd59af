from __future__ import annotations

import pytest

from corscheck.contract.expectations import Expectation, decided, policy_cases
from corscheck.contract.named_routes import named_route
from corscheck.contract.plan import Axes
from corscheck.exchange import Failure, Request, Response
from corscheck.rules.live._observation import Trial
from corscheck.rules.live._uncovered import is_meant_to_be_blocked, uncovered
from tests.support.live import BASE, asab, classic, constant, exact, observed, trial

APP = "https://app.example.com"
NOTES = f"[web]\ncors = {APP}\ncors_preflight_paths = /notes/*\n"
ROUTES = list(map(named_route, ["GET /notes", "POST /notes", "PUT /notes/{id}", "DELETE /x/{id}", "GET /y"]))
QUIET = Axes(strangers=False)
HEADERS = ("content-type",)


def reported(tried: Trial) -> list[str]:
    return [f"{seen.case.request.method} {seen.case.path}" for seen in uncovered(tried)]


def with_policy(*expectations: Expectation, text: str = NOTES) -> Trial:
    tried = trial(text, classic(text), QUIET, routes=ROUTES)
    cases = policy_cases(list(map(decided, expectations)), "web", BASE)
    seen = tuple(observed(case, classic(text)) for case in cases)
    return Trial(tried.container, BASE, tried.intent, tried.running, (*tried.observations, *seen))


def test_routes_that_need_a_preflight_and_get_none() -> None:
    assert reported(trial(NOTES, classic(NOTES), QUIET, routes=ROUTES)) == [
        "POST /notes",
        "DELETE /x/corscheck",
    ]


def test_those_that_somebody_else_answers_are_not_such_routes() -> None:
    assert reported(trial(NOTES, constant(asab()), QUIET, routes=ROUTES)) == []


def test_without_an_answer_nothing_is_known() -> None:
    assert reported(trial(NOTES, lambda _: Failure("timeout", "no answer"), QUIET, routes=ROUTES)) == []


def test_origins_that_are_not_meant_to_call_anything_do_not_count() -> None:
    axes = Axes(strangers=False, origins=("https://other.example",))
    assert reported(trial(NOTES, classic(NOTES), axes, routes=ROUTES)) == []


def test_later_versions_block_get_as_well() -> None:
    def serve(request: Request) -> Response:
        if not request.url.startswith(BASE + "/notes"):
            return Response(405, (("Server", "asab/26.37"),))
        answer = exact(APP)(request)
        assert isinstance(answer, Response)
        return answer

    text = f"{NOTES}cors_allow_headers = Authorization\n"
    assert reported(trial(text, serve, QUIET, "26.37", ROUTES)) == ["DELETE /x/corscheck", "GET /y"]


@pytest.mark.parametrize("path", ["/x/corscheck", "/x/{id}", "/x/7", "/x/7?y=1"])
def test_what_a_policy_blocks_is_meant(path: str) -> None:
    blocks = Expectation(APP, path, "DELETE", HEADERS, result="block")
    tried = with_policy(blocks)
    assert reported(tried) == ["POST /notes"]
    routes = [seen.case for seen in tried.observations if seen.case.route]
    assert [case.path for case in routes if is_meant_to_be_blocked(tried, case)] == ["/x/corscheck"]


@pytest.mark.parametrize(
    "blocks",
    [
        Expectation("https://other.example", "/x/7", "DELETE", HEADERS, result="block"),
        Expectation(APP, "/x/7", "PUT", HEADERS, result="block"),
        Expectation(APP, "/x/7/8", "DELETE", HEADERS, result="block"),
    ],
)
def test_what_it_blocks_otherwise_is_not(blocks: Expectation) -> None:
    assert reported(with_policy(blocks)) == ["POST /notes", "DELETE /x/corscheck"]


def test_where_the_origin_stands_for_any_every_one_that_is_blocked_counts() -> None:
    blocks = Expectation(APP, "/x/7", "DELETE", HEADERS, result="block")
    assert reported(with_policy(blocks, text=NOTES.replace(APP, "*"))) == ["POST /notes"]


def test_what_a_policy_allows_is_reported_by_its_own_rule() -> None:
    allows = Expectation(APP, "/z", "DELETE", HEADERS)
    assert reported(with_policy(allows)) == ["POST /notes", "DELETE /x/corscheck"]
