"""`corscheck rule`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from corscheck.causes.catalogue import BY_NAME
from corscheck.rules.registry import every_rule

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result


def test_lists_all_rules(run: Callable[..., Result]) -> None:
    result = run("rule")
    assert result.code == 0
    codes = [line.split()[0] for line in result.out.splitlines() if line.startswith("CORS")]
    assert codes == [rule.code for rule in every_rule()]
    assert "CORS104 preflight-path-without-slash (error)\n    " in result.out


@pytest.mark.parametrize("name", ["CORS104", "cors104", "preflight-path-without-slash"])
def test_explains_one(run: Callable[..., Result], name: str) -> None:
    result = run("rule", name)
    assert result.out.startswith("CORS104 preflight-path-without-slash (error)\n\n")
    assert "\n## Why is this bad?\n" in result.out
    assert result.out.endswith("docs/rules/CORS104.md\n")


def test_a_live_one(run: Callable[..., Result]) -> None:
    assert run("rule", "CORS201").code == 0


def test_json(run: Callable[..., Result]) -> None:
    document = json.loads(run("rule", "CORS104", "--output-format", "json").out)
    [rule] = document["rules"]
    assert (rule["code"], rule["severity"], document["version"]) == ("CORS104", "error", 1)
    assert len(json.loads(run("rule", "--output-format", "json").out)["rules"]) == len(every_rule())


def test_an_unknown_one(run: Callable[..., Result]) -> None:
    result = run("rule", "preflight-path-without-slashes")
    assert (result.code, result.out) == (2, "")
    assert result.err.endswith("slashes`; did you mean `preflight-path-without-slash`?\n")


def headings(out: str) -> list[str]:
    return [line for line in out.splitlines() if not line.startswith(" ")]


@pytest.mark.parametrize("text", ["CORS11", "cors11", " CORS3 "])
def test_lists_those_whose_codes_begin_so(run: Callable[..., Result], text: str) -> None:
    expected = [
        f"{rule.code} {rule.name} ({rule.severity})"
        for rule in every_rule()
        if rule.code.startswith(text.strip().upper())
    ]
    result = run("rule", text)
    assert len(expected) > 2
    assert (result.code, headings(result.out)) == (0, expected)
    found = json.loads(run("rule", text, "--output-format", "json").out)["rules"]
    assert [f"{one['code']} {one['name']} ({one['severity']})" for one in found] == expected


@pytest.mark.parametrize("text", ["wildcard", "Origin", "path wild", "preflight"])
def test_lists_those_whose_names_have_the_words(run: Callable[..., Result], text: str) -> None:
    result = run("rule", text)
    words = text.lower().split()
    rules = [rule.name for rule in every_rule() if all(word in rule.name for word in words)]
    causes = [name for name in BY_NAME if all(word in name for word in words)]
    named = [line.split()[1] if line.startswith("CORS") else line.split()[0] for line in headings(result.out)]
    assert result.code == 0
    assert named == [*rules, *causes]


def test_lists_those_whose_summaries_have_the_words_where_no_name_has(run: Callable[..., Result]) -> None:
    assert "CORS224 credentials-with-wildcard" in run("rule", "cookies").out


def test_explains_the_only_one_that_matches(run: Callable[..., Result]) -> None:
    assert run("rule", "missing-web").out == run("rule", "CORS018").out


@pytest.mark.parametrize("text", ["CORS99", "nothing-like-it", "wildcard nothing", "", " "])
def test_nothing_matches(run: Callable[..., Result], text: str) -> None:
    result = run("rule", text)
    assert (result.code, result.out) == (2, "")
    assert "unknown rule" in result.err


def test_colours(run: Callable[..., Result]) -> None:
    assert "\x1b[1mCORS104\x1b[0m" in run("rule", "CORS104", "--color", "always").out


@pytest.mark.parametrize("name", BY_NAME)
def test_every_cause_is_explained(run: Callable[..., Result], name: str) -> None:
    result = run("rule", name)
    assert result.code == 0
    assert result.out.startswith(f"{name} (a cause that `corscheck why` names)\n\n{BY_NAME[name].summary}\n")
    assert result.out.endswith(f"docs/causes/{name}.md\n")


def test_a_cause_as_json(run: Callable[..., Result]) -> None:
    document = json.loads(run("rule", "Redirect", "--output-format", "json").out)
    assert document["rules"] == []
    [cause] = document["causes"]
    assert (cause["name"], cause["standard"]) == ("redirect", BY_NAME["redirect"].anchor)
