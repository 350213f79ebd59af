from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.causes.diagnose import diagnosed
from corscheck.fetch.algorithm import Fetch
from tests.support.causes import APP, GET, URL, Recording, always, explained, header, response

if TYPE_CHECKING:
    from corscheck.exchange import Request, Response

STAR = "Access-Control-Allow-Origin: *"
OWN = f"Access-Control-Allow-Origin: {APP}"
OTHER = "Access-Control-Allow-Origin: https://other.example"


@pytest.mark.parametrize(
    "line",
    [
        "Age: 12",
        "X-Cache: Hit from cloudfront",
        "CF-Cache-Status: HIT",
        "X-Cache: HIT, HIT",
        "Cache-Status: a; hit",
    ],
)
@pytest.mark.parametrize("allow", [(), (OTHER,)])
def test_a_copy_that_was_made_for_somebody_else(line: str, allow: tuple[str, ...]) -> None:
    def answer(request: Request) -> Response:
        return response(200, OWN, "Vary: Origin") if request.url != URL else response(200, line, *allow)

    verdict = explained(GET, answer)
    assert (verdict.result, verdict.cause) == ("response_blocked", "cached-copy")
    assert line.partition(": ")[2] in verdict.evidence[0]
    assert "passes" in verdict.evidence[-1]
    assert "Vary: Origin" in str(verdict.help)


def test_a_cache_is_not_blamed_where_the_server_answers_so_itself() -> None:
    assert explained(GET, always(200, "Age: 12")).cause == "cors-not-configured"
    assert explained(GET, always(200, "Age: 12"), probe=False).cause == "cached-copy"
    assert explained(GET, always(200, "Age: 0"), probe=False).cause == "cors-not-configured"
    assert explained(GET, always(200, "X-Cache: MISS"), probe=False).cause == "cors-not-configured"


@pytest.mark.parametrize(
    ("with_origin", "without", "at_risk"),
    [
        ((STAR, "Vary: Origin"), (), True),
        ((STAR, "Vary: Origin"), ("Vary: Origin",), False),
        ((STAR,), (STAR,), False),
        ((OWN, "Vary: Origin"), ("Vary: Origin, Accept",), False),
        ((OWN, "Vary: Origin"), ("Vary: *",), False),
        ((OWN, "Vary: Origin"), (), True),
    ],
)
def test_what_is_at_risk(with_origin: tuple[str, ...], without: tuple[str, ...], *, at_risk: bool) -> None:
    def answer(request: Request) -> Response:
        lines = with_origin if header(request, "origin") else without
        return response(200, "Cache-Control: max-age=60", *lines)

    verdict = explained(GET, answer)
    assert verdict.result == "allowed"
    assert verdict.cause == ("cached-copy" if at_risk else None)
    assert any("A cache can break it" in note for note in verdict.notes) is at_risk
    assert explained(GET, answer, probe=False).cause is None


def test_of_two_sites_the_second_is_at_risk() -> None:
    def answer(request: Request) -> Response:
        origin = header(request, "origin") or "https://first.example"
        return response(200, "Cache-Control: public", f"Access-Control-Allow-Origin: {origin}")

    verdict = explained(GET, answer)
    assert verdict.cause == "cached-copy"


def test_what_cannot_be_stored_is_not_asked_for() -> None:
    for line in ("Cache-Control: no-store", "Cache-Control: private", "Vary: *"):
        send = Recording(always(200, OWN, line))
        explained(GET, send)
        assert len(send.asked) == 1


def test_a_copy_that_a_recording_names() -> None:
    fetch = Fetch(GET)
    fetch.feed(response(200))
    verdict = diagnosed(fetch.verdict(), fetch.current, cache="the browser's disk cache")
    assert (verdict.cause, verdict.evidence) == (
        "cached-copy",
        ("the answer came from the browser's disk cache",),
    )
