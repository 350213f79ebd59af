"""How one file is examined: which sections, what of it is fixed, and what if it is gone."""

from __future__ import annotations

from corscheck.linter import LintOptions, lint_files
from tests.support.linting import codes, errors_of, web
from tests.support.memory import Memory

WRONG = web("cors = *\ncors_preflight_paths = a")


def test_more_sections() -> None:
    text = "[frontend]\ncors = *\ncors_preflight_paths = /a\nlisten = :8080\n"
    assert errors_of({"app.conf": text.replace("cors_preflight_paths = /a\nlisten", "port")}) == []
    findings = lint_files(
        ["app.conf"], Memory({"app.conf": text}), {}, LintOptions(sections=("frontend",))
    ).findings
    assert "CORS401 error" in codes(findings)
    assert {finding.confidence for finding in findings} == {"likely"}


def test_fixes_do_not_spoil_bytes_that_cannot_be_read() -> None:
    data = b"[web]\n# f\xfcr alle\nlisten = 127.0.0.1 8080\ncors = *\ncors_preflight_paths = a\n"
    findings = lint_files(["app.conf"], Memory({"app.conf": data}), {}).findings
    assert {finding.code for finding in findings if finding.fix} == {"CORS002"}


def test_a_file_that_is_gone_has_no_findings() -> None:
    assert errors_of({"app.conf": WRONG}, "gone.conf", "gone.yaml", "app.conf") == errors_of(
        {"app.conf": WRONG}, "app.conf"
    )
