"""Which preflight belongs to which request."""

from __future__ import annotations

from typing import Any

from corscheck.paste.har_entries import entries_of
from corscheck.paste.har_matching import Answers
from tests.support.archives import API, entry, har, preflight

URL = f"{API}/x"


def matched(*entries: dict[str, Any]) -> list[int | None]:
    """For each PUT the number of its preflight's entry."""
    found = entries_of(har(*entries))
    answers = Answers(found)
    asked = [answers.preflight("PUT", URL, one) for one in found if one.captured.method == "PUT"]
    return [one.number if one else None for one in asked]


def test_as_many_preflights_as_requests() -> None:
    request, asked = entry(method="PUT"), preflight()
    assert matched(request, asked, request, asked) == [1, 3]  # DevTools
    assert matched(asked, request, asked, request) == [0, 2]  # proxies
    assert matched(asked, asked, request, request) == [0, 1]


def test_fewer_preflights_than_requests() -> None:
    request, asked = entry(method="PUT"), preflight()
    assert matched(request, request, request, asked) == [3, 3, 3]
    assert matched(asked, request, request, entry("/other"), request, asked) == [0, 0, 5]
    assert matched(request) == [None]


def test_what_is_another_request() -> None:
    assert matched(entry(method="PUT"), preflight("/y"), preflight(asks="PATCH")) == [None]
    bare = entry(method="OPTIONS", sent={}, _resourceType="preflight")  # what it asked for was not recorded
    assert matched(entry(method="PUT"), bare) == [1]


def test_the_target_of_a_redirect_comes_after_it_and_is_used_once() -> None:
    answers = Answers(entries_of(har(entry("/b"), entry("/a"), entry("/b"), entry("/b"))))
    numbers = [
        found and found.number for _ in range(3) if (found := answers.onward("GET", f"{API}/b", 1)) or True
    ]
    assert numbers == [2, 3, None]
