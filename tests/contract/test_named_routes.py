from __future__ import annotations

import pytest

from corscheck.contract.named_routes import is_internal, joined, named_route
from corscheck.contract.openapi import Route


@pytest.mark.parametrize(
    ("text", "route"),
    [
        ("GET /notes", Route("GET", "/notes", "/notes")),
        ("post  /notes ", Route("POST", "/notes", "/notes")),
        ("patch /notes/{id}", Route("PATCH", "/notes/{id}", "/notes/corscheck")),
        ("DELETE /notes/{id:\\d+}", Route("DELETE", "/notes/{id:\\d+}", "/notes/1")),
        ("GET /a/{x", Route("GET", "/a/{x", "/a/%7Bx")),
        ("PROPFIND /dav/ä", Route("PROPFIND", "/dav/ä", "/dav/%C3%A4")),
    ],
)
def test_what_a_text_names(text: str, route: Route) -> None:
    assert named_route(text) == route


@pytest.mark.parametrize(
    "text", ["", "GET", "/notes", "GET notes", "GET /a b", "GET,POST /a", "TRACE /a", "GET /a?b", "GET /a#b"]
)
def test_what_names_no_route(text: str) -> None:
    with pytest.raises(ValueError, match="`"):
        named_route(text)


@pytest.mark.parametrize(
    ("path", "pattern", "internal"),
    [
        ("/asab/v1/config", "/asab/*", True),
        ("/asab", "/asab/*", False),
        ("/asab", "/asab*", True),
        ("/asab/", "/asab/**", True),
        ("/a/x/b/y", "/a/*/b/*", True),
        ("/a/b", "/a/*/b", False),
        ("/aba", "/ab*ba", False),
        ("/abba", "/ab*ba", True),
        ("/health", "/health", True),
        ("/health/x", "/health", False),
        ("/Health", "/health", False),
        ("/a[b]", "/a[b]", True),
        ("/anything", "*", True),
    ],
)
def test_internal(path: str, pattern: str, *, internal: bool) -> None:
    assert is_internal(Route("GET", path, path), [pattern]) is internal


def test_a_pattern_fits_the_documented_path_too() -> None:
    route = named_route("GET /users/{id}")
    assert is_internal(route, ["/users/{id}"])
    assert is_internal(route, ["/users/corscheck"])
    assert not is_internal(route, ["/users/{name}"])


def test_joined_has_each_method_and_path_once() -> None:
    named, listed = named_route("GET /a/{x}"), named_route("GET /a/{y}")
    other = named_route("PUT /a/{y}")
    assert joined([named], [listed, other, other]) == [named, other]
