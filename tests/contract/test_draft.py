from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from corscheck.contract.draft import Service, draft_expectations, draft_file, quoted
from corscheck.contract.intent import read_intent
from corscheck.contract.openapi import Route
from corscheck.settings.schema import EXPECT
from corscheck.settings.shape import Records
from tests.support.live import container

if TYPE_CHECKING:
    from corscheck.contract.expectations import Expectation

EXPECTATIONS = Records(EXPECT)

APP = "https://app.example.com"
ROUTES = [Route("GET", "/api/a", "/api/a"), Route("PUT", "/api/a", "/api/a"), Route("DELETE", "/x", "/x")]


def drafted(cors: str, routes: list[Route] | None = None) -> list[Expectation]:
    web = container(f"[web]\ncors = {cors}\ncors_preflight_paths = /api/*, /b\n")
    return draft_expectations(web, read_intent(web), routes or [])


def told(expectations: list[Expectation]) -> list[tuple[str, str, str]]:
    return [(one.method, one.path, one.result) for one in expectations]


def test_routes_that_need_a_preflight_then_those_who_may_not() -> None:
    assert told(drafted(APP, ROUTES)) == [("PUT", "/api/a", "allow")] + [("PUT", "/api/a", "block")] * 3


def test_without_routes_a_sample_of_each_path() -> None:
    assert told(drafted(APP))[:2] == [("PUT", "/api/corscheck", "allow"), ("PUT", "/b", "allow")]


@pytest.mark.parametrize(
    ("cors", "results"),
    [("*", {"allow"}), ("", {"block"}), ("off", {"block"}), (APP, {"allow", "block"})],
)
def test_who_may_and_who_may_not(cors: str, results: set[str]) -> None:
    assert {one.result for one in drafted(cors)} == results


def test_the_file_is_read_back_as_it_was_meant() -> None:
    expectations = drafted(APP, ROUTES)
    services = [Service('a "quoted" name', "etc/app.conf", "http://h", "python a.py -c {config}")]
    text = draft_file(services, expectations, {expectations[0]: "blocked (preflight-status)"})
    document = tomllib.loads(text)
    assert document["service"] == [
        {
            "name": 'a "quoted" name',
            "config": ["etc/app.conf"],
            "url": "http://h",
            "launch": "python a.py -c {config}",
        }
    ]
    assert list(EXPECTATIONS.read(document["expect"], ())) == expectations
    assert 'result = "allow"  # today: blocked (preflight-status)\n' in text


@pytest.mark.parametrize("text", ["", "a", 'x"y', "back\\slash", "tab\tnew\nline\x00\x7f\u2028", "žluť"])
def test_every_text_survives_quoting(text: str) -> None:
    assert tomllib.loads(f"x = {quoted(text)}")["x"] == text
