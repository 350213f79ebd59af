"""What tools put into entries, and what they leave out."""

from __future__ import annotations

from typing import Any

import pytest

from corscheck.paste.har_entries import entries_of
from tests.support.archives import API, APP, entry, har


def first(item: dict[str, Any], **log: Any) -> Any:
    return entries_of(har(item, **log))[0]


def test_an_answer_as_it_went_over_the_wire() -> None:
    answered = {
        ":status": "200",
        "access-control-allow-origin": "https://a.example\nhttps://b.example",  # Chromium's join of two lines
        "x-name": "ž",
    }
    found = first(entry(answered=answered, time=250, response={"statusText": "OK"}))
    assert found.answer.headers == (
        ("Server", "x"),
        ("access-control-allow-origin", "https://a.example"),
        ("access-control-allow-origin", "https://b.example"),
        ("x-name", "\xc5\xbe"),
    )
    assert (found.answer.reason, found.answer.elapsed) == ("OK", 0.25)


@pytest.mark.parametrize(
    ("item", "is_cors"),
    [
        (entry(sent={"Origin": APP}), True),
        (entry(sent={"Origin": APP, "Sec-Fetch-Mode": "no-cors"}), False),
        (entry(sent={"Origin": APP, "Sec-Fetch-Mode": "navigate"}), False),
        (entry(sent={"Referer": APP}), False),  # an image, as a proxy records it
        (entry(sent={"Referer": APP}, status=0), True),
        (entry(sent={"Referer": APP}, _resourceType="fetch"), True),  # from the cache: without Origin
        (entry(sent={"Referer": APP}, _resourceType="eventsource"), True),
        (entry(sent={"Referer": APP}, status=0, _resourceType="image"), False),
        (entry(sent={}, method="POST", _resourceType="ping"), True),
        (entry(sent={}, method="GET", _resourceType="ping"), False),
    ],
)
def test_what_was_requested_with_cors(item: dict[str, Any], *, is_cors: bool) -> None:
    assert first(item).is_cors == is_cors


@pytest.mark.parametrize(
    ("sent", "log"),
    [
        ({"Referer": ""}, {"pages": [{"id": "p", "title": f"{APP}/start"}]}),  # Chromium, mixed content
        ({}, {"pages": [{"id": "p", "title": "Start"}, {"id": "q", "title": "https://b.example/"}]}),
    ],
)
def test_the_page_where_no_header_names_it(sent: dict[str, str], log: dict[str, Any]) -> None:
    document = entry(f"{APP}/start", sent={}, _resourceType="document", pageref="p")
    found = entries_of(har(document, entry(sent=sent, pageref="p"), **log))
    assert found[1].captured.origin == APP


def test_the_only_page_is_that_of_entries_that_name_none() -> None:
    document = entry(f"{APP}/start", sent={"Sec-Fetch-Dest": "document"})
    assert entries_of(har(document, entry(sent={})))[1].captured.origin == APP
    other = entry("https://b.example/", sent={"Sec-Fetch-Dest": "document"}, pageref="q")
    assert entries_of(har({**document, "pageref": "p"}, other, entry(sent={})))[2].captured.origin is None


def test_where_the_answer_came_from() -> None:
    assert first(entry()).cached == ""
    assert first(entry(_fromCache="memory")).cached == "the browser's memory cache"
    assert first(entry(_fetchType="Disk Cache")).cached == "the browser's disk cache"
    assert first(entry(_fetchType="Network Load")).cached == ""
    assert first(entry(_fromCache=True)).cached == "the browser's cache"
    assert first(entry(response={"_fetchedViaServiceWorker": True})).cached == "a service worker"


def test_only_requests_over_http() -> None:
    assert (
        entries_of(har(entry("wss://api.example/"), entry("data://x"), None, 1, {"request": {"url": 1}}))
        == []
    )
    assert first(entry()).captured.url == f"{API}/x"
