from __future__ import annotations

from corscheck.exchange import Failure, Request, Response
from corscheck.fetch.checks import Sent, judge_preflight, judge_response
from corscheck.fetch.prepare import prepare
from corscheck.fetch.request import FetchRequest, Prepared

AO = "Access-Control-Allow-Origin"
REQUEST = prepare(FetchRequest("https://api.example/x", "https://app.example", "PUT"))


def test_what_was_sent_is_checked_unless_that_is_known_not_to_apply() -> None:
    assert Sent("response", Request("GET", "https://api.example/"), Response(200)).is_checked


def test_no_answer_is_never_called_cors() -> None:
    assert isinstance(REQUEST, Prepared)
    for judge, phase in ((judge_preflight, "preflight"), (judge_response, "response")):
        (closed,) = judge(REQUEST, Failure("closed", "the server\x1b closed"))
        assert (closed.step, closed.cause) == (f"{phase}-network", "closed")
        assert closed.message.endswith(r"got no usable answer: the server\x1b closed.")
        assert "not a CORS failure" in closed.help
        (garbage,) = judge(REQUEST, Failure("not-http", "no status line"))
        assert garbage.message.endswith("got no HTTP answer: no status line.")
    assert judge_preflight(REQUEST, Failure("dns", "x"))[0].message.startswith("The preflight got")
    assert judge_response(REQUEST, Failure("dns", "x"))[0].message.startswith("The request got")


def test_every_problem_has_help() -> None:
    assert isinstance(REQUEST, Prepared)
    assert judge_preflight(REQUEST, Response(204, ((AO, "*"), ("Access-Control-Allow-Methods", "*")))) == ()
    missing, method = judge_preflight(REQUEST, Response(204, ()))
    assert missing.help == (
        "Let the CORS layer answer OPTIONS with `Access-Control-Allow-Origin: https://app.example`, before"
        " routing and authentication."
    )
    assert method.help == "Add `PUT` to Access-Control-Allow-Methods."


def test_the_response() -> None:
    assert isinstance(REQUEST, Prepared)
    for status in (200, 304, 401, 404, 500):
        assert judge_response(REQUEST, Response(status, ((AO, "*"),))) == ()
    (missing,) = judge_response(REQUEST, Response(500, ()))
    assert missing.step == "response-allow-origin-missing"
    assert missing.help.startswith("See first why the server fails")


def test_proxy_authentication_is_not_a_cors_failure() -> None:
    assert isinstance(REQUEST, Prepared)
    (alone,) = judge_response(REQUEST, Response(407, ((AO, "*"),)))
    assert (alone.step, alone.cause) == ("response-network", "proxy")
    assert alone.message == (
        "The response is 407, which browsers accept from proxies only: a network error, not a CORS failure."
    )
    assert "401 instead" in alone.help
    steps = [problem.step for problem in judge_response(REQUEST, Response(407, ()))]
    assert steps == ["response-network", "response-allow-origin-missing"]


def test_proxy_authentication_of_a_preflight_is_not_a_cors_failure_either() -> None:
    assert isinstance(REQUEST, Prepared)
    (alone,) = judge_preflight(REQUEST, Response(407, ((AO, "*"), ("Access-Control-Allow-Methods", "*"))))
    assert (alone.step, alone.cause) == ("preflight-network", "proxy")
    assert alone.message == (
        "The preflight was answered 407, which browsers accept from proxies only: a network error, not a CORS"
        " failure."
    )
    assert "401 instead" in alone.help
    steps = [problem.step for problem in judge_preflight(REQUEST, Response(407, ()))]
    assert steps == ["preflight-network", "preflight-allow-origin-missing", "preflight-method"]


def test_a_server_that_insists_on_a_client_certificate() -> None:
    assert isinstance(REQUEST, Prepared)
    failure = Failure("certificate", "the server insists on a client certificate")
    (problem,) = judge_preflight(REQUEST, failure)
    assert problem.step == "preflight-network"
    assert "`ssl_verify_client optional`" in problem.help
    (problem,) = judge_response(REQUEST, failure)
    assert "--cert" in problem.help


def test_only_answers_of_cross_origin_requests_in_the_mode_cors_are_checked() -> None:
    same = prepare(FetchRequest("https://app.example/x", "https://app.example"))
    beacon = prepare(FetchRequest("https://api.example/x", "https://app.example", beacon=True))
    for prepared in (same, beacon):
        assert isinstance(prepared, Prepared)
        assert judge_response(prepared, Response(200, ())) == ()
        (problem,) = judge_response(prepared, Response(407, ()))
        assert problem.step == "response-network"
