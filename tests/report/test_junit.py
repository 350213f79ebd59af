"""`junit`: names, counts and texts."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from corscheck.report import render
from corscheck.run_report import Report
from corscheck.source import Source
from tests.support.reports import CONTEXT, LINT, LIVE, REPORTS, SLASH


def test_junit_names_are_unique_and_text_is_inside() -> None:
    root = ET.fromstring(render("junit", Report((SLASH, SLASH, SLASH)), CONTEXT))
    names = [case.get("name") for case in root.iter("testcase")]
    assert len(set(names)) == 3
    for failure in root.iter("failure"):
        assert SLASH.message in (failure.text or "")


@pytest.mark.parametrize("kind", REPORTS)
def test_junit_counts(kind: str) -> None:
    root = ET.fromstring(render("junit", REPORTS[kind], CONTEXT))
    for element in [root, *root.iter("testsuite")]:
        assert element.get("tests") == str(len(list(element.iter("testcase"))))
        for attribute, name in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            if (element.tag, name) != ("testsuites", "skipped"):
                assert element.get(attribute) == str(len(list(element.iter(name))))
        assert re.fullmatch(r"\d+\.\d{3}", element.get("time", ""))


# What the schema of Jenkins' xunit plugin allows (junit-10.xsd), of what GitLab reads.
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": set(),
    "system-out": set(),
}


@pytest.mark.parametrize("kind", REPORTS)
def test_junit_has_no_attributes_that_jenkins_refuses(kind: str) -> None:
    root = ET.fromstring(render("junit", REPORTS[kind], CONTEXT))
    for element in root.iter():
        assert set(element.attrib) <= ATTRIBUTES[element.tag]
    for case in root.iter("testcase"):
        assert len(case) <= 1


def test_junit_names_stay_when_lines_move() -> None:
    text = SLASH.span.source.text
    moved = Source(f"# a comment\n{text}", SLASH.span.source.path)
    down = SLASH._replace(span=moved.span(SLASH.span.start + 12, SLASH.span.end + 12), fix=None)
    first, second = (
        [
            case.get("name")
            for case in ET.fromstring(render("junit", Report((one,)), CONTEXT)).iter("testcase")
        ]
        for one in (SLASH, down)
    )
    assert first == second
    assert SLASH.span.line != down.span.line


def test_junit_a_check_whose_finding_stands_elsewhere_says_what_was_expected() -> None:
    assert LIVE.checks is not None
    alike = LIVE.checks[0]._replace(id="alike", title="alike", request=None)
    root = ET.fromstring(render("junit", LIVE._replace(checks=(*LIVE.checks, alike)), CONTEXT))
    (failure,) = [case[0] for case in root.iter("testcase") if case.get("name") == "alike"]
    assert failure.get("message") == f"expected: {alike.expected}"
    assert (failure.text or "").startswith(f"expected: {alike.expected}\n200 OK\n")


def test_junit_a_clean_file_passes() -> None:
    root = ET.fromstring(render("junit", REPORTS["empty"], CONTEXT))
    assert [(case.get("name"), len(case)) for case in root.iter("testcase")] == [("etc/app.conf", 0)]


@pytest.mark.parametrize(("fail_on", "failures"), [("error", "2"), ("warning", "3"), ("info", "4")])
def test_junit_fails_from_a_severity_on(fail_on: Any, failures: str) -> None:
    assert ET.fromstring(render("junit", LINT, CONTEXT._replace(fail_on=fail_on))).get("failures") == failures
