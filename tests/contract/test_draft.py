from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corscheck.contract.draft import Service, basic_string, draft_expectations, draft_file, service_names
from corscheck.contract.expectations import decided
from corscheck.contract.intent import read_intent
from corscheck.contract.openapi import Route
from corscheck.settings.schema import EXPECT
from corscheck.settings.shape import Records
from tests.support.live import container
from tests.support.runner import commands

if TYPE_CHECKING:
    from corscheck.contract.expectations import Expectation

EXPECTATIONS = Records(EXPECT)

APP = "https://app.example.com"
ROUTES = [Route("GET", "/api/a", "/api/a"), Route("PUT", "/api/a", "/api/a"), Route("DELETE", "/x", "/x")]


def drafted(cors: str, routes: list[Route] | None = None) -> list[Expectation]:
    web = container(f"[web]\ncors = {cors}\ncors_preflight_paths = /api/*, /b\n")
    return draft_expectations(web, read_intent(web), routes or [])


def reported(expectations: list[Expectation]) -> list[tuple[str, str, str]]:
    return [(one.method, one.path, one.result) for one in expectations]


def test_routes_that_need_a_preflight_then_those_who_may_not() -> None:
    assert reported(drafted(APP, ROUTES)) == [("PUT", "/api/a", "allow")] + [("PUT", "/api/a", "block")] * 3


def test_without_routes_a_sample_of_each_path() -> None:
    assert reported(drafted(APP))[:2] == [("PUT", "/api/corscheck", "allow"), ("PUT", "/b", "allow")]


@pytest.mark.parametrize(
    ("cors", "results"),
    [("*", {"allow"}), ("", {"block"}), ("off", {"block"}), (APP, {"allow", "block"})],
)
def test_who_may_and_who_may_not(cors: str, results: set[str]) -> None:
    assert {one.result for one in drafted(cors)} == results


def test_the_file_is_read_back_as_it_was_meant() -> None:
    expectations = drafted(APP, ROUTES)
    services = [Service('a "basic_string" name', "etc/app.conf", "http://h", "python a.py -c {config}")]
    text = draft_file(services, expectations, {expectations[0]: "blocked (preflight-status)"})
    document = tomllib.loads(text)
    assert document["service"] == [
        {
            "name": 'a "basic_string" name',
            "config": ["etc/app.conf"],
            "url": "http://h",
            "launch": "python a.py -c {config}",
        }
    ]
    assert list(EXPECTATIONS.read(document["expect"], ())) == expectations
    assert 'result = "allow"  # today: blocked (preflight-status)\n' in text


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["etc/app.conf"], ["app"]),
        (["app", "app.conf", "b.prod.conf", "../c.conf"], ["app", "app-2", "b.prod", "c"]),
        (["services/shop/etc/prod.conf", "services/pay/etc/prod.conf"], ["shop-prod", "pay-prod"]),
        (["a/shop/prod.conf", "a/pay/prod.conf", "a/pay/dev.conf"], ["shop-prod", "pay-prod", "dev"]),
        (["a/x/prod.conf", "b/x/prod.conf", "a/y/prod.conf"], ["a-x-prod", "b-x-prod", "a-y-prod"]),
        (["prod.conf", "a/prod.conf"], ["prod", "a-prod"]),
        (["/srv/a-b/c.conf", "/srv/a/b-c.conf", "/srv/x/c.conf"], ["a-b-c", "b-c", "x-c"]),
        (["x/a/c.conf", "y/b/c.conf", "z/a-c.conf"], ["a-c-2", "b-c", "a-c"]),
        (["a.x/c", "b.x/c"], ["a.x-c", "b.x-c"]),
        (["a/c.conf", "a/c.ini"], ["a-c", "a-c-2"]),
    ],
)
def test_every_service_has_a_name_of_its_own(paths: list[str], names: list[str]) -> None:
    assert service_names(paths) == names


@given(
    st.lists(
        st.from_regex(r"([ab]/){0,3}[ab-]{1,3}(\.conf|\.ini)?", fullmatch=True), max_size=12, unique=True
    )
)
def test_no_two_services_have_one_name(paths: list[str]) -> None:
    names = service_names(paths)
    assert len({*names}) == len(names) == len(paths)


@pytest.mark.parametrize("methods", ["POST", "GET", "DELETE", "GET, POST"])
@pytest.mark.parametrize("headers", ["", "accept", "*", "x-a"])
def test_what_is_drafted_can_be_tried(methods: str, headers: str) -> None:
    text = f"cors_allow_methods = {methods}\ncors_allow_headers = {headers}\n"
    web = container(f"[web]\ncors = {APP}\ncors_preflight_paths = /a\n{text}", "26.37")
    found = draft_expectations(
        web, read_intent(web), [Route("POST", "/a", "/a")] if "POST" in methods else []
    )
    assert list(EXPECTATIONS.read(tomllib.loads(draft_file([], found))["expect"], ())) == found
    assert [decided(one) for one in found]


@pytest.mark.parametrize(
    "text", ["", "a", 'x"y', "back\\slash", "tab\tnew\nline\x00\x7f\u2028", "žluť", "##vso[x]y", "\\##[x]"]
)
def test_every_text_survives_quoting(text: str) -> None:
    assert tomllib.loads(f"x = {basic_string(text)}")["x"] == text
    assert commands(basic_string(text)) == []
