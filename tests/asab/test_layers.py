from __future__ import annotations

import pytest

from corscheck.asab.diagnosis import LIMIT
from corscheck.asab.ini import Ini
from corscheck.asab.layers import Layers
from corscheck.limits import Budget
from corscheck.source import Source


def layers(*texts: str, budget: Budget | None = None, **environ: str) -> Layers:
    found = Layers("app.conf", environ, budget)
    for number, text in enumerate(texts):
        found.add(Ini(Source(text, f"{number}.conf"), f"{number}.conf"), f"/dir{number}".strip)
    return found


def text(found: Layers, section: str, option: str) -> str | None:
    value = found.find(section, option)
    return None if value is None else value.text


def test_a_later_file_takes_precedence_option_by_option() -> None:
    found = layers("[web]\ncors=a\nlisten=1\n", "[web]\ncors=b\n")
    assert (text(found, "web", "cors"), text(found, "web", "listen")) == ("b", "1")
    assert [ini.source.path for ini in found.setting("web", "cors")] == ["0.conf", "1.conf"]


@pytest.mark.parametrize(
    ("section", "option", "expected"),
    [
        ("web", "own", "1"),
        ("web", "common", "everywhere"),  # of [DEFAULT]
        ("DEFAULT", "common", "everywhere"),
        ("general", "common", "everywhere"),  # a section that only ASAB's defaults have
        ("general", "config_file", "app.conf"),
        ("none", "common", None),  # a section that there is not has not even that
        ("web", "none", None),
    ],
)
def test_where_an_option_is_looked_for(section: str, option: str, expected: str | None) -> None:
    assert text(layers("[DEFAULT]\ncommon=everywhere\n[web]\nown=1\n"), section, option) == expected


def test_which_sections_there_are() -> None:
    found = layers("[DEFAULT]\na=1\n[web]\n")
    assert [found.has(name) for name in ("web", "general", "DEFAULT", "none")] == [True, True, False, False]


def test_variables_are_put_in_at_every_file_and_stay_what_they_were() -> None:
    found = layers("[a]\nx=${THIS_DIR}\n", "[b]\nx=${THIS_DIR}/${NAME}\n", NAME="n")
    assert text(found, "a", "x") == "/dir0"
    assert text(found, "b", "x") == "/dir1/n"
    assert [*found.taken] == [("x", "n")]  # THIS_DIR is ASAB's own


def test_an_option_that_is_set_again_is_not_the_old_one_with_its_variables() -> None:
    found = layers("[a]\nx=${NAME}\n", "[a]\nx=plain\n", NAME="n")
    assert text(found, "a", "x") == "plain"


def test_the_include_list_is_forgotten_before_an_included_file_and_only_that() -> None:
    found = layers("[general]\ninclude=a.conf\npidfile=p\n")
    assert text(found, "general", "include") == "a.conf"
    found.clear_include()
    assert text(found, "general", "include") == ""
    assert text(found, "general", "pidfile") == "p"
    found.add(Ini(Source("[general]\npidfile=q\n", "a"), "a"), lambda: "")
    assert text(found, "general", "include") == ""
    assert text(found, "general", "pidfile") == "q"
    found.add(Ini(Source("[general]\ninclude=b.conf\n", "b"), "b"), lambda: "")
    assert text(found, "general", "include") == "b.conf"


def test_a_limit_is_reported_once_where_it_is_reached() -> None:
    found = layers("[a]\nx=${BIG}${BIG}\ny=${BIG}\n", budget=Budget(characters=10), BIG="b" * 6)
    assert {problem.type for problem in found.problems} == {LIMIT}
    (problem,) = found.problems
    assert problem.span is not None
    assert problem.span.source.path == "0.conf"
