from __future__ import annotations

import pytest

from corscheck.asab.build import build
from corscheck.asab.diagnosis import Diagnosis
from corscheck.asab.profiles import profile_for
from tests.support.asab_files import read, where

WEB = "[web]\ncors={}\n"


def test_included_files_win_and_keep_their_places() -> None:
    configuration = read(
        {
            "main.conf": "[general]\ninclude=a.conf\n[web]\ncors=main\nlisten=80\n",
            "a.conf": "[general]\ninclude=sub/b.conf\n[web]\ncors=a\n",
            "sub/b.conf": "# c\n[web]\n  cors =\tb\n",
        }
    )
    cors = configuration.sections["web"].options["cors"]
    assert where(cors.value) == ("sub/b.conf", 3, 10, "b")
    assert where(cors.key) == ("sub/b.conf", 3, 3, "cors")
    assert [where(option.value) for option in cors.overridden] == [
        ("a.conf", 4, 6, "a"),
        ("main.conf", 4, 6, "main"),
    ]
    assert [source.path for source in configuration.sources] == ["main.conf", "a.conf", "sub/b.conf"]
    assert [where(header) for header in configuration.sections["web"].headers] == [
        ("main.conf", 3, 1, "[web]"),
        ("a.conf", 3, 1, "[web]"),
        ("sub/b.conf", 2, 1, "[web]"),
    ]
    assert where(configuration.sections["web"].options["listen"].value) == ("main.conf", 5, 8, "80")


def test_includes_tell_what_they_led_to() -> None:
    configuration = read(
        {
            "main.conf": "[general]\ninclude =\n  *.inc\n  # c\n  d\n  /srv/a.inc\n  none\n  zookeeper://h/x.json\n",
            "a.inc": "[general]\ninclude=b.inc ${THIS_DIR}/c\n",
            "b.inc": "",
            "c": "",
            "d": None,
        }
    )
    reported = [
        (where(include.pattern), include.kind, include.paths, include.repeated, include.unreadable)
        for include in configuration.includes
    ]
    assert reported == [
        (("main.conf", 3, 3, "*.inc"), "files", ("a.inc",), ("b.inc",), ()),
        (("a.inc", 2, 9, "b.inc"), "files", ("b.inc",), (), ()),
        (("a.inc", 2, 15, "${THIS_DIR}/c"), "files", ("c",), (), ()),
        (("main.conf", 5, 3, "d"), "files", (), (), ("d",)),
        (("main.conf", 6, 3, "/srv/a.inc"), "files", (), ("a.inc",), ()),
        (("main.conf", 7, 3, "none"), "files", (), (), ()),
        (("main.conf", 8, 3, "zookeeper://h/x.json"), "zookeeper", (), (), ()),
    ]
    assert configuration.includes[0].list is not configuration.includes[1].list
    assert configuration.error is None


def test_files_outside_the_working_directory_keep_their_absolute_names() -> None:
    configuration = read({"main.conf": "[general]\ninclude=/etc/x ../y\n", "/etc/x": "", "/y": ""})
    assert [source.path for source in configuration.sources] == ["main.conf", "/etc/x", "/y"]


@pytest.mark.parametrize(
    ("version", "value", "read_files"),
    [
        ("25.15", "a.conf:b.conf", []),
        ("25.15", "a.conf b.conf", ["a.conf", "b.conf"]),
        ("21.11", "a.conf:b.conf", ["a.conf", "b.conf"]),
        ("21.11", "a.conf b.conf", []),
        ("20.7.28", "zookeeper", ["zookeeper"]),
    ],
)
def test_separator_by_version(version: str, value: str, read_files: list[str]) -> None:
    files = {"main.conf": f"[general]\ninclude={value}\n", "a.conf": "", "b.conf": "", "zookeeper": ""}
    configuration = read(files, profile=profile_for(version))
    assert [source.path for source in configuration.sources[1:]] == read_files


@pytest.mark.parametrize(
    ("files", "expected", "place"),
    [
        pytest.param({}, ("SystemExit", "Config file 'main.conf' not found"), None, id="missing"),
        pytest.param(
            {"main.conf": None}, ("SystemExit", "Config file 'main.conf' not found"), None, id="directory"
        ),
        pytest.param(
            {"main.conf": "[general]\ninclude = x ${no}\n"},
            (
                "InterpolationMissingOptionError",
                (
                    "Bad value substitution: option 'include' in section 'general' contains an interpolation "
                    "key 'no' which is not a valid option name. Raw value: 'x ${no}'"
                ),
            ),
            ("main.conf", 2, 13, "${no}"),
            id="include refers to nothing",
        ),
        pytest.param(
            {"main.conf": "[general]\ninclude=zookeeper-x.conf\n", "zookeeper-x.conf": ""},
            ("KeyError", "'zookeeper'"),
            ("main.conf", 2, 9, "zookeeper-x.conf"),
            id="file that looks like ZooKeeper",
        ),
        pytest.param(
            {"main.conf": "[general]\ninclude=zookeeper:x.yml\n[zookeeper]\nservers=a\n"},
            (
                "SystemExit",
                (
                    "Failed to obtain configuration from Zookeeper server(s): "
                    "'Unknown configuration format 'x.yml''."
                ),
            ),
            ("main.conf", 2, 9, "zookeeper:x.yml"),
            id="node of unknown format",
        ),
        pytest.param(
            {"main.conf": "[general]\ninclude=a b\n", "a": "[web]\nx\n", "b": "y=1"},
            ("ParsingError", "Source contains parsing errors: '/srv/a'\n\t[line  2]: 'x\\n'"),
            ("a", 2, 1, "x"),
            id="first of two bad includes",
        ),
    ],
)
def test_what_cannot_be_loaded(
    files: dict[str, str | None], expected: tuple[str, str], place: tuple[str, int, int, str] | None
) -> None:
    error = read(files).error
    assert error is not None
    assert (error.type, error.message) == expected
    assert where(error.span) == place
    assert error.stage == "load"


def test_after_an_error_reading_goes_on() -> None:
    configuration = read(
        {
            "main.conf": "[general]\ninclude=a b\n[web]\nx=1\nx=2\n",
            "a": "[web]\nfoo\n",
            "b": "[web]\ncors=*\n",
        }
    )
    assert [problem.type for problem in configuration.problems] == ["DuplicateOptionError", "ParsingError"]
    assert configuration.error == configuration.problems[0]
    assert configuration.sections["web"].options["cors"].value.text == "*"


def test_zookeeper_settings_may_come_from_the_environment() -> None:
    text = "[general]\ninclude=zookeeper:/x.yaml\n"
    assert read(text, {"ASAB_ZOOKEEPER_SERVERS": "a,b"}).error is None
    assert read(text).error is not None


def test_a_very_long_chain_of_includes_ends_as_in_asab() -> None:
    files = {f"c{n}": f"[general]\ninclude=c{n + 1}\n" for n in range(1500)}
    configuration = read({"main.conf": "[general]\ninclude=c0\n", **files})
    assert configuration.error is not None
    assert configuration.error.type == "RecursionError"
    assert configuration.error.span is not None


def test_loops_end() -> None:
    configuration = read({"main.conf": "[general]\ninclude=main.conf a\n", "a": "[general]\ninclude=* a\n"})
    assert configuration.error is None
    assert len(configuration.includes) == 6


def test_a_file_that_includes_itself_overrides_nothing() -> None:
    configuration = read("[general]\ninclude=main.conf\n[web]\ncors=*\n")
    assert configuration.sections["web"].options["cors"].overridden == ()
    assert len(configuration.sections["web"].headers) == 1


def test_variables_are_placed_where_they_are_named() -> None:
    configuration = read("[web]\ncors_preflight_paths = /a, $PATHS /c\n", {"PATHS": "/x, /y"})
    value = configuration.sections["web"].options["cors_preflight_paths"].value
    assert value.text == "/a, /x, /y /c"
    assert [where(path.value) for path in build(configuration, "web").paths] == [
        ("main.conf", 2, 24, "/a"),
        ("main.conf", 2, 28, "$PATHS"),
        ("main.conf", 2, 28, "$PATHS"),
        ("main.conf", 2, 35, "/c"),
    ]


def test_references_are_placed_where_they_stand() -> None:
    configuration = read(
        "[paths]\nall=/x,/y\n[web]\r\ncors_preflight_paths =\r\n\t/a,\r\n\t${paths:all}/z\r\n"
    )
    assert [(path.token, where(path.value)) for path in build(configuration, "web").paths] == [
        ("/a", ("main.conf", 5, 2, "/a")),
        ("/x", ("main.conf", 6, 2, "${paths:all}")),
        ("/y/z", ("main.conf", 6, 2, "${paths:all}/z")),
    ]


def test_this_dir_is_the_directory_of_the_file() -> None:
    configuration = read(
        {
            "main.conf": "[general]\ninclude=sub/a\n[x]\none=$THIS_DIR\ntwo=$V\n",
            "sub/a": "[x]\nthree=${THIS_DIR}/y\n",
        },
        {"V": "$W", "W": "$THIS_DIR"},
    )
    values = {name: option.value.text for name, option in configuration.sections["x"].options.items()}
    assert values == {"one": "/srv", "two": "$THIS_DIR", "three": "/srv/sub/y"}


def test_the_callers_environment_is_left_alone() -> None:
    environ = {"A": "b"}
    configuration = read("[x]\na=$A$THIS_DIR\n", environ)
    assert environ == {"A": "b"}
    assert configuration.environ["THIS_DIR"] == "/srv"


def test_default_section() -> None:
    configuration = read("[DEFAULT]\ncors=*\nlisten=1\n[web]\nlisten=2\n")
    options = configuration.sections["web"].options
    assert (options["cors"].inherited, options["listen"].inherited) == (True, False)
    assert where(options["cors"].value) == ("main.conf", 2, 6, "*")
    assert not configuration.sections["DEFAULT"].options["cors"].inherited


def test_resolve_what_is_not_there() -> None:
    configuration = read("[web]\n")
    assert configuration.resolve("web", "x") == Diagnosis(
        "NoOptionError", "No option 'x' in section: 'web'", None, "start"
    )
    assert configuration.resolve("x", "x") == Diagnosis("NoSectionError", "No section: 'x'", None, "start")
    found = configuration.resolve("general", "tick_period")
    assert not isinstance(found, Diagnosis)
    assert (found.text, found.span) == ("1", None)
