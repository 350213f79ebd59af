from __future__ import annotations

import pytest

from corscheck.asab.build import build, containers
from corscheck.asab.diagnosis import LIMIT
from corscheck.asab.profiles import profile_for
from tests.support.asab_files import read, web, where


@pytest.mark.parametrize(
    ("text", "version", "found"),
    [
        ("[web]\n", "25.15", [("web", "web")]),
        ("[asab:web]\n", "25.15", [("asab:web", "alias")]),
        ("[asab:web]\n[web]\n", "25.15", [("web", "web")]),
        ("[asab:web]\n[web]\n", "20.7.28", [("asab:web", "web")]),
        ("[asab:web]\n", "21.11", [("asab:web", "custom")]),
        (
            "[web:public]\n[web]\n[my:web]\n",
            "25.15",
            [("web:public", "custom"), ("web", "web"), ("my:web", "custom")],
        ),
        ("[api]\ncors_preflight_paths=/*\n", "25.15", [("api", "custom")]),
        ("[api]\npreflightpaths=/*\n", "25.15", [("api", "custom")]),
        ("[api]\ncors=*\nlisten=80\n", "25.15", [("api", "custom")]),
        ("[api]\ncors=*\n[b]\nlisten=80\n", "25.15", []),
        ("[general]\ncors_preflight_paths=/*\ncors=*\nlisten=80\n", "25.15", []),
        ("[DEFAULT]\ncors_preflight_paths=/*\n[x]\n", "25.15", []),
        ("", "25.15", []),
    ],
)
def test_which_sections_are_containers(text: str, version: str, found: list[tuple[str, str]]) -> None:
    configuration = read(text, profile=profile_for(version))
    assert [(container.section, container.how) for container in containers(configuration)] == found


def test_sections_asked_for() -> None:
    configuration = read("[api]\nlisten=1\n[web]\n")
    found = containers(configuration, ["api", "web", "none"])
    assert [(container.section, container.how) for container in found] == [
        ("web", "web"),
        ("api", "custom"),
        ("none", "custom"),
    ]
    assert found[2].starts
    assert found[2].header is None
    assert found[2].values["listen"].text == "0.0.0.0 8080"


def test_defaults_have_no_place() -> None:
    container = web("listen=80")
    assert container.options["backlog"].key is None
    assert container.values["backlog"].span is None
    assert where(container.options["listen"].key) == ("main.conf", 2, 1, "listen")
    assert where(container.header) == ("main.conf", 1, 1, "[web]")


def test_errors_come_in_the_order_of_asab() -> None:
    container = web(
        "cors=*\ncors_preflight_paths=a\nbody_max_size=10MB\nlisten=x\nbacklog=y\nother=$\nlast=${no}"
    )
    assert [(error.type, error.span and error.span.text) for error in container.errors] == [
        ("InterpolationSyntaxError", "$"),
        ("InterpolationMissingOptionError", "${no}"),
        ("ValueError", "y"),
        ("IndexError", "x"),
        ("ValueError", "10MB"),
        ("ValueError", "a"),
    ]
    assert "other" not in container.values
    assert "other" in container.options


def test_references_in_default_section_come_first() -> None:
    container = build(read("[web]\na=$1\n[DEFAULT]\nb=$2\n"), "web")
    assert [error.span and error.span.text for error in container.errors] == ["$2", "$1"]


@pytest.mark.parametrize(
    ("version", "cors", "enabled"),
    [
        ("19.7", "*", False),
        ("19.11", "*", True),
        ("19.11", "https://a.example", False),
        ("25.15", "https://a.example", True),
        ("25.15", "off", True),
        ("25.15", ",", True),
        ("25.15", "", False),
        ("26.37", ",", False),
        ("26.37", "off", True),
    ],
)
def test_when_cors_is_on(version: str, cors: str, enabled: bool) -> None:  # noqa: FBT001 - a table's column
    assert web(f"cors={cors}", profile=profile_for(version)).cors_enabled is enabled


def test_origins_of_an_allow_list() -> None:
    container = web("cors = https://a.example,\n\thttps://b.example ,", profile=profile_for("26.37"))
    assert [where(origin) for origin in container.origins] == [
        ("main.conf", 2, 8, "https://a.example"),
        ("main.conf", 3, 2, "https://b.example"),
    ]


def test_rootdir_files_become_routes() -> None:
    files = {"main.conf": "[web]\nrootdir=www\n", "www/index.html": "", "www/{bad.html": "", "www/dir": None}
    container = build(read(files), "web")
    assert [error.message for error in container.errors] == ["Invalid path '/{bad.html'['/{bad.html']"]
    assert container.error is not None
    assert where(container.error.span) == ("main.conf", 2, 9, "www")


def test_policy_options_of_later_versions() -> None:
    options = "cors=*\ncors_allow_credentials=maybe\ncors_max_age=soon"
    assert web(options).starts
    later = web(options, profile=profile_for("26.37"))
    assert [error.message for error in later.errors] == [
        "Not a boolean: maybe",
        "'soon' is not a valid time specification: could not convert string to float: 'soon'.",
    ]
    assert web(options.replace("cors=*", "cors="), profile=profile_for("26.37")).starts


def test_many_options_of_default_in_many_containers() -> None:
    options = "".join(f"o{number}=1\n" for number in range(2000))
    configuration = read({"main.conf": f"[DEFAULT]\n{options}" + "".join(f"[web:{n}]\n" for n in range(500))})
    found = containers(configuration)
    assert len(found) == 10
    assert [problem.type for problem in configuration.problems] == [LIMIT]
    assert found[0].options["o1"].inherited
    assert found[0].options["o1"] is found[1].options["o1"]


@pytest.mark.parametrize("rootdir", ["www", "www/"])
def test_only_files_directly_in_rootdir_become_routes(rootdir: str) -> None:
    files = {
        "main.conf": f"[web]\nrootdir={rootdir}\n",
        "www/{bad.html": "",
        "www/{dir}{": None,
        "wwwx/{y": "",
    }
    container = build(read(files), "web")
    assert [error.message for error in container.errors] == ["Invalid path '/{bad.html'['/{bad.html']"]
