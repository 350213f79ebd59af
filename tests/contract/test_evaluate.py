from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.contract.evaluate import evaluate, rechecked
from corscheck.contract.expectations import decided, expectation, policy_cases
from corscheck.contract.plan import Axes
from corscheck.exchange import Failure, Request, Response
from tests.support.live import BASE, asab, classic, codes, constant, exact, judged, observed, trial

if TYPE_CHECKING:
    from corscheck.exchange import Answer

APP = "https://app.example.com"
ONE = f"[web]\ncors = {APP}\ncors_preflight_paths = /api/*\n"
ALL = "[web]\ncors = *\ncors_preflight_paths = /*\n"
QUIET = Axes(strangers=False)
SEND = Axes(strangers=False, send=True)


def test_the_main_job_has_one_clear_finding_at_the_line() -> None:
    found = judged(ONE, classic(ONE))
    (finding,) = found.findings
    assert (finding.code, finding.severity) == ("CORS201", "error")
    assert (finding.span.line, finding.span.text) == (2, APP)
    assert "but the server answers `Access-Control-Allow-Origin: *`" in finding.message
    assert finding.help is not None
    assert "26.36" in finding.help
    assert finding.exchange is not None
    assert finding.exchange.curl.startswith("curl ")
    failed = [check for check in found.checks if check.outcome == "failed"]
    assert f"({len(failed)} checks, such as PUT /api/corscheck from {APP})" in finding.message
    assert {check.codes for check in failed} == {("CORS201",)}
    assert {check.outcome for check in found.checks} == {"failed", "passed"}


@pytest.mark.parametrize("cors", ["*", "true", '"*"'])
def test_where_everybody_is_meant_there_is_nothing_to_say(cors: str) -> None:
    text = f"[web]\ncors = {cors}\ncors_preflight_paths = /*\n"
    assert codes(text, classic(text)) == []


@pytest.mark.parametrize(
    "cors", ["off", "none", "https://a.example, https://b.example", "app.example.com", "x y"]
)
def test_every_other_value_is_one_finding(cors: str) -> None:
    text = f"[web]\ncors = {cors}\ncors_preflight_paths = /*\n"
    assert codes(text, classic(text)) == ["CORS201"]


def test_a_server_that_is_as_promised_gives_no_finding() -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths = /*\n"
    found = judged(text, exact(APP))
    assert found.findings == []
    assert {check.outcome for check in found.checks} == {"passed"}


def test_only_the_worst_of_a_line_leads_and_the_others_follow() -> None:
    def prefix(request: Request) -> Answer:
        origin = dict(request.headers)["Origin"]
        return exact(origin)(request) if origin.startswith(APP) else Response(204)

    (finding,) = judged(f"[web]\ncors = {APP}\ncors_preflight_paths = /*\n", prefix).findings
    assert finding.code == "CORS202"
    assert finding.severity == "error"
    assert "only the start of the origin is compared" in finding.message
    assert finding.help is not None
    assert "; also: " in finding.help
    assert " more" in finding.help


def test_entries_on_different_lines_are_different_findings() -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths =\n  /a/*\n  /b/*, /c/*\n"

    def serve(request: Request) -> Answer:
        path = request.url.removeprefix(BASE)
        return exact(APP)(request) if path.startswith("/d") else Response(503)

    found = [finding for finding in judged(text, serve, QUIET).findings if finding.code == "CORS211"]
    assert [(finding.span.line, finding.span.text) for finding in found] == [(4, "/a/*"), (5, "/b/*, /c/*")]


def test_what_nobody_wrote_stands_at_the_section() -> None:
    (finding,) = judged("[web]\ncors = *\n", constant([], 404), QUIET).findings
    assert finding.span.text == "[web]"


def test_credentials_are_looked_at_where_they_are_asked_for() -> None:
    both = QUIET._replace(credentials=("omit", "include"))
    assert codes(ALL, classic(ALL), QUIET) == []
    assert codes(ALL, classic(ALL), both) == ["CORS224"]
    text = f"[web]\ncors = {APP}\ncors_preflight_paths = /*\n"
    assert codes(text, exact(APP), both) == ["CORS225"]
    assert codes(text, exact(APP, credentials=True), both) == []


def test_credentials_that_an_option_promises_are_looked_at_by_themselves() -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths = /*\ncors_allow_credentials = yes\n"
    server = exact(APP)
    (finding,) = (one for one in judged(text, server, QUIET, "26.37").findings if one.code == "CORS225")
    assert finding.span.line == 4


@pytest.mark.parametrize(
    ("failures", "expected"),
    [
        (("POST",), ["CORS216"]),
        ((), []),
    ],
)
def test_one_request_without_answer_is_a_finding_where_others_have_one(
    failures: tuple[str, ...], expected: list[str]
) -> None:
    def serve(request: Request) -> Answer:
        if dict(request.headers).get("Access-Control-Request-Method") in failures:
            return Failure("closed", "the connection was closed")
        return classic(ALL)(request)

    assert codes(ALL, serve, QUIET) == expected


def test_nothing_answered_is_not_a_finding() -> None:
    tried = trial(ALL, lambda _: Failure("refused", "connection refused"), QUIET)
    found = evaluate(tried)
    assert found.findings == []
    assert {check.outcome for check in found.checks} == {"unreachable"}


def test_a_response_that_lacks_what_the_preflight_has() -> None:
    def serve(request: Request) -> Answer:
        return classic(ALL)(request) if request.method == "OPTIONS" else Response(200)

    found = judged(ALL, serve, SEND)
    assert [finding.code for finding in found.findings] == ["CORS241"]


def test_error_pages_without_headers() -> None:
    def serve(request: Request) -> Answer:
        missing = request.method != "OPTIONS" and request.url.endswith("-missing")
        return Response(404) if missing else classic(ALL)(request)

    assert codes(ALL, serve, SEND) == ["CORS242"]


@pytest.mark.parametrize(("vary", "expected"), [(True, []), (False, ["CORS243"])])
def test_answers_that_depend_on_the_origin_must_say_so(*, vary: bool, expected: list[str]) -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths = /*\n"
    assert codes(text, exact(APP, vary=vary), Axes(send=True)) == expected
    assert codes(text, exact(APP, vary=vary)) == []


def test_a_constant_answer_needs_no_vary() -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths = /*\n"
    headers = [
        ("Access-Control-Allow-Origin", APP),
        ("Access-Control-Allow-Methods", "*"),
        ("Access-Control-Allow-Headers", "authorization, content-type"),
    ]
    assert codes(text, constant(headers), Axes(send=True)) == []


@pytest.mark.parametrize(
    ("location", "reported"),
    [
        ("http://127.0.0.1:8080/corscheck/", "adds a slash"),
        ("https://127.0.0.1:8080/corscheck", "to https"),
        ("https://id.example.com/login?next=/", "to a login page"),
        ("/login", "to a login page"),
        ("http://elsewhere.example/", "to http://elsewhere.example/"),
    ],
)
def test_redirects_are_named(location: str, reported: str) -> None:
    axes = QUIET._replace(paths=("/corscheck",), methods=("PUT",))
    found = judged(ALL, constant([("Location", location), *asab()], 302), axes)
    (finding,) = found.findings
    assert finding.code == "CORS213"
    assert reported in finding.message


@pytest.mark.parametrize(
    ("version", "part"), [("25.15", "ASAB's AuthService guards OPTIONS"), ("25.36", "let OPTIONS pass")]
)
def test_authentication_in_front_of_preflights_says_whose_it_is(version: str, part: str) -> None:
    headers = [("Server", f"asab/{version}"), ("Access-Control-Allow-Origin", "*")]
    (finding,) = judged(ALL, constant(headers, 401), QUIET, version).findings
    assert finding.code == "CORS212"
    assert finding.help is not None
    assert part in finding.help


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"max_age": "600"}, "`Access-Control-Max-Age` is `600`, not `86400`"),
        ({"max_age": None}, "`Access-Control-Max-Age` is missing, not `86400`"),
        ({"allow_credentials": None}, "`Access-Control-Allow-Credentials` is missing, not `true`"),
        ({"allow_headers": "*, Authorization"}, "`Access-Control-Allow-Headers` is `*, Authorization`"),
    ],
)
def test_what_a_layer_in_front_changes_is_reported(changed: dict[str, str | None], part: str) -> None:
    (finding,) = judged(ALL, classic(ALL, **changed), QUIET).findings
    assert (finding.code, finding.severity) == ("CORS231", "info")
    assert part in finding.message


def test_nothing_is_held_against_asab_where_nothing_speaks_for_it() -> None:
    assert (
        codes(
            ALL, classic(ALL, max_age="600", server=None, allow_headers="authorization, content-type"), QUIET
        )
        == []
    )


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"result": "allow"}, []),
        ({"result": "block"}, ["CORS261"]),
        ({"path": "/x", "result": "block"}, []),
        ({"path": "/x", "result": "block", "step": "preflight-status"}, []),
        ({"path": "/x", "result": "block", "step": "preflight-method"}, ["CORS261"]),
        ({"path": "/x", "result": "allow"}, ["CORS261"]),
        ({"credentials": "include", "result": "block"}, []),
        ({"origin": BASE, "result": "allow"}, []),
        ({"origin": BASE, "result": "block"}, ["CORS261"]),
    ],
)
def test_the_policy_is_held_against_what_a_browser_would_do(
    table: dict[str, str], expected: list[str]
) -> None:
    base = {"origin": APP, "path": "/api/a", "method": "PUT"}
    cases = policy_cases([decided(expectation(**{**base, **table}))], "web", BASE)
    tried = trial(ONE, classic(ONE), QUIET)
    seen = tuple(observed(case, classic(ONE)) for case in cases)
    tried.observations = seen
    for one in seen:
        one.trial = tried
    found = evaluate(tried)
    assert [finding.code for finding in found.findings] == expected
    assert [check.outcome for check in found.checks] == ["failed" if expected else "passed"]
    assert not any("None" in finding.message for finding in found.findings)


def test_a_suppressed_finding_fails_no_check() -> None:
    found = judged(ONE, classic(ONE), QUIET)
    assert {check.outcome for check in rechecked(found.checks, [])} == {"passed"}
    assert rechecked(found.checks, found.findings) == found.checks
    only = evaluate(trial(ONE, classic(ONE), QUIET), frozenset({"CORS202"}))
    assert only.findings == []
    assert {check.outcome for check in only.checks} == {"passed"}


def test_matrix_axes_put_all_strangers_into_one_column() -> None:
    axes = [dict(check.axes) for check in judged(ONE, classic(ONE)).checks]
    assert {axis["origin"] for axis in axes} == {APP, "(strangers)"}


def test_of_two_findings_of_one_code_only_the_kept_one_fails_checks() -> None:
    text = f"[web]\ncors = {APP}\ncors_preflight_paths =\n\t/a/*\n\t/b/*\n"

    def serve(request: Request) -> Answer:
        return Response(404, (("Server", "asab/25.15"), ("Access-Control-Allow-Origin", APP)))

    found = evaluate(trial(text, serve, QUIET))
    first, second = (finding for finding in found.findings if finding.code == "CORS211")
    assert first.checks
    assert set(first.checks).isdisjoint(second.checks)
    kept = [finding for finding in found.findings if finding is not first]
    outcomes = {check.id: check.outcome for check in rechecked(found.checks, kept)}
    alone = set(first.checks) - {name for finding in kept for name in finding.checks}
    assert alone
    assert {outcomes[name] for name in alone} == {"passed"}
    assert {outcomes[name] for name in second.checks} == {"failed"}


def test_without_its_finding_a_check_without_answer_is_not_passed() -> None:
    def serve(request: Request) -> Answer:
        if dict(request.headers).get("Access-Control-Request-Method") == "POST":
            return Failure("closed", "the connection was closed")
        return classic(ALL)(request)

    found = evaluate(trial(ALL, serve, QUIET))
    assert {check.outcome for check in found.checks} == {"failed", "passed"}
    assert {check.outcome for check in rechecked(found.checks, [])} == {"unreachable", "passed"}
