"""`corscheck show`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

MAIN = "[general]\ninclude = etc/site.conf\n\n[web]\nlisten = 8080\ncors = ${ORIGIN}\n"
SITE = "[web]\ncors_preflight_paths = /api/*,\n  /auth\n"


@pytest.fixture
def app(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`corscheck show app.conf` with a configuration in two files."""
    monkeypatch.setenv("ORIGIN", "*")
    Path("etc").mkdir()
    Path("app.conf").write_text(MAIN)
    Path("etc/site.conf").write_text(SITE)
    return lambda *arguments: run("show", "app.conf", *arguments)


def test_text(app: Callable[..., Result]) -> None:
    result = app("--covers", "/api", "--covers", "/api/x")
    assert result.code == 0
    assert [line.rstrip() for line in result.out.splitlines()] == [
        "ASAB 25.15 reads app.conf, etc/site.conf",
        "",
        "[web]",
        "  listen                8080             app.conf:5",
        "  backlog               128              default",
        '  rootdir               ""               default',
        "  servertokens          full             default",
        "  cors                  *                app.conf:6",
        "  cors_preflight_paths  /api/*, \u23ce /auth  etc/site.conf:2",
        "  body_max_size         1048576          default",
        "  CORS                  on",
        "  preflight routes      /api/{tail:.*}, /auth",
        "  base URLs             http://127.0.0.1:8080, http://[::1]:8080",
        "  preflight to /api     not answered",
        "  preflight to /api/x   answered",
    ]


def test_json(app: Callable[..., Result]) -> None:
    document = json.loads(app("--output-format", "json", "--covers", "/auth").out)
    [web] = document.pop("containers")
    assert document == {
        "version": 1,
        "config": "app.conf",
        "asab_version": "25.15",
        "files": ["app.conf", "etc/site.conf"],
        "error": None,
    }
    assert web["values"]["cors"] == "*"
    assert web["origin_of"]["cors_preflight_paths"] == {"path": "etc/site.conf", "line": 2}
    assert web["origin_of"]["backlog"] is None
    assert web["covers"] == {"/auth": True}
    assert web["listen"] == [["0.0.0.0", 8080, False], ["::", 8080, False]]


def test_the_environment_asks_for_json(app: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORSCHECK_OUTPUT_FORMAT", "json")
    assert app().out.startswith("{")
    assert app("--output-format", "full").out.startswith("ASAB")


def test_what_cannot_be_loaded_is_shown_as_such(app: Callable[..., Result]) -> None:
    Path("app.conf").write_text("[web]\ncors = *\n\x1b[2J = 1\ncors = x\n")
    result = app()
    assert result.code == 1
    assert "and cannot load it: DuplicateOptionError: " in result.out
    assert "(app.conf:4)" in result.out
    assert "\x1b" not in result.out
    document = json.loads(app("--output-format", "json").out)
    assert document["error"]["type"] == "DuplicateOptionError"
    assert document["containers"] == []


def test_what_does_not_start(app: Callable[..., Result]) -> None:
    Path("etc/site.conf").write_text("[web]\ncors_preflight_paths = api\n")
    result = app()
    assert (
        "[web] does not start\n  ValueError: path should be started with / or be empty (etc/site.conf:2)"
        in result.out
    )


def test_sections_and_versions(app: Callable[..., Result]) -> None:
    Path("app.conf").write_text("[my]\ncors = *\n")
    assert "No web container" in app().out
    assert "[my]" in app("--section", "my").out
    assert "/{tail:.*}" in app("--section", "my", "--asab-version", "26.37").out
    Path("corscheck.toml").write_text('section = ["my"]\nasab-version = "26.37"\n[env]\nX = "1"\n')
    assert app().out.startswith("ASAB 26.37")
    assert app("--isolated").out.startswith("ASAB 25.15")
    assert app("--asab-version", "25.15,26.37").code == 2


def test_colours(app: Callable[..., Result]) -> None:
    assert "\x1b[1m[web]\x1b[0m" in app("--color", "always").out


MODEL = """\
asab:
  config:
    web:
      cors: "*"
services:
  notes:
    asab:
      config:
        web:
          cors_preflight_paths: /api/*
          listen: 127.0.0.1 8080
  mail:
    asab:
      config:
        web:
          cors: ""
"""
CONFIG_MAP = """\
kind: ConfigMap
data:
  app.conf: |
    [web]
    listen = 127.0.0.1 8081
    cors = *
    cors_preflight_paths = /a
"""


@pytest.mark.parametrize(
    ("text", "values"),
    [
        (MODEL, [("*", "/api/*", 11), ("", "/openidconnect/*, /test/*", None)]),
        (CONFIG_MAP, [("*", "/a", 5)]),
        ("web: {cors: no, cors_preflight_paths: /b}\n", [("False", "/b", None)]),
    ],
)
def test_json_and_yaml_are_read_as_lint_reads_them(
    tmp_path: Path, run: Callable[..., Result], text: str, values: list[tuple[str, str, int | None]]
) -> None:
    (tmp_path / "model.yaml").write_text(text)
    result = run("show", "model.yaml", "--output-format", "json")
    document = json.loads(result.out)
    assert (result.code, document["error"], document["files"]) == (0, None, ["model.yaml"])
    assert [
        (
            web["values"]["cors"],
            web["values"]["cors_preflight_paths"],
            (web["origin_of"]["listen"] or {}).get("line"),
        )
        for web in document["containers"]
    ] == values
    for command in ("show", "lint", "check"):
        message = run(command, "model.yaml")
        assert "ASAB reads JSON and YAML from ZooKeeper only" in message.out + message.err, command
    assert run("show", "model.yaml").out.count("[web]") == len(values)


def test_a_yaml_file_without_a_configuration_is_none(tmp_path: Path, run: Callable[..., Result]) -> None:
    (tmp_path / "other.yaml").write_text("a: [b]\n")
    result = run("show", "other.yaml")
    assert (result.code, "MissingSectionHeaderError" in result.out) == (1, True)
