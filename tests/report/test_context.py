"""Paths as people and pipelines call them; colours."""

from __future__ import annotations

import pytest

from corscheck.report.context import Context, relative, rule_url


@pytest.mark.parametrize(
    ("path", "directory", "shown"),
    [
        ("/work/a.conf", "/work", "a.conf"),
        ("/work/a.conf", "/work/", "a.conf"),
        ("/workshop/a.conf", "/work", "/workshop/a.conf"),
        ("/work", "/work", "/work"),
        ("./a.conf", "", "a.conf"),
        ("a/./b/../c.conf", "", "a/c.conf"),
        ("../a.conf", "/work", "../a.conf"),
        ("../../a.conf", "", "../../a.conf"),
        ("a/../../b", "", "../b"),
        ("/../a", "", "/../a"),
        (".", "", "."),
        ("/a", "/", "a"),
    ],
)
def test_relative(path: str, directory: str, shown: str) -> None:
    assert relative(path, directory) == shown


def test_paths_for_people_and_for_pipelines() -> None:
    context = Context(directory="/repo/service", root="/repo")
    assert context.path("/repo/service/a.conf") == context.path("a.conf") == "a.conf"
    assert context.root_path("a.conf") == context.root_path("/repo/service/a.conf") == "service/a.conf"
    assert Context(directory="/repo").root_path("a.conf") == "a.conf"
    assert Context().root_path("a.conf") == "a.conf"


def test_colours_only_where_they_are_wanted() -> None:
    assert Context().paint("error", "x") == "x"
    assert Context(colour=True).paint("error", "x") == "\x1b[1;31mx\x1b[0m"
    assert Context(colour=True).paint("error", "") == ""


def test_the_page_of_a_rule() -> None:
    assert rule_url("CORS104").endswith("/docs/rules/CORS104.md")
