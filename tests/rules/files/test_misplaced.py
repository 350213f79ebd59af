"""CORS013 and 014: options in places where no web container reads them."""

from __future__ import annotations

import pytest

from tests.support.linting import codes, declared, lint, web

SWALLOWED = ["CORS014 error"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[web]\n[general]\ncors = *\n", ["CORS013 warning"]),
        ("[web]\n[cors]\ncors = *\ncors_preflight_paths = /a\n", []),  # by its options a web container
        ("[web]\n[kafka]\ncors = *\n", ["CORS013 warning"]),
        ("[library]\ncors = *\n", ["CORS013 warning"]),
        ("[uwsgi]\ncors = *\n", []),  # another program's
        ("[DEFAULT]\ncors = *\n[web]\n", ["CORS013 info"]),
        ("[DEFAULT]\ncors = *\n[x]\ny = 1\n[web]\n", ["CORS013 info"]),
        ("[x]\ncors = *\ny = 1\n[web]\n", ["CORS013 warning"]),
        ("[DEFAULT]\ncors = *\n", ["CORS013 warning"]),
        ("[default]\ncors = *\n[web]\n", ["CORS010 warning"]),
        ("[web:public]\ncors =\n", []),
        ("[my:web]\ncors =\n", []),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    assert codes(lint(text), "CORS01") == expected


@pytest.mark.parametrize(
    ("text", "expected", "after"),
    [
        (web("cors = *\n  cors_preflight_paths = /a"), SWALLOWED, web("cors = *\ncors_preflight_paths = /a")),
        (web("cors_preflight_paths = /a\n\n   cors = *"), SWALLOWED,
         web("cors_preflight_paths = /a\n\ncors = *")),
        (web("cors_preflight_paths = /a\n  cors: *"), SWALLOWED, web("cors_preflight_paths = /a\ncors: *")),
        (web("rootdir =\n  listen = 1"), ["CORS014 error"], None),  # it is set already
        (web("rootdir =\n  name = value"), [], None),
        ("[general]\nvar_dir = /\n  [web]\n  cors =\n", SWALLOWED * 2,
         "[general]\nvar_dir = /\n[web]\ncors =\n"),
        ("[web]\n[nginx]\nconf =\n  [other]\n  listen = 80\n", [], None),
        ("[web]\n[nginx]\nconf =\n  cors = *\n", [], None),
        ("[testenv:web]\nsetenv =\n  CORS = *\n", [], None),  # of tox
        ("[x]\ny = 1\n  [webinar]\n  cors = *\n", [], None),
        (web("cors = *\ncors_preflight_paths = /a\n  [mongo]"), SWALLOWED,
         web("cors = *\ncors_preflight_paths = /a\n[mongo]")),
        # whose is the path below?
        (web("cors_preflight_paths =\n  /a\n  cors = *\n  /b"), SWALLOWED, None),
        (web("rootdir =\n  cors_preflight_paths =\n    /b"), SWALLOWED,
         web("rootdir =\ncors_preflight_paths =\n    /b")),
        (web("cors_preflight_paths =\n\n  # c\n    [/a]"), [], None),
    ],
)  # fmt: skip
def test_swallowed(text: str, expected: list[str], after: str | None) -> None:
    assert codes(lint(text), "CORS014") == expected
    if after:
        assert declared(text) == after
        assert "CORS014 error" not in codes(lint(declared(text)))


def test_a_swallowed_option_that_ends_the_service_says_so() -> None:
    finding = next(one for one in lint(web("cors_preflight_paths = /a\n  cors = *")) if one.code == "CORS014")
    assert "the service stops" not in finding.message  # `cors` is off
    text = web("cors = *\ncors_preflight_paths = /a\n  backlog = 1")
    finding = next(one for one in lint(text) if one.code == "CORS014")
    assert "the service stops with `ValueError: path should be started with / or be empty`" in finding.message
    assert codes(lint(text), "CORS10") == []


def test_an_option_of_another_section_is_only_likely_misplaced() -> None:
    (finding,) = [one for one in lint("[web]\n[general]\ncors = *\n") if one.code == "CORS013"]
    assert (finding.confidence, finding.span.text) == ("likely", "cors")


@pytest.mark.parametrize(
    ("text", "fixable"),
    [
        (web("rootdir =\n  cors = *"), True),
        (web("rootdir =\n  cors = *\ncors =\n"), False),  # it is set already
        (web("rootdir =\n  cors = *\n\n  # comment\n  /b"), False),  # which would become a part of it
        (web("rootdir =\n  cors = *\n    /b"), True),  # a part of it already
        (web("rootdir =\n  cors = *\n  backlog = 5"), True),  # an option itself
        (web("rootdir =\n  cors = *\n  # comment\nbacklog = 5"), True),
    ],
)
def test_indentation_is_removed_where_nothing_else_changes(text: str, *, fixable: bool) -> None:
    finding = next(one for one in lint(text) if one.code == "CORS014")
    assert (finding.fix is not None) is fixable
