"""Request paths, each with what the container's configuration says about it."""

from __future__ import annotations

import pytest

from corscheck.contract.targets import entry_of, paths_to_try
from tests.support.live import container

TEXT = "[web]\ncors = *\ncors_preflight_paths = /a, /api/*, /api/x\n"


@pytest.mark.parametrize(
    ("path", "item"),
    [("/a", "/a"), ("/api/x", "/api/*"), ("/api/", "/api/*"), ("/other", "/a, /api/*, /api/x")],
)
def test_the_item_that_covers_a_path(path: str, item: str) -> None:
    value = entry_of(container(TEXT), path)
    assert value is not None
    assert value.text == item


def test_an_item_that_the_router_refuses_covers_nothing() -> None:
    value = entry_of(container("[web]\ncors = *\ncors_preflight_paths = a, /b\n"), "/a")
    assert value is not None
    assert value.text == "a, /b"


def test_paths_that_were_asked_for() -> None:
    found = list(paths_to_try(container(TEXT), ("/api/y", "/other")))
    assert [(one.path, one.covered, one.kind, one.note) for one in found] == [
        ("/api/y", True, "covered", "asked for"),
        ("/other", False, "outside", "asked for"),
    ]


def test_kinds_of_paths() -> None:
    found = {one.path: (one.covered, one.kind) for one in paths_to_try(container(TEXT))}
    assert found["/a"] == (True, "covered")
    assert found["/a/"] == (False, "edge")
    assert found["/api/"] == (True, "edge")
    assert found["/ax"] == (False, "outside")
    assert found["/corscheck-not-covered"] == (False, "outside")


def test_with_a_path_that_covers_everything_nothing_is_outside() -> None:
    found = list(paths_to_try(container("[web]\ncors = *\ncors_preflight_paths = /*\n")))
    assert {one.kind for one in found} == {"covered", "edge"}
