"""Findings of several configurations and versions become one list."""

from __future__ import annotations

from corscheck.linter import LintOptions, lint_files
from tests.support.linting import NEW, codes, errors_of, lint, web
from tests.support.memory import Memory

WRONG = web("cors = *\ncors_preflight_paths = a")
INCLUDING = "[general]\ninclude = ${THIS_DIR}/site.conf\n"


def test_a_file_of_two_configurations_is_reported_once() -> None:
    site = "[web]\ncors = *\ncors_preflight_paths = a\n"
    files = {"a.conf": INCLUDING, "b.conf": INCLUDING, "site.conf": site}
    assert errors_of(files, "a.conf", "b.conf") == ["site.conf:3 CORS104"]
    assert errors_of(files) == ["site.conf:3 CORS104"]


def test_of_files_that_include_each_other_one_is_linted() -> None:
    files = {
        "a.conf": "[general]\ninclude = b.conf\n" + WRONG,
        "b.conf": "[general]\ninclude = a.conf\n" + WRONG,
    }
    assert len(errors_of(files)) == 1


def test_versions_are_merged() -> None:
    text = web("cors = https://a.example\ncors_preflight_paths = /a, /a/**, b")
    findings = {finding.code: finding for finding in lint(text, "25.15", NEW)}
    assert findings["CORS104"].versions == ()
    assert findings["CORS301"].versions == ("25.15",)
    assert {finding.code: finding.versions for finding in lint(text)}["CORS301"] == ()


def test_enabled_severities_and_files() -> None:
    options = LintOptions(enabled=frozenset({"CORS104"}), severities={"CORS104": "info"})
    assert codes(lint_files(["app.conf"], Memory({"app.conf": WRONG}), {}, options).findings) == [
        "CORS104 info"
    ]
    silent = LintOptions(disabled_in=lambda path: frozenset({"CORS104"} if path == "app.conf" else ()))
    files = {"app.conf": WRONG, "b.conf": WRONG}
    result = lint_files(files, Memory(files), {}, silent)
    assert [one.span.source.path for one in result.findings if one.code == "CORS104"] == ["b.conf"]


def test_what_another_rule_explains_is_not_said_twice() -> None:
    assert codes(lint("[web]\ncors = *\ncors = *\n"), "CORS0") == ["CORS005 error"]
    assert "CORS008 error" not in codes(lint(WRONG))
