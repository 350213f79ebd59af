"""The sentences of consoles; those of Chromium are held against the real one in `tests/real`."""

from __future__ import annotations

import re

import pytest

from corscheck.exchange import Failure, Headers, Response
from corscheck.fetch import browser_errors, browser_messages
from corscheck.fetch.browser_messages import chrome_prints, firefox_prints
from corscheck.fetch.request import FetchRequest
from corscheck.fetch.verdict import Fetch, Verdict

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
        (judged(204, (AO, "x\xe9")), r".* the invalid value 'xé'\. Have .*", r".* match 'xé'"),
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
        (judged(204, (AO, O), (AC, "true"), (AM, "PUT")), ".* field x-a is not", "header 'x-a' is not .*"),
    ],
)
def test_sentences(verdict: Verdict, chrome: str, firefox: str) -> None:
    assert re.match(chrome, chrome_prints(verdict) or "")
    assert re.fullmatch(firefox, firefox_prints(verdict) or "")


def test_a_redirect_with_a_password() -> None:
    fetch = Fetch(FetchRequest("https://api.example/x", O))
    fetch.feed(Response(302, ((AO, O), ("Location", "https://u:p@api.example/"))))
    said = chrome_prints(fetch.verdict())
    assert said is not None
    assert said.startswith("Redirect location '' contains a username and password")


def test_no_cors_no_sentence() -> None:
    fetch = Fetch(FetchRequest("https://api.example/x", O, "PUT"))
    fetch.feed(Failure("refused", "x"))
    assert (chrome_prints(fetch.verdict()), firefox_prints(fetch.verdict())) == (
        None,
        "CORS request did not succeed",
    )
    assert chrome_prints(Fetch(FetchRequest("x", O)).verdict()) is None
    assert firefox_prints(Fetch(FetchRequest("https://api.example/", O, "TRACE")).verdict()) is None


def test_every_name_of_a_check_has_its_sentence() -> None:
    own = {*browser_errors._CHROME.values(), *browser_errors._CHROME_CORS_CHECK.values()}
    assert own | {f"Preflight{name}" for name in browser_errors._CHROME_CORS_CHECK.values()} <= set(
        browser_messages._CHROME
    )
    assert set(browser_errors._FIREFOX.values()) | {
        browser_errors._FIREFOX_SEVERAL,
        browser_errors._FIREFOX_GENERIC,
    } == set(browser_messages._FIREFOX)
