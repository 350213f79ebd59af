"""`junit`: the part of JUnit XML on which Jenkins and GitLab agree.

There is no standard. Jenkins (its `xunit` plugin has a schema) wants counts on each suite and times of three
decimals; GitLab takes `classname` for the suite, reads only the text inside `failure`, and drops a later case
of the same name, so names are unique. Both compare runs by names, so these have no line numbers. A finding is
a failed case, a file without findings a passed case. A live check is a case of its own, an error if no answer
came. What could not be tried at all is a case with an error, so that it never makes a suite green or empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from corscheck.findings import counts
from corscheck.records import NamedTuple
from corscheck.report.exchanges import answer_lines, checks_by_request
from corscheck.report.full import block
from corscheck.report.run_errors import lines, messages
from corscheck.text import visible

if TYPE_CHECKING:
    from corscheck.findings import Finding
    from corscheck.report.context import Context
    from corscheck.run_report import Check, Report, RunError


class Case(NamedTuple):
    """One test case; `kind` is the element for its result, empty if it passed."""

    name: str
    path: str
    kind: str = ""
    type: str = ""
    message: str = ""
    text: str = ""
    seconds: float = 0.0


def render(report: Report, context: Context) -> str:
    """The document: a suite of errors of the run, one of lint findings, one of live checks."""
    context = context.plain
    checks = checks_by_request(report)
    live: dict[str, list[Finding]] = {}
    static: list[Finding] = []
    for finding in report.findings:
        check = checks.get(finding.exchange.request) if finding.exchange else None
        (live.setdefault(check.id, []) if check else static).append(finding)
    root = ET.Element("testsuites", name="corscheck")
    suites = [("corscheck", [_error_case(error, context) for error in report.errors])]
    suites.append(("corscheck lint", _lint_cases(report, static, context)))
    if report.checks is not None:
        suites.append(("corscheck live", [_check_case(one, live, context) for one in report.checks]))
    for name, cases in suites:
        if cases:
            _suite(root, name, cases)
    _count(root, [case for _, cases in suites for case in cases])
    ET.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _error_case(error: RunError, context: Context) -> Case:
    messages_ = messages(error)
    path = visible(context.path(error.path)) if error.path else "corscheck"
    about = visible(" ".join(part for part in (error.service, error.target) if part) or path)
    text = "\n".join([*lines(error, context)[:1], *messages_[1:]])
    return Case(f"{error.kind} {about}", path, "error", error.kind, messages_[0], text)


def _lint_cases(report: Report, findings: list[Finding], context: Context) -> list[Case]:
    broken = {finding.span.source.path for finding in findings}
    clean = [path for path in report.files if path not in broken] if report.checks is None else []
    cases = [Case(visible(context.path(path)), visible(context.path(path))) for path in clean]
    for finding in findings:
        path = visible(context.path(finding.span.source.path))
        name = f"{finding.code} {visible(finding.name)} in {path}"
        fails = counts(finding, context.fail_on)
        text = "\n".join(block(finding, context))
        cases.append(
            Case(name, path, "failure" if fails else "", finding.code, visible(finding.message), text)
        )
    return cases


def _check_case(check: Check, live: dict[str, list[Finding]], context: Context) -> Case:
    path = visible(context.path(check.span.source.path)) if check.span else "live"
    found = live.get(check.id, [])
    kind = {"passed": "", "failed": "failure", "unreachable": "error"}.get(check.outcome, "skipped")
    messages = "; ".join(visible(finding.message) for finding in found)
    lines = [line for finding in found for line in [*block(finding, context, check), ""]]
    if not found and check.answer is not None:
        lines = [f"expected: {visible(check.expected)}", *answer_lines(check.answer)]
        messages = {"failure": lines[0], "error": lines[1]}.get(kind, "")
    kinds = " ".join(check.codes) or check.outcome
    seconds = check.answer.elapsed if check.answer is not None else 0.0
    return Case(visible(check.title), path, kind, kinds, messages, "\n".join(lines), seconds)


def _suite(root: ET.Element, name: str, cases: list[Case]) -> None:
    suite = ET.SubElement(root, "testsuite", name=name)
    _count(suite, cases)
    taken: set[str] = set()
    for case in cases:
        name = _unique(case.name, taken)
        element = ET.SubElement(suite, "testcase", name=name, classname=case.path, time=f"{case.seconds:.3f}")
        if case.kind == "skipped":
            ET.SubElement(element, "skipped")
        elif case.kind:
            result = ET.SubElement(element, case.kind, message=case.message, type=case.type)
            result.text = case.text
        elif case.text:
            ET.SubElement(element, "system-out").text = case.text


def _unique(name: str, taken: set[str]) -> str:
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} ({number})"
    taken.add(found)
    return found


def _count(element: ET.Element, cases: list[Case]) -> None:
    element.set("tests", str(len(cases)))
    for attribute, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        if attribute != "skipped" or element.tag == "testsuite":
            element.set(attribute, str(sum(case.kind == kind for case in cases)))
    element.set("time", f"{sum(case.seconds for case in cases):.3f}")
