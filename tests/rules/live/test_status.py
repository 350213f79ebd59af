from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.contract.evaluate import evaluate
from corscheck.contract.plan import Axes
from corscheck.exchange import Failure, Response
from tests.support.live import asab, constant, exact, judged, trial

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request

APP = "https://app.example.com"
ONE = f"[web]\ncors = {APP}\ncors_preflight_paths = /*\n"
ALL = "[web]\ncors = *\ncors_preflight_paths = /*\n"
QUIET = Axes(strangers=False)
DEAD = [("Server", "asab/25.15"), ("Access-Control-Allow-Origin", "*")]


@pytest.mark.parametrize(
    ("status", "headers", "code"),
    [
        (301, [("Location", "/x")], "CORS213"),
        (303, [], "CORS211"),
        (304, [], "CORS211"),
        (300, [("Location", "/x")], "CORS211"),
    ],
)
def test_only_what_browsers_take_for_a_redirect_is_one(
    status: int, headers: list[tuple[str, str]], code: str
) -> None:
    assert [finding.code for finding in judged(ALL, constant(headers, status), QUIET).findings] == [code]


@pytest.mark.parametrize(
    ("base", "reported"),
    [("https://www.example.com", "to the same path of https://www.example.com"), ("", "adds a slash")],
)
def test_a_redirect_of_every_path_is_one_message(base: str, reported: str) -> None:
    def serve(request: Request) -> Answer:
        path = "/" + request.url.split("/", 3)[3]
        return Response(308, (("Location", base + path if base else path + "/"),))

    (finding,) = judged(ALL, serve, QUIET).findings
    assert reported in finding.message
    assert "also" not in (finding.help or "")


def test_nothing_is_said_about_headers_of_an_answer_that_has_none() -> None:
    (finding,) = judged(ALL, constant([], 405), QUIET).findings
    assert "also wrong" not in (finding.help or "")
    headers = asab(allow_methods="GET", server=None)
    (finding,) = judged(ALL, constant(headers, 500), QUIET).findings
    assert "also wrong: `PUT` is not in Access-Control-Allow-Methods" in (finding.help or "")


@pytest.mark.parametrize(
    ("server", "reported"), [("asab/25.15", True), ("asab/26.40", False), ("nginx", False)]
)
def test_a_service_that_runs_with_cors_off_is_recognised(server: str, *, reported: bool) -> None:
    (finding,) = judged(ALL, constant([("Server", server)], 405), QUIET).findings
    assert finding.code == "CORS211"
    assert ("CORS is off in the file that it has read" in (finding.help or "")) == reported


@pytest.mark.parametrize(
    ("status", "reported"),
    [(429, "--rate"), (502, "behind the proxy"), (403, "let OPTIONS pass"), (500, "the log of the service")],
)
def test_each_status_has_its_advice(status: int, reported: str) -> None:
    (finding,) = judged(ALL, constant([], status), QUIET).findings
    assert reported in (finding.help or "")


@pytest.mark.parametrize(
    ("ready", "code"), [(None, "CORS214"), (Response(404), "CORS214"), (Response(200), "CORS211")]
)
def test_a_container_that_answers_anything_else_is_not_half_dead(ready: Response | None, code: str) -> None:
    found = evaluate(trial(ALL, constant(DEAD, 404), QUIET, ready=ready))
    assert [finding.code for finding in found.findings] == [code]
    assert {check.outcome for check in found.checks} == {"failed"}


@pytest.mark.parametrize(
    ("kind", "ready", "expected"),
    [
        ("closed", Response(404), ["CORS216"]),
        ("timeout", Response(404), ["CORS216"]),
        ("not-http", Response(404), ["CORS216"]),
        ("refused", Response(404), []),  # it is not there any more
        ("deadline", Response(404), []),
        ("closed", None, []),
    ],
)
def test_a_server_that_answers_everything_but_preflights(
    kind: str, ready: Response | None, expected: list[str]
) -> None:
    found = evaluate(trial(ALL, lambda _: Failure(kind, "no answer"), QUIET, ready=ready))
    assert [finding.code for finding in found.findings] == expected


def test_what_the_deadline_cut_off_is_nobodys_fault() -> None:
    answered = iter(range(3))

    def serve(request: Request) -> Answer:
        late = next(answered, None) is None
        return Failure("deadline", "not sent") if late else exact(APP)(request)

    assert evaluate(trial(ONE, serve, QUIET)).findings == []


@pytest.mark.parametrize(
    ("location", "message"),
    [
        ("https://127.0.0.1:8080/a/b", "to https"),
        ("http://127.0.0.1:8080/a/b/", "adds a slash"),
        ("/a/b/", "adds a slash"),
        ("/Login?next=x", "to a login page"),
        ("/signin", "to a login page"),
        ("/sign-in", "to a login page"),
        ("/oauth2", "to a login page"),
        ("https://sso.example.com/x", "to a login page"),
        ("https://www.example.com/a/b", "to the same path of https://www.example.com"),
        ("/other/a/b", "to /other/a/b"),
        ("/x" * 200, f"to {('/x' * 200)[:200]}, "),
    ],
)
def test_redirects_by_their_target(location: str, message: str) -> None:
    axes = QUIET._replace(paths=("/a/b",))
    (finding,) = judged(ALL, constant([("Location", location)], 301), axes).findings
    assert finding.code == "CORS213"
    assert f"(301, {message.removesuffix(', ')})" in finding.message


@pytest.mark.parametrize(
    ("server", "who"), [("nginx/1.25", "it looks like nginx answered; "), ("unknown", "")]
)
def test_who_answered_is_named_where_it_is_known(server: str, who: str) -> None:
    (finding,) = judged(ALL, constant([("Server", server)], 404), QUIET).findings
    assert (finding.help or "").startswith(f"{who}check that the running service reads this file")


def test_a_tenant_is_only_a_guess_for_asab_with_its_own_headers() -> None:
    found = [
        judged(f"{ALL}[tenants]\n", constant(headers, 404), QUIET).findings[0].help or ""
        for headers in (DEAD, [("Server", "asab/25.36"), *DEAD[1:]], DEAD[:1])
    ]
    assert ["TenantService" in one for one in found] == [True, False, False]
