"""The sentences of consoles; `tests/real` compares those of Chromium with the real one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from corscheck.exchange import Failure, Headers, Response
from corscheck.fetch import browser_errors, browser_messages
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.browser_messages import chrome_prints, firefox_prints
from corscheck.fetch.request import FetchRequest

if TYPE_CHECKING:
    from corscheck.fetch.verdict import Verdict

O = "https://app.example"  # noqa: E741 - the origin, as in the other tables
AO, AC = "Access-Control-Allow-Origin", "Access-Control-Allow-Credentials"
AM, AH = "Access-Control-Allow-Methods", "Access-Control-Allow-Headers"


def judged(status: int, *headers: tuple[str, str], given: Headers = (("X-B", "1"), ("X-A", "1"))) -> Verdict:
    fetch = Fetch(FetchRequest("https://api.example/x", O, "PUT", given, "include"))
    fetch.feed(Response(status, headers))
    return fetch.verdict()


@pytest.mark.parametrize(
    ("verdict", "chrome", "firefox"),
    [
        (judged(404), "Response to preflight request doesn't pass .* No 'Access-", ".*-Origin' missing"),
        (
            judged(204, (AO, "https://x.example")),
            ".* a value 'https://x.example' that",
            ".* match 'https://x.e.*'",
        ),
        (judged(204, (AO, "x\xe9")), r".* the invalid value 'x\\u00E9'\. Have .*", r".* match 'xé'"),
        (judged(204, (AO, O), (AO, O)), f".* multiple values '{O}, {O}', but", "Multiple CORS header .*"),
        (judged(204, (AO, "*")), ".* must not be the wildcard", "Credential is not supported .*"),
        (judged(204, (AO, O), (AC, "True")), ".* response is 'True' which must", "expected 'true' in .*"),
        (judged(204, (AO, O)), ".* response is '' which must", "expected 'true' in .*"),
        (judged(405, (AO, O), (AC, "true")), ".* not have HTTP ok status", "CORS preflight .* succeed"),
        (
            judged(302, (AO, O), (AC, "true"), ("Location", "/")),
            ".*: Redirect is not",
            ".* external redirect .*",
        ),
        (
            judged(204, (AO, O), (AC, "true"), (AM, "PUT, a b, c d"), (AH, "x-a,x-b")),
            "Cannot parse Access-Control-Allow-Methods",
            "invalid token 'a b' in CORS header 'Access-Control-Allow-Methods'",
        ),
        (
            judged(204, (AO, O), (AC, "true"), (AM, "PUT"), (AH, "x-a,x-b, x;c")),
            "Cannot parse Access-Control-Allow-Headers",
            "invalid token 'x;c' in CORS header 'Access-Control-Allow-Headers'",
        ),
        (judged(204, (AO, O), (AC, "true"), (AH, "x-a,x-b")), "Method PUT is not", "Did not find method .*"),
        (
            judged(204, (AO, O), (AC, "true"), (AM, "PUT"), (AH, "X-A")),
            ".* field x-b is not",
            "header 'x-b' .*",
        ),
        (judged(204, (AO, O), (AC, "true"), (AM, "PUT")), ".* field x-b is not", "header 'x-a' is not .*"),
    ],
)
def test_sentences(verdict: Verdict, chrome: str, firefox: str) -> None:
    assert re.match(chrome, chrome_prints(verdict) or "")
    assert re.fullmatch(firefox, firefox_prints(verdict) or "")


def test_a_redirect_with_a_password() -> None:
    fetch = Fetch(FetchRequest("https://api.example/x", O))
    fetch.feed(Response(302, ((AO, O), ("Location", "https://u:p@api.example/"))))
    message = chrome_prints(fetch.verdict())
    assert message is not None
    assert message.startswith("Redirect location '' contains a username and password")


def test_no_cors_no_sentence() -> None:
    fetch = Fetch(FetchRequest("https://api.example/x", O, "PUT"))
    fetch.feed(Failure("refused", "x"))
    assert (chrome_prints(fetch.verdict()), firefox_prints(fetch.verdict())) == (
        None,
        "CORS request did not succeed",
    )
    assert chrome_prints(Fetch(FetchRequest("x", O)).verdict()) is None
    assert firefox_prints(Fetch(FetchRequest("https://api.example/", O, "TRACE")).verdict()) is None


def test_mixed_content() -> None:
    verdict = Fetch(FetchRequest("http://api.example/x", O)).verdict()
    assert chrome_prints(verdict) == "This request has been blocked; the content must be served over HTTPS."
    assert firefox_prints(verdict) == "Blocked loading mixed active content"
    assert chrome_prints(Fetch(FetchRequest("http://10.0.0.1/x", O)).verdict()) is None


@pytest.mark.parametrize("listening", [True, False])
def test_a_wildcard_that_an_xml_http_request_meets(*, listening: bool) -> None:
    asked = FetchRequest(
        "https://api.example/x", O, "POST", body="json", credentials="include", upload_listener=listening
    )
    fetch = Fetch(asked)
    fetch.feed(Response(204, ((AO, "*"),)))
    printed = chrome_prints(fetch.verdict())
    assert printed is not None
    assert ("withCredentials" in printed) is listening
    assert printed.count("credentials mode is 'include'.") == 1
    fetch = Fetch(asked)
    fetch.feed(Response(204))
    assert "withCredentials" not in (chrome_prints(fetch.verdict()) or "")


def test_printable_characters_are_shown_as_they_are() -> None:
    printed = chrome_prints(judged(204, (AO, "a ~\x7f" + "x" * 96)))
    assert printed is not None
    assert rf"multiple values 'a ~\u007F{'x' * 96}', but" in printed


def test_chrome_does_not_name_the_header_that_it_drops() -> None:
    given = (("User-Agent", "x"), ("X-A", "1"))
    printed = chrome_prints(judged(204, (AO, O), (AC, "true"), (AM, "PUT"), given=given))
    assert printed is not None
    assert printed.startswith("Request header field x-a is not allowed")


def test_chrome_may_name_any_of_several_headers() -> None:
    """Measured in Chromium 156: of `zeta`, `alpha`, `Mid` it names the second, of `d`, `c`, `b` the first."""
    given = (("traceparent", "1"), ("baggage", "2"), ("x-c", "3"))
    printed = chrome_prints(judged(204, (AO, O), (AC, "true"), (AM, "PUT"), (AH, "x-c"), given=given))
    assert printed == (
        "Request header field traceparent is not allowed by Access-Control-Allow-Headers in preflight"
        " response. (Chrome names any one of those that are missing: traceparent, baggage.)"
    )


def test_long_values_are_cut() -> None:
    printed = chrome_prints(judged(204, (AO, "\xe9" * 150)))
    assert printed is not None
    assert printed.count("\\u00E9") == 100
    assert "more characters" not in (chrome_prints(judged(204, (AO, "\xe9" * 100))) or "")
    assert "(50 more characters)" in printed


def test_every_name_of_a_check_has_its_sentence() -> None:
    own = {*browser_errors._CHROME.values(), *browser_errors._CHROME_CORS_CHECK.values()}
    assert own | {f"Preflight{name}" for name in browser_errors._CHROME_CORS_CHECK.values()} <= set(
        browser_messages._CHROME
    )
    assert set(browser_errors._FIREFOX.values()) | {
        browser_errors._FIREFOX_SEVERAL,
        browser_errors._FIREFOX_GENERIC,
        "BlockMixedActiveContent",
    } == set(browser_messages._FIREFOX)
