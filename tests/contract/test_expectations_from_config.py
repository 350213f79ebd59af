"""What a container's options allow pages: methods, request headers, and paths that ASAB drops."""

from __future__ import annotations

import pytest

from corscheck.contract.expectations_from_config import dropped_paths, expected_headers, expected_methods
from corscheck.contract.intent import read_intent
from corscheck.contract.plan import Axes, plan
from tests.support.live import container

NEW = "26.37"


def test_a_later_version_offers_its_own_lists() -> None:
    web = container("[web]\ncors = *\n", "26.37")
    assert expected_headers(web) == ("authorization", "content-type", "x-app", "x-request-id")
    assert expected_methods(web) == ("PUT", "POST", "PATCH", "DELETE", "GET")


@pytest.mark.parametrize(
    ("option", "version", "methods"),
    [
        ("", "25.15", ("PUT", "POST", "PATCH", "DELETE", "GET")),
        ("GET", "25.15", ("PUT", "POST", "PATCH", "DELETE", "GET")),  # it has no such option
        ("GET, PATCH PUT", NEW, ("PUT", "PATCH", "GET")),
        ("OPTIONS, HEAD", NEW, ("GET",)),
        ("*", NEW, ("PUT", "POST", "PATCH", "DELETE", "GET")),  # what its author meant
        ("*, purge, GET", NEW, ("PUT", "POST", "PATCH", "DELETE", "GET", "purge")),
        ("get, put, patch", NEW, ("PUT", "PATCH", "GET")),
        ("DELETE", NEW, ("DELETE",)),
    ],
)
def test_methods(option: str, version: str, methods: tuple[str, ...]) -> None:
    line = f"cors_allow_methods = {option}\n" if option else ""
    assert expected_methods(container(f"[web]\ncors = *\n{line}", version)) == methods


@pytest.mark.parametrize(
    ("option", "version", "headers"),
    [
        ("X-A", "25.15", ("authorization", "content-type")),  # X-PINGOTHER is only an example
        ("X-B, x-a X-A", NEW, ("x-a", "x-b")),
        ("*", NEW, ("content-type",)),
        ("X-PINGOTHER", NEW, ("content-type",)),
        ("", NEW, ()),
    ],
)
def test_headers(option: str, version: str, headers: tuple[str, ...]) -> None:
    text = f"[web]\ncors = *\ncors_allow_headers = {option}\n"
    assert expected_headers(container(text, version)) == headers


@pytest.mark.parametrize(
    ("paths", "version", "dropped"),
    [
        ("/1 /2 /3 /4 /5 /6 /7 /8 /9", "25.15", []),
        ("/1 /2 /3 /4 /5 /6 /7 /8 /9 /0", "25.15", ["/9", "/0"]),
        ("/1 /2 /3 /4 /5 /6 /7 /8 /9 /1", "25.15", ["/9"]),
        ("/1 /2 /3 /4 /5 /6 /7 /8 /9 /0", NEW, []),
        ("/1, b", "25.15", ["b"]),
        ("/1, /{", "25.15", []),  # no request path is known for it
    ],
)
def test_dropped_paths(paths: str, version: str, dropped: list[str]) -> None:
    web = container(f"[web]\ncors = *\ncors_preflight_paths = {paths}\n", version)
    assert [value.text for value, _ in dropped_paths(web)] == dropped
    assert list(dropped_paths(container(f"[web]\ncors_preflight_paths = {paths}\n", version))) == []


NINE = [f"/p{number}" for number in range(9)]


@pytest.mark.parametrize(
    ("items", "dropped"),
    [
        (NINE, []),
        (["", *NINE], ["/p7", "/p8"]),
        (["", *NINE[:8]], []),
        (["", *NINE[:8], ""], ["/p7"]),
        ([*NINE, ""], ["/p8"]),
        (["", *NINE, "/p9", "/p10"], ["/p7", "/p8", "/p9", "/p10"]),
        ([*NINE, "/p9"], ["/p8", "/p9"]),
        ([*NINE[:8], "/p0", "/p9"], ["/p9"]),
    ],
)
@pytest.mark.parametrize("separator", [",", " , ", "\n    ,"])
def test_what_the_split_drops_counts_empty_items(
    items: list[str], dropped: list[str], separator: str
) -> None:
    text = f"[web]\ncors = *\ncors_preflight_paths = {separator.join(items)}\n"
    web = container(text)
    assert [value.text for value, _ in dropped_paths(web)] == dropped
    answered = [path for path in items if path and web.answers(path)]
    assert set(answered) == {path for path in items if path} - set(dropped)
    cases = plan(web, read_intent(web), "http://127.0.0.1", Axes())
    assert {case.path for case in cases if case.kind == "dropped"} == set(dropped)
