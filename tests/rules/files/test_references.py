"""CORS02x: environment variables and references."""

from __future__ import annotations

import pytest

from corscheck.linter import lint_files
from tests.support.linting import codes, fixed, lint, web
from tests.support.memory import Memory


@pytest.mark.parametrize(
    ("line", "expected", "after"),
    [
        ("x = ${rootdir}\nrootdir =", [], None),
        ("x = ${o:y}", [], None),
        ("x = $$", [], None),
        ("x = $${nothing}", [], None),
        ("x = %(y)s", [], None),
        ("x = ${nothing}", ["CORS020 error"], None),
        ("x = ${o:nothing}", ["CORS020 error"], None),
        ("x = ${nothing:y}", ["CORS020 error"], None),
        ("x = ${NAME:-default}", ["CORS020 error"], None),
        ("x = $NAME", ["CORS021 error"], None),
        ("x = 5$", ["CORS021 error"], "x = 5$$"),
        ("x = a$, b$", ["CORS021 error"], "x = a$$, b$$"),
        ("x = ${", ["CORS021 error"], None),
        ("x = ${a:b:c}", ["CORS021 error"], None),
    ],
)
def test_dollars(line: str, expected: list[str], after: str | None) -> None:
    more = "\n[o]\ny = 1"
    assert codes(lint(web(line, more=more)), "CORS0") == expected
    assert fixed(web(line, more=more)) == web(after or line, more=more)


def test_in_other_sections_nobody_minds() -> None:
    assert lint(web("cors =", more="[kafka]\nx = $NAME ${y}")) == []


def test_default_reaches_every_section() -> None:
    assert codes(lint(web("cors =", more="[DEFAULT]\nx = $NAME")), "CORS0") == ["CORS021 error"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$ORIGIN", ["CORS022 info"]),
        ("${ORIGIN}", ["CORS022 info"]),
        ("", []),
        ("x$ORIGIN", []),
        ("${o:origin}", []),
    ],
)
def test_empty_variable(value: str, expected: list[str]) -> None:
    text = web(f"cors = {value}", more="[o]\norigin =")
    findings = lint_files(["app.conf"], Memory({"app.conf": text}), {"ORIGIN": ""}).findings
    assert codes(findings, "CORS02") == expected


def test_a_variable_may_be_set_elsewhere() -> None:
    assert [one.confidence for one in lint(web("x = $NAME")) if one.code == "CORS021"] == ["likely"]
    assert [one.confidence for one in lint(web("x = ${o:p}")) if one.code == "CORS020"] == ["certain"]


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("${NAME:-default}", "is shell syntax"),
        ("${NAME:=default}", "is shell syntax"),
        ("${o:nothing}", "there is no option for `${o:nothing}`"),
        ("${nothing}", "is neither an environment variable that is set here nor an option"),
    ],
)
def test_what_is_wrong_with_a_reference(reference: str, message: str) -> None:
    (finding,) = [one for one in lint(web(f"x = {reference}")) if one.code == "CORS020"]
    assert message in finding.message


def test_versions_without_cors() -> None:
    assert lint(web("x = 1"), "19.7") == []
