from __future__ import annotations

import pytest

from corscheck.paste.captured import NotCaptured, as_request
from corscheck.paste.script import is_fetch, parse_fetch

CHROME = """fetch("https://api.example/items", {
  "headers": {
    "accept": "*/*",
    "authorization": "Bearer abc",
    "sec-ch-ua-mobile": "?0"
  },
  "referrer": "https://app.example/page",
  "body": "{}",
  "method": "PUT",
  "mode": "cors",
  "credentials": "include"
});"""


def test_chromium() -> None:
    request = as_request(parse_fetch(CHROME))
    assert request[:6] == (
        "https://api.example/items",
        "https://app.example",
        "PUT",
        (("authorization", "Bearer abc"),),
        "same-origin",
        "text",
    )


def test_firefox() -> None:
    request = as_request(
        parse_fetch(
            'await fetch("https://api.example/", {"credentials": "omit", "headers": {"X-A": "1"}, '
            '"referrer": "https://app.example/", "method": "GET", "mode": "cors"});'
        )
    )
    assert (request.credentials, request.body, request.headers) == ("omit", None, (("X-A", "1"),))


def test_a_call_without_options_has_no_page() -> None:
    assert parse_fetch(' window.fetch ( "https://api.example/" )').method == "GET"
    with pytest.raises(NotCaptured, match="--origin"):
        as_request(parse_fetch('fetch("https://api.example/")'))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hello", "not a call of fetch"),
        ("fetch(url)", "the URL of the fetch"),
        ("fetch('x')", "the URL of the fetch"),
        ('fetch("x", {method: "PUT"})', "the options of the fetch"),
        ('fetch("x", []', "string and an object"),
        ("fetch(1)", "string and an object"),
        ('fetch("x", {"headers": [1]})', "object of strings"),
        ('fetch("x", ' + "[" * 100_000, "the options of the fetch"),
    ],
)
def test_what_cannot_be_read(text: str, says: str) -> None:
    with pytest.raises(NotCaptured, match=says):
        parse_fetch(text)


def test_what_only_ends_like_a_call_is_none() -> None:
    assert not is_fetch('prefetch("https://a.example/")')
    with pytest.raises(NotCaptured, match="not a call of fetch"):
        parse_fetch('prefetch("https://a.example/")')


def test_authorization_does_not_mean_that_credentials_are_included() -> None:
    """DevTools and Safari write `include` for a cookie or for Authorization, `omit` otherwise."""
    captured = parse_fetch(CHROME)
    assert captured.credentials is None
    assert "is not the mode" in captured.notes[0]
    assert parse_fetch(CHROME.replace("authorization", "x-a")).credentials == "include"
    typed = 'fetch("https://api.example/", {"headers": {"Authorization": "x"}, "credentials": "include"})'
    assert parse_fetch(typed).credentials == "include"


def test_the_row_of_a_preflight_has_lost_its_method() -> None:
    row = CHROME.replace('"method": "PUT"', '"method": "OPTIONS"').replace('"{}"', "null")
    request = as_request(parse_fetch(row.replace('"authorization": "Bearer abc",', "")))
    assert (request.method, request.is_preflight, request.any_method) == ("GET", True, True)


def test_a_mode_in_which_nothing_can_be_read_is_noted() -> None:
    call = 'fetch("https://a.example/", {{"mode": "{}", "referrer": "https://b.example/"}})'
    assert any("no-cors" in note for note in parse_fetch(call.format("no-cors")).notes)
    assert parse_fetch(call.format("cors")).notes == ()
