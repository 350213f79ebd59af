"""`sarif`: valid, with what GitHub asks for, at the right places."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from corscheck.findings import Finding
from corscheck.report import Context, render
from corscheck.run_report import Report
from corscheck.source import Source, Span
from tests.support.reports import CONTEXT, LINT, LIVE, REPORTS, SLASH

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json").read_text())


def finding(text: str, start: int, end: int, **changes: Any) -> Finding:
    span = Span(Source(text, "a.conf"), start, end)
    return Finding("CORS001", "x", "error", "m", span)._replace(**changes)


def sarif(report: Report, context: Context = CONTEXT) -> dict[str, Any]:
    document = json.loads(render("sarif", report, context))
    jsonschema.validate(document, SCHEMA)
    run: dict[str, Any] = document["runs"][0]
    return run


@pytest.mark.parametrize("kind", REPORTS)
def test_sarif_is_valid(kind: str) -> None:
    run = sarif(REPORTS[kind])
    assert run["columnKind"] == "unicodeCodePoints"
    assert len(run["results"]) == len(REPORTS[kind].findings) + len(REPORTS[kind].suppressed)


def test_sarif_rules_have_what_github_wants() -> None:
    for rule in sarif(LINT)["tool"]["driver"]["rules"]:
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["shortDescription"]["text"]
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]


def test_sarif_has_no_category_of_its_own() -> None:
    assert "automationDetails" not in sarif(LINT)


def test_sarif_security_rules_say_so() -> None:
    found = {
        code: _properties(finding("x", 0, 1, code=code))
        for code in ("CORS201", "CORS301", "CORS310", "CORS502", "CORS104", "CORS221")
    }
    secure = {code for code, properties in found.items() if "security-severity" in properties}
    assert secure == {"CORS201", "CORS301", "CORS310", "CORS502"}
    for code in secure:
        assert 0 < float(found[code]["security-severity"]) <= 10
        assert "security" in found[code]["tags"]
        assert {"external/cwe/cwe-942", "external/cwe/cwe-346"} & set(found[code]["tags"])
    assert "security" not in found["CORS104"]["tags"]


def _properties(one: Finding) -> dict[str, Any]:
    (rule,) = sarif(Report((one,)))["tool"]["driver"]["rules"]
    properties: dict[str, Any] = rule["properties"]
    return properties


def test_sarif_precision_is_that_of_the_least_certain_finding() -> None:
    certain, likely = finding("x", 0, 1), finding("x", 0, 1, confidence="likely")
    assert _properties(certain)["precision"] == "very-high"
    (rule,) = sarif(Report((certain, likely)))["tool"]["driver"]["rules"]
    assert rule["properties"]["precision"] == "medium"


def test_sarif_findings_of_one_line_are_distinguished() -> None:
    one, two = finding("a b", 0, 1), finding("a b", 2, 3)
    first, second = (result["partialFingerprints"] for result in sarif(Report((one, two)))["results"])
    assert first["primaryLocationLineHash"] == second["primaryLocationLineHash"]  # as GitHub computes it
    assert first["corscheck/v1"] != second["corscheck/v1"]


def test_sarif_without_documentation_of_a_rule() -> None:
    (rule,) = sarif(Report((SLASH,)), Context())["tool"]["driver"]["rules"]
    assert rule["shortDescription"]["text"] == "preflight path without slash"


@pytest.mark.parametrize(
    ("path", "artifact"),
    [
        ("etc/app.conf", {"uri": "service/etc/app.conf", "uriBaseId": "%SRCROOT%"}),
        ("/repo/etc/a b.conf", {"uri": "etc/a%20b.conf", "uriBaseId": "%SRCROOT%"}),
        ("./x/../é#?.conf", {"uri": "service/%C3%A9%23%3F.conf", "uriBaseId": "%SRCROOT%"}),
        ("/etc/app.conf", {"uri": "file:///etc/app.conf"}),
        ("a\udcff.conf", {"uri": "service/a%FF.conf", "uriBaseId": "%SRCROOT%"}),
        ("a\ud800.conf", {"uri": "service/a%ED%A0%80.conf", "uriBaseId": "%SRCROOT%"}),
        ("a:b.conf", {"uri": "service/a%3Ab.conf", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_sarif_uris(path: str, artifact: dict[str, str]) -> None:
    one = Finding("CORS001", "x", "error", "m", Source("x", path).span(0, 1))
    (result,) = sarif(Report((one,)))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == artifact


@pytest.mark.parametrize(
    ("text", "start", "end", "columns"),
    [("🎉 x", 2, 3, (3, 4)), ("abc", 1, 1, (2, 3)), ("abc\n", 3, 3, (3, 4)), ("", 0, 0, (1, 1))],
)
def test_sarif_regions_show_something(text: str, start: int, end: int, columns: tuple[int, int]) -> None:
    (result,) = sarif(Report((finding(text, start, end),)))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startColumn"], region["endColumn"]) == columns
    assert (region["startLine"], region["endLine"]) == (1, 1)


def test_sarif_fixes_insert_where_the_edit_does() -> None:
    (result,) = sarif(Report((SLASH,)))["results"]
    assert result["fixes"][0]["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 6, "startColumn": 2, "endLine": 6, "endColumn": 2},
            "insertedContent": {"text": "/"},
        }
    ]


def test_sarif_suppressions_are_all_or_none() -> None:
    assert [result["suppressions"] for result in sarif(LINT)["results"]] == [
        [],
        [],
        [],
        [],
        [{"kind": "inSource", "justification": "the client sends UTF-8"}],
        [{"kind": "external"}],
    ]
    assert all("suppressions" not in result for result in sarif(LIVE)["results"])


def test_sarif_messages_make_no_links() -> None:
    (result,) = sarif(Report((finding("x", 0, 1, message="[click](https://evil.example) [x]"),)))["results"]
    assert result["message"]["text"] == "\\[click\\](https://evil.example) \\[x\\]"
