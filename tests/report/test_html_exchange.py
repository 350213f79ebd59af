"""One exchange on the page: what a browser makes of it is computed from the request and the answer."""

from __future__ import annotations

import pytest

from corscheck.exchange import Failure, Request, Response
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.request import FetchRequest
from corscheck.report.html_exchange import exchange, fetch_request, replayed
from corscheck.run_report import Check
from tests.support.big_report import ALLOWED, REFUSED, check

PAGE, URL = "https://app.example.com", "https://api.example.com/x"


def test_an_exchange_has_everything_to_understand_and_repeat_it() -> None:
    page = exchange(check("notes", PAGE, "POST", "/notes", "route", REFUSED))
    for name in ("Expected", "Result", "Request", "Answer", "Fix", "curl", "fetch"):
        assert f"<dt>{name}</dt>" in page
    assert "<dt>Chrome prints</dt><dd>Response to preflight request" in page
    assert "CORSMissingAllowOrigin2" in page
    assert "Preflight response is not successful. Status code: 405" in page
    assert "<code>preflight-allow-origin-missing</code>" in page
    assert "405 Method Not Allowed" in page
    assert "curl -sS" in page
    assert "fetch(&quot;http://127.0.0.1:8089/notes&quot;" in page


def test_what_was_not_sent_has_no_answer() -> None:
    page = exchange(check("notes", PAGE, "POST", "/notes", "route", None))
    assert "not tried" in page
    assert "<dt>Answer</dt>" not in page


@pytest.mark.parametrize("answer", [ALLOWED, REFUSED, Failure("refused", "no"), Response(200), Response(302)])
@pytest.mark.parametrize(
    "request_",
    [
        FetchRequest(URL, PAGE, "PUT", (("x-a", "1"),), "include", preflight_only=True, tls_in_front=True),
        FetchRequest(URL, PAGE, "PUT", (), "omit", preflight_only=True, tls_in_front=True),
        FetchRequest(URL, PAGE, "GET", (("x-a", "1"),), "omit", preflight_only=True, tls_in_front=True),
        FetchRequest(
            URL, PAGE, "POST", (), "omit", preflight_only=True, upload_listener=True, tls_in_front=True
        ),
        FetchRequest(URL, PAGE, "GET", (), "include", tls_in_front=True),
    ],
)
def test_the_verdict_is_the_one_of_the_run(request_: FetchRequest, answer: Response | Failure) -> None:
    fetch = Fetch(request_)
    sent = fetch.next()
    assert sent is not None
    fetch.feed(answer)
    if fetch.result is None:
        pytest.skip("a redirect, which needs another answer")
    verdict = fetch.verdict()
    one = Check("1", "x", "failed", "", None, sent, answer, result=verdict.result, step=verdict.step)
    found = replayed(one._replace(axes=(("credentials", request_.credentials),)))
    assert found is not None
    assert (found.result, found.browsers, found.message) == (
        verdict.result,
        verdict.browsers,
        verdict.message,
    )


def test_nothing_is_said_where_the_answer_alone_does_not_give_the_result() -> None:
    one = check("notes", PAGE, "POST", "/notes", "route", REFUSED)
    assert replayed(one._replace(result="allowed")) is None
    assert replayed(one._replace(answer=None)) is None


def test_what_no_page_sends() -> None:
    assert fetch_request(Request("GET", URL), "omit") is None
    assert fetch_request(Request("GET", URL, (("Origin", PAGE),)), "nonsense") is None
