from __future__ import annotations

import pytest

from corscheck.contract.plan import Axes
from corscheck.exchange import Answer, Failure, Request, Response
from corscheck.fetch.request import FetchRequest
from corscheck.rules.live._case import Case
from corscheck.rules.live._observation import Observation, has_response, is_not_allowed
from tests.support.live import observed, trial

APP = "https://app.example.com"
TEXT = f"[web]\nlisten = 127.0.0.1 8080\ncors = {APP}\ncors_preflight_paths = /a/*\n"
ALLOWED = (
    ("Access-Control-Allow-Origin", APP),
    ("Access-Control-Allow-Methods", "PUT, POST, DELETE, PATCH"),
    ("Access-Control-Allow-Headers", "*, authorization"),
)


def seen(*answers: Answer, kind: str = "covered", expected: str = "allow", **request: object) -> Observation:
    """What is observed where these answers come, one after the other."""
    left = list(answers)
    asked = FetchRequest("http://127.0.0.1:8080/a", APP, "PUT", tls_in_front=True, **request)  # type: ignore[arg-type]
    made = Case("id", kind, "web", asked, "/a", expected, "", None)  # type: ignore[arg-type]
    return observed(made, lambda _request: left.pop(0))


def test_a_preflight_that_passes() -> None:
    found = seen(Response(204, ALLOWED), preflight_only=True)
    assert (found.result, found.passed, found.origin_allowed, found.step) == (
        "preflight_passed",
        True,
        True,
        None,
    )
    assert (found.status, found.origin, found.response) == (204, APP, None)
    assert (is_not_allowed(found), has_response(found)) == (False, False)


def test_the_request_itself_decides_where_it_was_sent() -> None:
    found = seen(Response(204, ALLOWED), Response(500), send_unsafe=True)
    assert (found.result, found.status, found.step) == (
        "response_blocked",
        500,
        "response-allow-origin-missing",
    )
    assert isinstance(found.preflight, Response)
    assert (is_not_allowed(found), has_response(found)) == (True, True)
    assert has_response(seen(Response(204, ALLOWED), Failure("closed", "x"), send_unsafe=True)) is False


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (ALLOWED, True),
        (ALLOWED[:1], True),  # another method would pass
        ((), False),
        ((("Access-Control-Allow-Origin", "https://other.example"),), False),
    ],
)
def test_whether_the_origin_is_allowed_with_whatever_method(
    headers: tuple[tuple[str, str], ...],
    expected: bool,  # noqa: FBT001  # a table
) -> None:
    assert seen(Response(204, headers), preflight_only=True).origin_allowed is expected


@pytest.mark.parametrize(
    ("kind", "expected", "must"),
    [
        ("covered", "allow", True),
        ("covered", "block", False),
        ("foreign", "block", False),
        ("policy", "allow", False),
        ("wanted", "allow", False),
    ],
)
def test_only_what_the_configuration_says_must_pass(kind: str, expected: str, must: bool) -> None:  # noqa: FBT001
    found = seen(Response(204, ALLOWED), kind=kind, expected=expected, preflight_only=True)
    assert found.must_pass is must


def test_without_an_answer_nothing_is_known() -> None:
    found = seen(Failure("refused", "nothing listens"), preflight_only=True)
    assert (found.result, found.status, found.origin, found.values("vary")) == ("unreachable", 0, None, [])
    assert (found.passed, found.origin_allowed, found.must_pass) == (False, False, True)


def test_several_lines_are_joined_as_browsers_do() -> None:
    twice = (("access-control-allow-origin", "*"), ("Access-Control-Allow-Origin", APP))
    found = seen(Response(204, twice), preflight_only=True)
    assert (found.origin, found.values("Access-Control-Allow-Origin")) == (f"*, {APP}", ["*", APP])


def serve(request: Request) -> Response:
    origin = dict(request.headers).get("Origin", "")
    if request.method != "OPTIONS":
        return Response(200, (("Access-Control-Allow-Origin", origin),))
    return Response(204, (("Access-Control-Allow-Origin", origin), *ALLOWED[1:]))


def test_what_all_observations_show_together() -> None:
    found = trial(TEXT, serve, Axes(send=True, origins=(APP, "https://b.example")))
    assert found.echoes_origin
    assert {path for _, path in found.origin_dependent} >= {"http://127.0.0.1:8080/a/corscheck"}
    assert (found.refused_preflights, found.failed_steps, found.answers_only_404) == (
        frozenset(),
        frozenset(),
        False,
    )


def test_what_is_refused() -> None:
    found = trial(TEXT, lambda _request: Response(204))
    assert {origin for _, origin in found.refused_preflights} == {APP}
    assert "preflight-allow-origin-missing" in found.failed_steps
    assert not found.echoes_origin


@pytest.mark.parametrize(
    ("answer", "text", "ready", "expected"),
    [
        (Response(404, (("Access-Control-Allow-Origin", "*"),)), TEXT, None, True),
        (Response(404, (("Access-Control-Allow-Origin", "*"),)), TEXT, Response(404), True),
        (Response(404, (("Access-Control-Allow-Origin", "*"),)), TEXT, Response(200), False),
        (Response(404, (("Access-Control-Allow-Origin", "*"), ("Server", "nginx"))), TEXT, None, False),
        (Response(404), TEXT, None, False),
        (Response(403, (("Access-Control-Allow-Origin", "*"),)), TEXT, None, False),
        (Response(404, (("Access-Control-Allow-Origin", "*"),)), TEXT + "[tenants]\nids = a\n", None, False),
    ],
)
def test_whether_everything_is_404(
    answer: Response,
    text: str,
    ready: Response | None,
    expected: bool,  # noqa: FBT001  # a table
) -> None:
    assert trial(text, lambda _request: answer, ready=ready).answers_only_404 is expected
