"""What people copy out of consoles."""

from __future__ import annotations

import contextlib
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.paste.captured import NotCaptured
from corscheck.paste.console import Given, reports, request_of

if TYPE_CHECKING:
    from collections.abc import Iterator

PASTED = Path(__file__).parents[1] / "data" / "pasted"
APP, API = "https://app.example", "https://api.example/x?a=1"
BLOCKED = f"from origin '{APP}' has been blocked by CORS policy: "
MISSING = "No 'Access-Control-Allow-Origin' header is present on the requested resource."


def cases() -> Iterator[tuple[str, str, str | None, str]]:
    for block in (PASTED / "console.txt").read_text(encoding="utf-8").split("## ")[1:]:
        head, _, text = block.partition("\n")
        url, origin, kind = head.split()
        yield text, url, None if origin == "-" else origin, kind


@pytest.mark.parametrize(("text", "url", "origin", "kind"), list(cases()))
def test_one_sentence(text: str, url: str, origin: str | None, kind: str) -> None:
    (one,) = reports(text)
    assert (one.url, one.origin, one.reason.kind) == (url, origin, kind)


def test_the_method_stands_in_the_next_line() -> None:
    text = (
        f"Access to fetch at '{API}' {BLOCKED}{MISSING}\nx.js:9 POST {API} net::ERR_FAILED 400 (Bad Request)"
    )
    (one,) = reports(text)
    assert request_of(one)[:5] == (API, APP, "POST", (), "same-origin")
    assert request_of(one, Given(method="PUT")).method == "PUT"


def test_several_sentences_each_once() -> None:
    first = f"Access to fetch at 'https://a.example/' {BLOCKED}{MISSING}"
    refused = "Method PUT is not allowed by Access-Control-Allow-Methods"
    second = f"Access to fetch at 'https://b.example/' {BLOCKED}{refused}"
    found = reports(f"{first}\n{first}\n{second}\n{first}")
    assert [one.url for one in found] == ["https://a.example/", "https://b.example/"]
    assert [request_of(one).method for one in found] == ["GET", "PUT"]


def test_of_a_preflight_its_method_may_be_unknown() -> None:
    sentence = f"Access to fetch at '{API}' {BLOCKED}Response to preflight request doesn't pass: {MISSING}"
    (one,) = reports(sentence)
    assert (request_of(one).is_preflight, request_of(one).any_method) == (True, True)
    (named,) = reports(f"{sentence}\nDELETE {API} net::ERR_FAILED")
    assert request_of(named)[2] == "DELETE"
    assert (request_of(named).is_preflight, request_of(named).any_method) == (True, False)
    given = request_of(one, Given(None, "PUT", (("X-A", "1"),), "include", "json"))
    assert given[2:6] == ("PUT", (("X-A", "1"),), "include", "json")
    assert not given.is_preflight


def test_firefox_prints_no_origin() -> None:
    (one,) = reports(
        f"Cross-Origin Request Blocked: (...) resource at {API}. (Reason: CORS request did not succeed)."
    )
    with pytest.raises(NotCaptured, match="--origin"):
        request_of(one)
    assert request_of(one, Given(APP)).origin == APP


@pytest.mark.parametrize(
    "text", ["", "TypeError: Failed to fetch", f"GET {API} 404 (Not Found)", "cannot load x"]
)
def test_nothing_about_cors(text: str) -> None:
    with pytest.raises(NotCaptured, match="no sentence"):
        reports(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            "Refused to connect to 'https://a.example/' because it violates the Content Security Policy",
            "not CORS",
        ),
        ("GET https://a.example/ net::ERR_BLOCKED_BY_CLIENT", "an extension"),
        ("Uncaught (in promise) TypeError: Failed to fetch", "the browser's own line"),
        ("TypeError: NetworkError when attempting to fetch resource.", "the browser's own line"),
    ],
)
def test_what_people_copy_instead(text: str, says: str) -> None:
    with pytest.raises(NotCaptured, match=says):
        reports(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://" * 60_000,
        "Access to fetch at 'https://" * 20_000,
        "The page at https://a.example/ " * 20_000,
        "SEC7120: The origin 'a' did not find " * 10_000,
        "https://a.example/ (Reason: " * 20_000,
        "https://a.example/ " * 20_000,
    ],
)
def test_hostile_texts_take_no_time(text: str) -> None:
    start = time.process_time()
    with contextlib.suppress(NotCaptured):
        reports(text)
    assert time.process_time() - start < 20
