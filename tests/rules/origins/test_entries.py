from __future__ import annotations

import pytest

from corscheck.asab.profiles import profile_for
from corscheck.rules.origins._entries import entries_of, unmatched, unmatched_severity
from tests.support.asab_files import web, where

NEW = profile_for("26.37")
OPTIONS = "cors = https://a.example, https://b.example/x, *, https://a.example/"


def test_entries_of_a_kind_keep_their_places() -> None:
    found = web(OPTIONS, profile=NEW)
    plain = [where(value) for value, _ in entries_of(found, "origin")]
    assert ("main.conf", 2, 8, "https://a.example") in plain
    assert [*entries_of(found)] == []
    assert {value.text for value, _ in entries_of(web("cors =", profile=NEW), "origin")} == set()


@pytest.mark.parametrize(
    ("options", "version", "severity"),
    [
        ("cors = https://a.example/x", "26.37", "error"),
        ("cors = https://a.example/x, *", "26.37", "warning"),
        ("cors = https://a.example/x", "25.15", "warning"),
    ],
)
def test_it_is_an_error_only_where_asab_compares_and_does_not_allow_all(
    options: str, version: str, severity: str
) -> None:
    assert unmatched_severity(web(options, profile=profile_for(version))) == severity


def test_a_problem_has_what_to_write_instead_or_the_advice() -> None:
    found = web("cors = https://a.example/x, foo, https://b.example", profile=NEW)
    problems = list(unmatched(found, ("path", "word"), "advice"))
    assert [where(problem.at) for problem in problems] == [
        ("main.conf", 2, 8, "https://a.example/x"),
        ("main.conf", 2, 29, "foo"),
    ]
    assert [(problem.help, problem.severity, problem.fix is not None) for problem in problems] == [
        ("write `https://a.example`", "error", True),
        ("advice", "error", False),
    ]


def test_an_entry_that_came_out_of_a_variable_is_not_fixed() -> None:
    found = web("cors = ${A}", {"A": "https://a.example/x"}, profile=NEW)
    (problem,) = unmatched(found, ("path",))
    assert (problem.help, problem.fix) == ("write `https://a.example`", None)
