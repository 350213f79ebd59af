"""Rules on one configuration: who is asked, where problems are placed, and when it is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.asab.loader import load
from corscheck.examine import by_subject, is_concerned
from corscheck.rules.registry import RULES
from corscheck.rules.rule import Problem, Rule
from tests.support.linting import examined, lint, web
from tests.support.memory import Memory

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corscheck.asab.container import Configuration

TEXT = web("cors = *\ncors_preflight_paths = a", more="[my:web]\ncors =\n")


def configuration(text: str = TEXT) -> Configuration:
    return load("app.conf", Memory({"app.conf": text}), {})


def saying(*messages: str) -> Callable[[object], Iterator[Problem]]:
    def check(_subject: object) -> Iterator[Problem]:
        for message in messages:
            yield Problem(None, message)

    return check


def test_rules_that_share_a_guard_are_asked_where_it_holds() -> None:
    asked = []

    def guard(container: object) -> bool:
        asked.append(container)
        return len(asked) == 1

    rules = [Rule(f"CORS99{n}", f"r{n}", "info", "container", saying(f"{n}"), guard) for n in range(3)]
    rules.append(Rule("CORS998", "free", "info", "container", saying("free")))
    assert [one.message for one in examined(configuration(), rules)] == [
        "0",
        "1",
        "2",
        "free",
        "free",
    ]
    assert len(asked) == 2


def test_guards_stand_together() -> None:
    for subject, groups in by_subject(RULES).items():
        assert len(groups) <= 14, subject  # a guard that is asked again and again is none


def test_one_rule_does_not_go_on_for_ever() -> None:
    endless = Rule("CORS999", "endless", "info", "configuration", saying(*map(str, range(5000))))
    assert len(examined(configuration(), [endless])) == 1000


def test_a_section_that_may_be_no_container_is_judged_with_less_confidence() -> None:
    everywhere = Rule("CORS999", "everywhere", "info", "container", saying("x"))
    found = [(one.span.text, one.confidence) for one in examined(configuration(), [everywhere])]
    assert found == [("[web]", "certain"), ("[my:web]", "likely")]


@pytest.mark.parametrize(
    ("text", "concerned"),
    [
        ("[web]", True),
        ("  [ Web ]", True),
        ("\ufeff[my:web]", True),
        ("# [web]", True),
        ("cors=*", True),
        ('"cors": "*"', True),
        ('{"cors": "*"}', True),
        ("\tCORS_origin : *", True),
        ("preflightpaths=/*", True),
        ("", False),
        ("web", False),
        ("[general]", False),
        ("# see the web page about cors", False),
        ("server { location / { add_header x cors; } }", False),
    ],
)
def test_is_concerned(text: str, *, concerned: bool) -> None:
    assert is_concerned(configuration(text)) is concerned
    for end in ("\n", "\r\n", "\r"):
        assert is_concerned(configuration(f"a{end}{text}{end}b")) is concerned or text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("sections", "inventory"),
    [
        ("[web]\nweb1\n", False),
        ("[web]\nweb1\n[web:vars]\n", True),
        ("[web]\nweb1\n[other:vars]\n", True),
        ("[web]\nweb1\n[all:children]\n", True),
        ("[web]\nweb1\n[vars]\n", False),
        ("[web]\nweb1\n[web:vars:x]\n", False),
        ("[web]\n[web:vars]\ncors = *\n", False),  # ASAB can load it
    ],
)
def test_inventories_of_ansible_are_none_of_asabs_files(sections: str, *, inventory: bool) -> None:
    found = lint(sections)
    assert (found == []) is inventory or sections.startswith("[web]\n[web")
    if sections.startswith("[web]\n[web"):
        assert any(one.code == "CORS101" for one in found)
