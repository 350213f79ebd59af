from __future__ import annotations

import pytest

from corscheck.asab.diagnosis import Diagnosis
from corscheck.source import Value
from tests.support.asab_files import read, where

FILES = {
    "main.conf": "[general]\ninclude=site.conf\n[DEFAULT]\ncommon=1\n[web]\ncors=a\nlisten=80\n",
    "site.conf": "[web]\ncors=b\n[WEB]\ncors=c\n",
}


def test_options_of_default_come_first_and_are_marked() -> None:
    options = read(FILES).options("web")
    assert [(name, option.inherited, option.value.text) for name, option in options.items()] == [
        ("common", True, "1"),
        ("cors", False, "b"),
        ("listen", False, "80"),
    ]
    assert where(options["common"].key) == ("main.conf", 4, 1, "common")
    assert [where(option.value) for option in options["cors"].overridden] == [("main.conf", 6, 6, "a")]


def test_an_own_option_is_not_inherited_although_default_has_it() -> None:
    configuration = read("[DEFAULT]\ncors=d\n[web]\ncors=w\n[other]\n")
    assert [configuration.options(name)["cors"].inherited for name in ("web", "other", "DEFAULT")] == [
        False,
        True,
        False,
    ]
    assert [[*configuration.own_options(name)] for name in ("web", "other", "none")] == [["cors"], [], []]


def test_sections_are_named_letter_by_letter_and_only_those_of_files() -> None:
    configuration = read(FILES)
    assert [*configuration.names] == ["general", "DEFAULT", "web", "WEB"]
    assert [*configuration.sections] == [*configuration.names]
    assert configuration.has("logging")  # ASAB's own
    assert configuration.options("logging") == {}
    assert configuration.sections["web"].headers == configuration.headers("web")
    assert [where(header) for header in configuration.headers("web")] == [
        ("main.conf", 5, 1, "[web]"),
        ("site.conf", 1, 1, "[web]"),
    ]
    assert configuration.headers("none") == ()


@pytest.mark.parametrize(
    ("section", "option", "found"),
    [
        ("web", "cors", "https://a.example"),
        ("web", "none", "No option 'none' in section: 'web'"),
        ("logging", "none", "No option 'none' in section: 'logging'"),
        ("DEFAULT", "none", "No option 'none' in section: 'DEFAULT'"),
        ("none", "cors", "No section: 'none'"),
    ],
)
def test_resolving_follows_references_or_says_what_asab_raises(section: str, option: str, found: str) -> None:
    configuration = read("[web]\ncors=https://${general:host}\n[general]\nhost=a.example\n")
    value = configuration.resolve(section, option)
    if isinstance(value, Value):
        assert value.text == found
    else:
        assert (value.message, value.stage) == (found, "start")


def test_a_problem_is_reported_once() -> None:
    configuration = read("[web]\n")
    problem = Diagnosis("LimitExceeded", "too much")
    configuration.report(problem)
    configuration.report(problem)
    assert configuration.problems == (problem,)


@pytest.mark.parametrize(
    ("text", "environ", "expected"),
    [
        ("[web]\ncors=a\n", {}, False),
        ("[web]\ncors=$NONE\n", {}, False),
        ("[web]\ncors=$ORIGIN\n", {"ORIGIN": "a"}, True),
        ("[web]\ncors=${passwords:a}\n", {}, True),
    ],
)
def test_whether_anything_comes_from_elsewhere(
    text: str,
    environ: dict[str, str],
    expected: bool,  # noqa: FBT001  # a table
) -> None:
    assert read(text, environ).takes_from_elsewhere is expected


def test_sources_are_listed_once_in_reading_order() -> None:
    assert [source.path for source in read(FILES).sources] == ["main.conf", "site.conf"]
