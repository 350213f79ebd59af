"""What the user adds to requests, and where it must not go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.exchange import Failure, Response
from corscheck.fetch.request import FetchRequest
from corscheck.live.conversation import Conversation, is_preflight

if TYPE_CHECKING:
    from corscheck.exchange import Headers, Request

APP = "https://app.example"
API = "https://api.example"
ALLOW = (
    ("Access-Control-Allow-Origin", APP),
    ("Access-Control-Allow-Credentials", "true"),
    ("Access-Control-Allow-Methods", "PUT"),
    ("Access-Control-Allow-Headers", "authorization,x-a"),
)
OWN = (("Cookie", "sid=secret"), ("X-Api-Key", "secret"), ("Authorization", "Bearer secret"))


def sent(
    request: FetchRequest, headers: Headers, *locations: str, status: int = 307, allow: Headers = ALLOW
) -> list[Request]:
    """What is sent where each real request but the last is redirected to the next location."""
    conversation = Conversation(request, headers)
    onward = iter(locations)
    found = []
    while (outgoing := conversation.next()) is not None:
        found.append(outgoing)
        location = None if is_preflight(outgoing) else next(onward, None)
        lines = allow if location is None else (*allow, ("Location", location))
        conversation.feed(Response(204 if location is None else status, lines))
    return found


def carried(request: Request) -> list[str]:
    return [name for name, value in request.headers if "secret" in value]


def test_the_users_headers_go_with_the_request_itself() -> None:
    preflight, real = sent(FetchRequest(f"{API}/x", APP, "PUT", credentials="include", send_unsafe=True), OWN)
    assert (preflight.method, carried(preflight), preflight.certificate) == ("OPTIONS", [], False)
    assert (real.method, carried(real), real.certificate) == (
        "PUT",
        ["Cookie", "X-Api-Key", "Authorization"],
        True,
    )


@pytest.mark.parametrize(
    "foreign",
    [
        "https://other.example/",
        "https://api.example:8443/",
        "https://api.example.evil.example/",
        "https://sub.api.example/",
        "https://api.example./",
        "//other.example/x",
        "https://app.example/",
        "http://127.0.0.1/",
        "http://localhost:8080/",
        "https://API.EXAMPLE:444/",
        "https:\\\\other.example\\x",
        "https://api.example%2eother.example/",
        "https://other.example/https://api.example/",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("credentials", ["include", "omit", "same-origin"])
def test_a_redirect_to_another_origin_gets_none_of_them(foreign: str, status: int, credentials: str) -> None:
    request = FetchRequest(f"{API}/x", APP, credentials=credentials)  # type: ignore[arg-type]  # one of three
    first, second = sent(request, OWN, foreign, status=status)
    assert carried(first)[-2:] == ["X-Api-Key", "Authorization"]
    assert second.url.startswith("http")
    assert (carried(second), second.certificate) == ([], False)


@pytest.mark.parametrize("page", ["http://app.example", "http://127.0.0.1:3000"])
def test_a_redirect_from_https_to_http_of_the_same_host_gets_none_of_them(page: str) -> None:
    allow = (("Access-Control-Allow-Origin", page), ("Access-Control-Allow-Credentials", "true"))
    request = FetchRequest(f"{API}/x", page, credentials="include")
    first, second = sent(request, OWN, "http://api.example/x", allow=allow)
    assert len(carried(first)) == 3
    assert (second.url, carried(second)) == ("http://api.example/x", [])


def test_redirects_within_the_origin_keep_them_and_those_that_come_back_too() -> None:
    request = FetchRequest(f"{API}/x", APP)
    allow = (("Access-Control-Allow-Origin", "*"),)
    found = sent(
        request, OWN[1:], "/y", "https://API.example:443/z", "https://other.example/", f"{API}/b", allow=allow
    )
    assert [len(carried(one)) for one in found] == [2, 2, 2, 0, 2]
    assert [one.certificate for one in found] == [True, True, True, False, True]


def test_every_preflight_of_a_redirect_is_bare() -> None:
    request = FetchRequest(f"{API}/x", APP, headers=(("X-A", "1"),), credentials="include")
    found = sent(request, OWN, "/y", "https://other.example/")
    assert [carried(one) for one in found if is_preflight(one)] == [[], [], []]
    assert [one.certificate for one in found if is_preflight(one)] == [False, False, False]
    assert [len(carried(one)) for one in found if not is_preflight(one)] == [
        3,
        3,
    ]  # the third preflight is refused


@pytest.mark.parametrize("credentials", ["omit", "same-origin"])
def test_cookies_are_not_sent_across_origins_without_credentials(credentials: str) -> None:
    request = FetchRequest(f"{API}/x", APP, credentials=credentials)  # type: ignore[arg-type]  # one of two
    (real,) = sent(request, OWN)
    assert carried(real) == ["X-Api-Key", "Authorization"]


def test_the_users_headers_take_the_place_of_those_of_the_same_name() -> None:
    request = FetchRequest(f"{API}/x", APP, headers=(("authorization", "stand-in"), ("X-A", "1")))
    preflight, real = sent(request, (("Authorization", "Bearer secret"), ("Accept", "text/html")))
    assert ("Access-Control-Request-Headers", "authorization,x-a") in preflight.headers
    lines = [
        (name, value) for name, value in real.headers if name.lower() in ("authorization", "accept", "x-a")
    ]
    assert lines == [("X-A", "1"), ("Authorization", "Bearer secret"), ("Accept", "text/html")]


def test_the_verdict_does_not_contain_them() -> None:
    conversation = Conversation(FetchRequest(f"{API}/x", APP, credentials="include"), OWN, ("noted",))
    assert conversation.next()
    conversation.feed(Failure("refused", "nothing listens there"))
    assert conversation.outcome.notes[-1] == "noted"
    assert "secret" not in repr(conversation.outcome)


def test_what_no_browser_sends_is_not_sent() -> None:
    conversation = Conversation(FetchRequest("nonsense", APP), OWN)
    assert conversation.next() is None
    assert conversation.outcome.result == "request_rejected"
