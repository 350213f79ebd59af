"""Items of `cors_preflight_paths` that are not verbatim in the file."""

from __future__ import annotations

from tests.support.linting import codes, lint, web


def test_items_out_of_a_reference_have_no_fix() -> None:
    more = "\n[paths]\npublic = a, /b/*, /c, /c"
    findings = lint(web("cors = *\ncors_preflight_paths = ${paths:public}", more=more))
    assert codes(findings, "CORS10") == ["CORS104 error", "CORS109 error"]
    assert all(finding.fix is None for finding in findings if finding.code.startswith("CORS1"))
    assert {finding.span.text for finding in findings if finding.code.startswith("CORS10")} == {
        "${paths:public}"
    }
