"""CORS01x: options and sections that nobody reads."""

from __future__ import annotations

import pytest

from corscheck.rules._option_names import intended_option
from tests.support.linting import NEW, codes, fixed, lint, web

KNOWN = dict.fromkeys(
    ("listen", "backlog", "rootdir", "servertokens", "cors", "cors_preflight_paths", "body_max_size"), ""
)
PATHS = "cors_preflight_paths"
SWALLOWED = ["CORS014 error"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cors", None),
        (PATHS, None),
        ("preflightpaths", None),
        ("cors_allow_methods", None),
        ("cert", None),
        ("key", None),
        ("core", None),
        ("url", None),
        ("original_path", None),
        ("cors-preflight-paths", PATHS),
        ("cors_preflight_path", PATHS),
        ("corspreflightpaths", PATHS),
        ("preflight_paths", PATHS),
        ("cors_paths", PATHS),
        ("cros_preflight_paths", PATHS),
        ("cors_origin", "cors"),
        ("cors_origins", "cors"),
        ("cors_allow_origin", "cors"),
        ("allowed_origins", "cors"),
        ("access-control-allow-origin", "cors"),
        ("corss", "cors"),
        ("cros", "cors"),
        ("cors_methods", "cors_allow_methods"),
        ("cors_allow_header", "cors_allow_headers"),
        ("cors-max-age", "cors_max_age"),
        ("access_control_max_age", "cors_max_age"),
    ],
)
def test_meant(name: str, expected: str | None) -> None:
    assert intended_option(name, KNOWN) == expected


@pytest.mark.parametrize(
    ("lines", "expected", "mended"),
    [
        ("cors-preflight-paths = /a\ncors = *", ["CORS016 warning"], "cors_preflight_paths = /a\ncors = *"),
        ("CORS_Preflight-Paths = /a\ncors = *", ["CORS016 warning"], "cors_preflight_paths = /a\ncors = *"),
        ("CORS = *\nCors_Preflight_Paths = /a", [], None),
        ("cors_origin = *", ["CORS016 warning"], None),
        ("cors = *\ncors_preflight_paths = /a\ncors_origin = *", ["CORS016 warning"], None),
        ("cors https://a.example", ["CORS016 warning"], None),
        ("preflightpaths = /a\ncors = *", ["CORS015 error"], "cors_preflight_paths = /a\ncors = *"),
        ("preflightpaths = /a\ncors = *\ncors_preflight_paths = /b", ["CORS015 error"], None),
        (
            "cors-preflight-paths = /a\ncors_preflight-paths = /b\ncors = *",
            ["CORS016 warning"] * 2,
            "cors_preflight_paths = /a\ncors_preflight-paths = /b\ncors = *",
        ),
        (
            "preflightpaths = /a\ncors_preflight-paths = /b\ncors = *",
            ["CORS015 error", "CORS016 warning"],
            "cors_preflight_paths = /a\ncors_preflight-paths = /b\ncors = *",
        ),
        ("cors =\ncors_max_age = 5", ["CORS017 warning"], None),
        ("whatever = 1", [], None),
    ],
)
def test_names(lines: str, expected: list[str], mended: str | None) -> None:
    assert codes(lint(web(lines)), "CORS01") == expected
    assert fixed(web(lines)) == web(mended or lines)


def test_options_of_later_versions() -> None:
    assert codes(lint(web("cors =\ncors_max_age = 5"), NEW), "CORS01") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[web]\n[general]\ncors = *\n", ["CORS013 warning"]),
        ("[web]\n[cors]\ncors = *\ncors_preflight_paths = /a\n", []),  # by its options a web container
        ("[web]\n[kafka]\ncors = *\n", ["CORS013 warning"]),
        ("[library]\ncors = *\n", ["CORS013 warning"]),
        ("[uwsgi]\ncors = *\n", []),  # another program's
        ("[DEFAULT]\ncors = *\n[web]\n", ["CORS013 info"]),
        ("[DEFAULT]\ncors = *\n", ["CORS013 warning"]),
        ("[default]\ncors = *\n[web]\n", ["CORS010 warning"]),
        ("[web:public]\ncors =\n", []),
        ("[my:web]\ncors =\n", []),
    ],
)
def test_places(text: str, expected: list[str]) -> None:
    assert codes(lint(text), "CORS01") == expected


@pytest.mark.parametrize(
    ("text", "expected", "mended"),
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
def test_swallowed(text: str, expected: list[str], mended: str | None) -> None:
    assert codes(lint(text), "CORS014") == expected
    if mended:
        assert fixed(text) == mended
        assert "CORS014 error" not in codes(lint(fixed(text)))


def test_a_swallowed_option_that_ends_the_service_says_so() -> None:
    finding = next(one for one in lint(web("cors_preflight_paths = /a\n  cors = *")) if one.code == "CORS014")
    assert "the service stops" not in finding.message  # `cors` is off
    text = web("cors = *\ncors_preflight_paths = /a\n  backlog = 1")
    finding = next(one for one in lint(text) if one.code == "CORS014")
    assert "the service stops with `ValueError: path should be started with / or be empty`" in finding.message
    assert codes(lint(text), "CORS10") == []


@pytest.mark.parametrize(
    ("text", "expected", "mended"),
    [
        ("[Web]\nrootdir =\n", ["CORS010 warning"], "[web]\nrootdir =\n"),
        ("[Web]\nlisten = 8080\n[ web ]\n", ["CORS010 warning"] * 2, "[web]\nlisten = 8080\n[ web ]\n"),
        ("[ web ]\ncors =\n", ["CORS010 error"], "[web]\ncors =\n"),
        ("[WEB]\ncors =\n[web]\n", ["CORS010 error"], None),
        ("[web] # was [asab:web]\nrootdir =\n", ["CORS010 warning"], "# was [asab:web]\n[web]\nrootdir =\n"),
        ("[web] # [x] [y]\n", ["CORS010 warning"], "# [x] [y]\n[web]\n"),
        ("[web] # comment\n", [], None),
        ("[General]\ninclude = x\n[web]\n", ["CORS010 warning"], "[general]\ninclude = x\n[web]\n"),
        ("[General]\nx = y\n[web]\n", [], None),
        ("[website]\nx = y\n[web]\n", [], None),
        ("[asab:web]\nrootdir =\n", ["CORS011 warning"], None),
        ("[asab:web]\nrootdir =\n[web]\n", ["CORS011 warning"], None),
    ],
)
def test_sections(text: str, expected: list[str], mended: str | None) -> None:
    assert codes(lint(text), "CORS01") == expected
    assert fixed(text) == (mended or text)
