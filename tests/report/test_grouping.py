"""Infos get one line a rule, and `--group-by rule` lists the places of each rule."""

from __future__ import annotations

import pytest

from corscheck.report import render
from corscheck.report.grouping import HINT, by_rule, size, split
from corscheck.run_report import Report, exit_code, merged
from tests.support.reports import CONTEXT, LINT, OVERRIDDEN, SITE, SLASH, WIDE, at

ELSEWHERE = WIDE._replace(span=at(SITE, "cors"))
MANY = Report((OVERRIDDEN, SLASH, WIDE, ELSEWHERE), ("etc/app.conf",))


@pytest.mark.parametrize("form", ["full", "concise"])
def test_a_rule_with_infos_is_one_line_with_its_count(form: str) -> None:
    lines = render(form, MANY, CONTEXT).splitlines()
    assert [line for line in lines if "CORS112" in line] == [
        "etc/app.conf:7:12: CORS112 [info] preflight path is not ASCII (2 findings in 2 files)"
    ]
    assert HINT in lines
    assert "Found " in lines[-1]


@pytest.mark.parametrize("form", ["full", "concise"])
def test_infos_are_listed_where_they_are_asked_for_or_fail_the_run(form: str) -> None:
    for context in (CONTEXT._replace(min_severity="info"), CONTEXT._replace(fail_on="info")):
        text = render(form, MANY, context)
        assert text.count("CORS112 [info] preflight path is not ASCII") == 2
        assert HINT not in text


@pytest.mark.parametrize("form", ["json", "github", "gitlab", "sarif", "junit", "rdjson", "html", "markdown"])
def test_other_formats_list_every_info(form: str) -> None:
    assert render(form, MANY, CONTEXT).count("is not ASCII") >= 2


def test_what_is_milder_than_asked_for_is_counted_and_not_listed() -> None:
    report = MANY.at_least("error")
    assert report.findings == (SLASH,)
    assert report.hidden == (OVERRIDDEN, WIDE, ELSEWHERE)
    assert [report.count(kind) for kind in ("error", "warning", "info")] == [1, 1, 2]
    for form in ("full", "concise"):
        text = render(form, report, CONTEXT)
        assert "not listed because of --min-severity: 1 warning, 2 infos." in text
        assert "CORS021" not in text
    assert '"not listed because of --min-severity: 1 warning, 2 infos"' in render("json", report, CONTEXT)


def test_the_exit_code_does_not_depend_on_what_is_listed() -> None:
    for fail_on in ("error", "warning", "info"):
        report = Report((OVERRIDDEN, WIDE))
        assert exit_code(report.at_least("error"), fail_on) == exit_code(report, fail_on)


def test_nothing_is_lost_where_reports_are_merged() -> None:
    assert merged([LINT.at_least("error"), Report()]).hidden == LINT.at_least("error").hidden


def test_the_worst_rules_come_first() -> None:
    groups = by_rule([WIDE, OVERRIDDEN, SLASH, ELSEWHERE])
    assert [[one.code for one in group] for group in groups] == [["CORS104"], ["CORS021"], ["CORS112"] * 2]
    assert [size(group) for group in groups] == ["1 finding", "1 finding", "2 findings in 2 files"]


def test_without_infos_nothing_is_split_off() -> None:
    assert split(Report((SLASH, OVERRIDDEN)), CONTEXT) == ([SLASH, OVERRIDDEN], [])


def test_a_report_by_rule() -> None:
    context = CONTEXT._replace(group_by="rule", min_severity="info")
    text = render("full", MANY, context)
    assert [line for line in text.splitlines() if line.startswith("CORS")] == [
        "CORS104 [error] preflight-path-without-slash: 1 finding",
        "CORS021 [warning] overridden-option: 1 finding",
        "CORS112 [info] preflight-path-not-ascii: 2 findings in 2 files",
    ]
    assert "  etc/app.conf:6:2: preflight path `api/*` does not start with `/`\n" in text
    assert "= fix: 1 of 1 with --fix" in text
    lines = render("concise", MANY, context).splitlines()
    assert lines[0] == "CORS104 [error] preflight-path-without-slash: 1 finding"
    assert lines[1].startswith("etc/app.conf:6:2: CORS104 [error] [*] ")
