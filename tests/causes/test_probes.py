from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.causes.probes import LIMIT, Prober, may_be_cached, other_origins
from corscheck.exchange import Failure
from corscheck.fetch.algorithm import Fetch
from corscheck.fetch.origin import Origin, parse_origin
from corscheck.fetch.request import FetchRequest
from tests.support.causes import APP, GET, PUT, URL, Recording, always, cors, explained, header, response

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Answer, Request

MANY = FetchRequest(URL, APP, "PUT", tuple((f"x-{name}", "1") for name in "abcdefg"))


def test_what_passes_or_gets_no_answer_is_not_asked_again() -> None:
    lines = (f"Access-Control-Allow-Origin: {APP}", "Vary: Origin", "Access-Control-Allow-Methods: PUT")
    for answer in (response(200, *lines), Failure("refused", "x")):
        for request in (GET, PUT):
            send = Recording(lambda _, answer=answer: answer)  # type: ignore[misc]  # bound now
            explained(request, send)
            assert len(send.asked) == 1


@pytest.mark.parametrize("request_", [GET, PUT, MANY])
@pytest.mark.parametrize(
    "answer", [always(403), cors((APP,), ("GET",)), cors((APP,), ("GET", "PUT"), ("x-a",))]
)
def test_at_most_five_and_none_where_it_is_forbidden(
    request_: FetchRequest, answer: Callable[[Request], Answer]
) -> None:
    send = Recording(answer)
    verdict = explained(request_, send)
    assert len(send.asked) - 1 <= LIMIT
    assert len(send.asked) > 1 or verdict.result in ("allowed", "preflight_passed")
    send.asked.clear()
    explained(request_, send, probe=False)
    assert len(send.asked) == 1


def test_probes_are_preflights_without_the_users_headers() -> None:
    send = Recording(always(403))
    given = (("Authorization", "Bearer secret"),)
    explained(FetchRequest(URL, APP, "PUT", given, "include", send_unsafe=True), send)
    assert {one.method for one in send.asked} == {"OPTIONS"}
    assert not any(header(one, "authorization") or header(one, "cookie") for one in send.asked)
    assert all(not one.certificate and one.preview for one in send.asked)
    assert sum(not header(one, "origin") for one in send.asked) == 1


@pytest.mark.parametrize(("lines", "fresh"), [((), 0), (("Age: 3",), 1)])
def test_a_get_that_fails_is_asked_with_preflights_only_unless_a_cache_is_there(
    lines: tuple[str, ...], fresh: int
) -> None:
    send = Recording(always(200, *lines))
    explained(GET, send)
    assert [one.url for one in send.asked if one.method == "GET"] == [URL, *[f"{URL}?corscheck=1"] * fresh]


@pytest.mark.parametrize(
    ("location", "more"), [("https://login.example/x", []), (f"{URL}/", [f"{URL}/"]), ("ftp://x", [])]
)
def test_nothing_is_asked_of_another_host(location: str, more: list[str]) -> None:
    send = Recording(always(302, f"Location: {location}"))
    explained(PUT, send)
    assert [one.url for one in send.asked] == [URL, *more]


def test_the_order_of_calls() -> None:
    fetch = Fetch(PUT)
    fetch.feed(response(200, f"Access-Control-Allow-Origin: {APP}", "Access-Control-Allow-Methods: PUT"))
    assert fetch.current is not None
    prober = Prober(fetch.verdict(), fetch.current)
    assert prober.next() is None
    with pytest.raises(ValueError, match="nothing"):
        prober.feed(response(200))


@pytest.mark.parametrize(
    ("origin", "others"),
    [
        ("https://app.example", ["http://app.example", "https://www.app.example"]),
        ("https://www.app.example", ["http://www.app.example", "https://app.example"]),
        (
            "http://localhost:8080",
            ["http://127.0.0.1:8080", "http://localhost:3000", "https://localhost:8080"],
        ),
        ("http://127.0.0.1:3000", ["http://localhost:3000", "https://127.0.0.1:3000"]),
        (
            "https://app.example:8443",
            ["https://app.example", "http://app.example:8443", "https://www.app.example:8443"],
        ),
        ("http://10.0.0.1:81", ["http://10.0.0.1", "https://10.0.0.1:81"]),
        ("tauri://localhost", ["https://tauri.localhost", "http://tauri.localhost", "https://localhost"]),
        ("null", []),
    ],
)
def test_other_origins(origin: str, others: list[str]) -> None:
    parsed = parse_origin(origin)
    assert isinstance(parsed, Origin)
    assert [other.serialised for other in other_origins(parsed)] == others


@pytest.mark.parametrize(
    ("lines", "may"),
    [
        ((), False),
        (("Cache-Control: max-age=60",), True),
        (("Cache-Control: public",), True),
        (("Cache-Control: no-store, max-age=60",), False),
        (("Cache-Control: private, max-age=60",), False),
        (("ETag: a",), True),
        (("X-Cache: MISS",), True),
        (("ETag: a", "Vary: *"), False),
    ],
)
def test_what_a_cache_may_have(lines: tuple[str, ...], *, may: bool) -> None:
    assert may_be_cached(response(200, *lines)) is may


def test_other_origins_are_asked_for_the_same_request() -> None:
    """A probe differs in one thing only."""
    send = Recording(always(403))
    explained(FetchRequest(URL, APP, "PUT", (("X-A", "1"),)), send)
    asked = [one for one in send.asked if header(one, "origin") not in (APP, "")]
    assert len(asked) == 2
    assert {header(one, "access-control-request-method") for one in asked} == {"PUT"}
    assert {header(one, "access-control-request-headers") for one in asked} == {"x-a"}
