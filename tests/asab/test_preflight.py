from __future__ import annotations

import pytest

from corscheck.asab.profiles import profile_for
from tests.support.asab_files import web, where

NEW = profile_for("26.37")


def test_items_of_a_multi_line_list_have_their_places() -> None:
    container = web("cors=*\ncors_preflight_paths =\n\t/a/*,\n\t; c\n\t  /b , /c\n")
    assert [(path.token, where(path.value)) for path in container.paths] == [
        ("/a/{tail:.*}", ("main.conf", 4, 2, "/a/*")),
        ("/b", ("main.conf", 6, 4, "/b")),
        ("/c", ("main.conf", 6, 9, "/c")),
    ]


def test_the_ninth_item_swallows_the_rest() -> None:
    container = web("cors=*\ncors_preflight_paths=" + ", ".join(f"/p{n}" for n in range(1, 13)))
    assert [path.token for path in container.paths[7:]] == ["/p8", "/p9, /p10, /p11, /p12"]
    assert not container.covers("/p9")
    assert container.covers("/p8")
    assert container.starts


def test_melted_stars_are_fatal() -> None:
    container = web("cors=*\ncors_preflight_paths=" + ", ".join(f"/p{n}/*" for n in range(1, 11)))
    assert container.error is not None
    assert container.error.message.startswith("Bad pattern")
    assert container.error.span is not None
    assert container.error.span.text == "/p9/*, /p10/*"


def test_every_bad_item_is_reported() -> None:
    container = web("cors=*\ncors_preflight_paths=a /b /b /{ , /c")
    assert [(error.type, error.span and error.span.text) for error in container.errors] == [
        ("ValueError", "a"),
        ("RuntimeError", "/b"),
        ("ValueError", "/{"),
    ]
    assert not container.covers("/b")  # nothing is answered where the container does not start


def test_items_are_latent_while_cors_is_empty() -> None:
    container = web("cors_preflight_paths=bad")
    assert [path.error is None for path in container.paths] == [False]
    assert container.starts
    assert container.routes == []


@pytest.mark.parametrize(
    ("paths", "routes", "covered", "answered_only"),
    [
        ("/*", ["/{tail:.*}"], ["/", "/a/b"], []),
        ("/a/*", ["/a/{tail:.*}", "/a"], ["/a", "/a/", "/a/b"], []),
        ("/a, /a,, /a/*", ["/a", "/a/{tail:.*}"], ["/a", "/a/b"], []),
        ("/a*", ["/a*"], ["/a*"], []),
        ("/**", ["/**"], ["/**"], []),
        ("/a/*/c", ["/a/*/c"], ["/a/*/c"], []),
        ("/a/*/b/*", ["/a/*/b/{tail:.*}", "/a/*/b"], ["/a/*/b/x"], []),
        ("/{id}", ["/{id}"], [], ["/x"]),
        ("/{id}/*", ["/{id}/{tail:.*}", "/{id}"], [], ["/x/y", "/x"]),
        ("", [], [], []),
        (",", [], [], []),
        (" ".join(f"/p{n}" for n in range(12)), [f"/p{n}" for n in range(12)], ["/p11"], []),
    ],
)
def test_after_26_36(paths: str, routes: list[str], covered: list[str], answered_only: list[str]) -> None:
    container = web(f"cors=https://a.example\ncors_preflight_paths={paths}", profile=NEW)
    assert [route.path for route in container.routes] == routes
    assert container.starts
    for path in covered:
        assert container.covers(path), path
    for path in answered_only:
        assert container.answers(path), path
        assert not container.covers(path), path
    assert container.covers("/z/z/z") is (paths == "/*")


def test_bad_items_after_26_36() -> None:
    container = web("cors=*\ncors_preflight_paths=a/*, /ok, /{x/*", profile=NEW)
    assert [(error.message, error.span and error.span.text) for error in container.errors] == [
        ("path should be started with / or be empty", "a/*"),
        ("Invalid path '/{x/{tail:.*}'['/{x/']", "/{x/*"),
    ]


def test_before_20_8_there_are_no_routes() -> None:
    container = web("cors=*\ncors_preflight_paths=bad", profile=profile_for("19.11"))
    assert container.paths == ()
    assert container.starts


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param("/{x:" + "(" * 5000 + "}", id="deep regular expression"),
        pytest.param("/{x:a{99999999999}}", id="huge repetition"),
        pytest.param("/{x:[[a]&&[b]]}", id="expression that Python warns of"),
        pytest.param("/" + "{a}" * 300, id="many variables"),
        pytest.param("/" + "a" * 100_000 + "/*", id="long"),
    ],
)
def test_hostile_paths_are_diagnosed(paths: str) -> None:
    container = web(f"cors=*\ncors_preflight_paths={paths}")
    assert len(container.paths) >= 1
    container.covers("/a" * 1000)
