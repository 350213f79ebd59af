"""The linter against the real asab: configurations that do not start are reported in place, others are not.

`CORSCHECK_GENERATED` says how many generated configurations are tried.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.examine import is_concerned
from corscheck.files import Disk
from tests.support.asab_oracle import Asab, process
from tests.support.generate import configurations
from tests.support.linting import examined

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from corscheck.asab.diagnosis import Diagnosis
    from corscheck.findings import Finding

COUNT = int(os.environ.get("CORSCHECK_GENERATED", "5000"))
PARTS = 4
CLAIM = "the service stops with `"
ENVIRON = {"SET": "8080", "EMPTY": "", "DEEP": "/deep", "PATH": "/usr/bin"}


def check(directory: str, environ: Mapping[str, str]) -> None:
    """Compare the findings about `app.conf` in that directory with what asab does."""
    real = Asab("app.conf", directory, environ)
    with process(directory, environ):
        ours = load("app.conf", Disk(), environ)
        webs = containers(ours)
        findings = examined(ours)
    if not webs and not is_concerned(ours):
        assert findings == []
        return
    claims = [finding for finding in findings if CLAIM in finding.message]
    assert all(finding.severity == "error" for finding in claims)
    error = real.loaded().error
    if error is not None:
        assert_reported(error, ours.error, findings)
        return
    failing = False
    for web in webs:
        failure = real.build(web.section).error
        if failure is not None:
            failing = True
            assert_reported(failure, web.error, findings)
    assert failing or not claims


def assert_reported(failure: tuple[str, str], diagnosis: Diagnosis | None, findings: list[Finding]) -> None:
    """The error is in a finding's message, and the finding is at its line."""
    assert diagnosis is not None
    assert diagnosis.span is not None
    kind, message = failure
    if kind.startswith("Duplicate") and any(finding.code == "CORS004" for finding in findings):
        return  # which of two lines is left is known when the template is rendered
    text = f"{CLAIM}{kind}: " + ("" if kind == "ParsingError" else " ".join(message.split()) + "`")
    there = [
        finding
        for finding in findings
        if finding.severity == "error"
        and finding.span.source is diagnosis.span.source
        and finding.span.source.position(finding.span.start).line <= diagnosis.span.line
        and finding.span.source.position(max(finding.span.end - 1, finding.span.start)).line
        >= diagnosis.span.line
    ]
    assert any(text in finding.message for finding in there), (
        text,
        [finding.message for finding in findings],
    )


@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_generated_configurations(part: int, tmp_path: Path) -> None:
    for number, files in enumerate(configurations(part, COUNT // PARTS)):
        directory = tmp_path / str(number)
        directory.mkdir()
        for name, data in files.items():
            (directory / name).write_bytes(data)
        try:
            check(str(directory), ENVIRON)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{files}") from error


def test_generated_configurations_are_mixed() -> None:
    text = b"".join(data for files in configurations(0, 200) for data in files.values())
    assert len(re.findall(rb"cors_preflight_paths", text)) > 100
    assert {name for files in configurations(0, 200) for name in files} == {
        "app.conf",
        "site.conf",
        "other.conf",
    }
