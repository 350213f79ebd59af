"""CORS007 and 008: errors that no other rule explains."""

from __future__ import annotations

import pytest

from corscheck.linter import lint_files
from tests.support.linting import lint, web
from tests.support.memory import Memory


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[general]\ninclude = ${x:y}\n[web]\n", "InterpolationMissingOptionError: "),
        ("[general]\ninclude = [web]$\n[web]\n", "InterpolationSyntaxError: "),
        (web("x = ${x}"), "InterpolationDepthError: "),
    ],
)
def test_everything_else(text: str, message: str) -> None:
    found = [one for one in lint(text) if one.code in ("CORS007", "CORS008")]
    assert len(found) == 1
    assert f"the service stops with `{message}" in found[0].message


@pytest.mark.parametrize("path", ["site.yaml", "SITE.YML"])
def test_in_yaml_the_help_is_about_yaml(path: str) -> None:
    found = lint_files([path], Memory({path: "web:\n  cors: *\n"}), {}).findings
    assert [one.code for one in found] == ["CORS007"]
    assert "put values such as `*` in quotes" in (found[0].help or "")


def test_in_ini_files_it_is_not() -> None:
    (finding,) = [one for one in lint("[general]\ninclude = ${x:y}\n[web]\n") if one.code == "CORS007"]
    assert finding.help == "correct this line"


@pytest.mark.parametrize("reference", ["$CONF", "${CONF}"])
def test_a_variable_may_be_set_where_the_service_runs(reference: str) -> None:
    text = f"[general]\ninclude = {reference}/site.conf\n[web]\n"
    (finding,) = [one for one in lint(text) if one.code == "CORS007"]
    assert finding.help == "set the variable `CONF` for corscheck too, as for the service"
    assert finding.confidence == "likely"
