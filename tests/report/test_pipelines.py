"""What each pipeline reads out of its report, by the consumer's own rules."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from corscheck.findings import Edit, Finding, Fix, Report, Suppressed
from corscheck.report import Context, render
from corscheck.report.fingerprint import line_hashes
from corscheck.source import Source, Span
from tests.support.reports import APP, CONTEXT, LINT, LIVE, REPORTS, SLASH, WIDE
from tests.support.runner import Command, parse

SCHEMA = json.loads((Path(__file__).parent.parent / "data" / "sarif-schema-2.1.0.json").read_text())


def finding(text: str, start: int, end: int, **changes: Any) -> Finding:
    span = Span(Source(text, "a.conf"), start, end)
    return Finding("CORS001", "x", "error", "m", span)._replace(**changes)


def sarif(report: Report, context: Context = CONTEXT) -> dict[str, Any]:
    document = json.loads(render("sarif", report, context))
    jsonschema.validate(document, SCHEMA)
    run: dict[str, Any] = document["runs"][0]
    return run


# GitHub annotations


def commands(report: Report, context: Context = CONTEXT) -> list[Command]:
    return [found for line in render("github", report, context).splitlines() if (found := parse(line))]


def test_github_errors_first_with_places_from_the_root() -> None:
    found = commands(LINT)
    assert [command.level for command in found] == ["error", "error", "warning", "notice"]
    assert found[1].properties == {
        "file": "service/etc/app.conf",
        "line": "6",
        "endLine": "6",
        "col": "2",
        "endColumn": "7",
        "title": "CORS104 preflight-path-without-slash",
    }
    assert found[1].message.splitlines()[0] == SLASH.message


def test_github_columns_only_within_a_line() -> None:
    (one,) = commands(Report((finding("a\nb\n", 0, 3),)))
    assert one.properties == {"file": "service/a.conf", "line": "1", "endLine": "2", "title": "CORS001 x"}


@pytest.mark.parametrize("message", ["100% ::x", "a, b: c]", "%0A", "::set-output name=x::y", "%25,%3A"])
def test_github_hostile_values_survive(message: str) -> None:
    source = Source("x", f"{message}.conf")
    one = Finding("CORS001", "x", "error", message, source.span(0, 1))
    (found,) = commands(Report((one,)), Context())
    assert found.message.splitlines()[0] == message
    assert found.properties["file"] == f"{message}.conf"
    assert found.properties["line"] == "1"


def test_github_newlines_do_not_start_commands() -> None:
    one = finding("x", 0, 1, message="a\n::error::b", help="c\r\n::error::d")
    assert len(render("github", Report((one,)), CONTEXT._replace(quiet=True)).splitlines()) == 1
    assert len(commands(Report((one,)))) == 1


def test_github_says_that_annotations_are_limited() -> None:
    text = render("github", Report((finding("x", 0, 1),) * 11), CONTEXT)
    assert "GitHub shows 10 annotations of each kind" in text.splitlines()[-1]
    assert len(commands(Report((finding("x", 0, 1),) * 11))) == 11


def test_github_messages_stay_below_the_limit() -> None:
    long = "x" * 100_000
    for command in commands(Report((finding("x", 0, 1, message=long, help=long),))):
        assert len(command.message) < 4096
    for command in commands(LIVE):
        assert len(command.message) < 4096


# SARIF


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


# `primaryLocationLineHash` as published with GitHub's action (github/codeql-action, fingerprints.test.ts)

ENDED = ["e9496ae3ebfced30", "fb7c023a8b9ccb3f", "ce8ba1a563dcdaca", "e20e36e16fcb0cc8", "b3edc88f2938467e"]
ENDED += ["c8e28b0b4002a3a0", "c129715d7a2bc9a3"]
LOREM = ["a9cf91f7bbf1862b", "55ec222b86bcae53", "cc97dc7b1d7d8f7b", "c129715d7a2bc9a3"]
LOREM = [f"a7f2ff13bc495cf2:{n}" for n in range(1, 7)] + ["a7f2ff1481e87703:1", *(f"{h}:1" for h in LOREM)]


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3"]),
        (
            " a\nb\n  \t\tc\n d",
            ["271789c17abda88f", "54703d4cd895b18", "180aee12dab6264", "a23a3dc5e078b07b"],
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", ENDED),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", ENDED),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", ENDED),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", ENDED),
        ("Lorem ipsum dolor sit amet.\n" * 10, LOREM),
    ],
)
def test_line_hashes(text: str, hashes: list[str]) -> None:
    assert line_hashes(Source(text, "f")) == [one if ":" in one else f"{one}:1" for one in hashes]


def test_line_hashes_have_one_for_each_line() -> None:
    text = "a\r \nb\r\n🎉\n\x0b\u2028\n"
    assert len(line_hashes(Source(text, "f"))) == len(Source(text, "f").starts)


def test_line_hashes_count_utf16_units() -> None:
    far = "x" * 98
    assert line_hashes(Source(f"{far}🎉a", "f")) == line_hashes(Source(f"{far}🎉b", "f"))
    assert line_hashes(Source(f"{far}é a", "f")) != line_hashes(Source(f"{far}é b", "f"))


# GitLab


def test_gitlab_fingerprints_ignore_line_numbers_and_differ() -> None:
    source = Source("cors = *\n[b]\ncors = *\n", "a.conf")
    moved = Source("\n\n" + source.text, "a.conf")
    twice = [
        Report(
            tuple(Finding("CORS001", "x", "error", "m", one.span(at, at + 4)) for at in (start, start + 13))
        )
        for one, start in ((source, 0), (moved, 2))
    ]
    first, second = ([o["fingerprint"] for o in json.loads(render("gitlab", r, CONTEXT))] for r in twice)
    assert first == second
    assert len(set(first)) == 2


def test_gitlab_is_an_array() -> None:
    assert json.loads(render("gitlab", Report(), CONTEXT)) == []
    for item in json.loads(render("gitlab", LINT, CONTEXT)):
        assert item["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert set(item) == {"description", "check_name", "fingerprint", "severity", "location"}


# reviewdog


def test_rdjson_columns_are_bytes() -> None:
    (one,) = json.loads(render("rdjson", Report((WIDE,)), CONTEXT))["diagnostics"]
    line = APP.line_text(7).encode()
    start, end = one["location"]["range"]["start"], one["location"]["range"]["end"]
    assert line[start["column"] - 1 : end["column"] - 1].decode() == "🎉 x/*"


def test_rdjson_a_fix_is_one_suggestion() -> None:
    one = finding("é = b, c\n", 0, 1)
    span = one.span.source.span
    fix = Fix("both", (Edit(span(7, 8), "C"), Edit(span(4, 5), "B")))
    (found,) = json.loads(render("rdjson", Report((one._replace(fix=fix),)), CONTEXT))["diagnostics"]
    assert found["suggestions"] == [
        {"range": {"start": {"line": 1, "column": 6}, "end": {"line": 1, "column": 10}}, "text": "B, C"}
    ]


def test_rdjson_no_suggestion_for_another_file() -> None:
    items = json.loads(render("rdjson", LINT, CONTEXT))["diagnostics"]
    assert [len(item["suggestions"]) for item in items] == [0, 1, 1, 0]


# JUnit


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
            assert element.get(attribute) == str(len(list(element.iter(name))))
        assert re.fullmatch(r"\d+\.\d{3}", element.get("time", ""))


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


# ours


def test_json_summary_and_members_are_always_there() -> None:
    for report in (*REPORTS.values(), Report(), Report(suppressed=(Suppressed(SLASH, "comment"),))):
        document = json.loads(render("json", report, CONTEXT))
        assert list(document) == ["version", "findings", "summary", "errors", "checks", "suppressed", "notes"]
        assert document["summary"].keys() >= {"files", "errors", "warnings", "infos", "fixable"}
        assert document["summary"].keys() >= {"checks", "passed", "failed", "unreachable", "not_tested"}


def test_a_big_markdown_page_says_what_it_leaves_out() -> None:
    text = render("markdown", Report((SLASH,) * 3000), CONTEXT)
    assert len(text.encode()) < 1024 * 1024
    assert re.search(r"\n\d+ more findings did not fit into this page\.\n$", text)
