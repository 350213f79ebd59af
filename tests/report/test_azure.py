"""`azure`: what the agent of Azure Pipelines makes of the commands."""

from __future__ import annotations

import re
from typing import Any

import pytest

from corscheck.errors import MissingFile
from corscheck.findings import Finding
from corscheck.report import render
from corscheck.run_report import Report, RunError
from corscheck.source import Source
from tests.support.reports import CONTEXT, LINT, LIVE, REPORTS, WITHOUT_FILE
from tests.support.runner import Command, parse_azure


def issues(report: Report, **changes: Any) -> list[Command]:
    text = render("azure", report, CONTEXT._replace(**changes))
    return [found for line in text.splitlines() if (found := parse_azure(line))]


def test_errors_and_warnings_are_issues_with_their_places() -> None:
    found = issues(LINT)
    assert {area for area, _, _ in found} == {"task.logissue"}
    kinds = [properties["type"] for _, properties, _ in found]
    assert kinds == sorted(kinds)  # errors, then warnings
    assert len(found) == LINT.count("error") + LINT.count("warning")
    _, properties, message = found[0]
    assert properties["sourcepath"].startswith("service/")
    assert int(properties["linenumber"]) > 0
    assert f"rules/{properties['code']}" in message


def test_infos_are_plain_lines() -> None:
    text = render("azure", LINT, CONTEXT)
    infos = [finding for finding in LINT.findings if finding.severity == "info"]
    assert infos
    for finding in infos:
        assert any(finding.code in line and "##" not in line for line in text.splitlines())


def test_errors_of_a_run_come_first() -> None:
    report = LIVE._replace(errors=(RunError.of(MissingFile("no x.conf; really]")),))
    (_, properties, message), *_ = issues(report)
    assert (properties["type"], properties["code"]) == ("error", "missing-file")
    assert message.startswith("no x.conf; really]")


@pytest.mark.parametrize(
    "text",
    [
        "a;b]c",
        "100%3B%25%AZP25",
        "x\ny\r##vso[task.setvariable variable=PATH]evil",
        "##vso[task.complete result=Succeeded;]DONE",
        "##[error]x",
        "::error::x",
    ],
)
def test_hostile_values_are_only_text(text: str) -> None:
    one = Finding("CORS001", "x", "error", text, Source("x", text).span(0, 1))
    info = one._replace(severity="info")
    caveat = Report((one, info), caveats=(text,), notes=(text,))
    for line in render("azure", caveat, CONTEXT._replace(min_severity="info")).splitlines():
        assert len(re.findall(r"##\w*\[", line)) == line.startswith("##vso[task.logissue type=")
        assert not line.lstrip().startswith("::")
    ((_, properties, message),) = issues(caveat)
    assert "task." not in properties["type"]
    shown = message.split("\n")[0]
    assert shown.replace("#\\#", "##").startswith(text.split("\n", maxsplit=1)[0][:6])


@pytest.mark.parametrize("kind", REPORTS)
def test_every_report_has_its_summary(kind: str) -> None:
    assert render("azure", REPORTS[kind], CONTEXT).splitlines()


def test_no_path_where_there_is_no_file() -> None:
    ((_, properties, _),) = issues(WITHOUT_FILE)
    assert properties == {"type": "error", "code": "CORS201"}
