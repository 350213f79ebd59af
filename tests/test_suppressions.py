"""Comments that silence: what they cover, what is unused or malformed, and how they are added."""

from __future__ import annotations

import pytest

from corscheck.examine import MOST
from corscheck.fixes import apply_fixes
from corscheck.ignores import add_ignores
from corscheck.linter import LintOptions, lint_files
from corscheck.source import Source
from corscheck.suppressions import read_suppressions
from tests.support.linting import codes, fixed, lint, web
from tests.support.memory import Memory

WHY = "-- because"
C = "# corscheck: ignore"
P = "cors_preflight_paths"
UNUSED, MALFORMED, UNKNOWN = ["CORS901 warning"], ["CORS902 warning"], ["CORS903 warning"]
HERE = ["CORS102 warning"]


def linted(text: str, path: str = "app.conf") -> tuple[list[str], list[tuple[str, str]]]:
    """Codes of what is reported, and of what is silenced with the reason."""
    result = lint_files([path], Memory({path: text}), {})
    return codes(result.findings), [(one.finding.code, one.reason) for one in result.suppressed]


@pytest.mark.parametrize(
    ("lines", "silenced"),
    [
        (f"# corscheck: ignore[CORS104] {WHY}\ncors_preflight_paths = a", True),
        (f"; corscheck: ignore[CORS104] {WHY}\ncors_preflight_paths = a", True),
        (f"  ## corscheck:ignore[cors104]   {WHY}\ncors_preflight_paths = a", True),
        (f"# corscheck: ignore[preflight-path-without-slash] {WHY}\ncors_preflight_paths = a", True),
        (f"# corscheck: ignore[CORS301, CORS104] {WHY}\ncors_preflight_paths = a", True),
        (f"# corscheck: ignore-file[CORS104] {WHY}\nrootdir =\ncors_preflight_paths = a", True),
        (f"cors_preflight_paths = a\n# corscheck: ignore-file[CORS104] {WHY}", True),
        # what stands between
        (f"# corscheck: ignore[CORS104] {WHY}\n# and so on\ncors_preflight_paths = a", True),
        (f"# corscheck: ignore[CORS104] {WHY}\n\ncors_preflight_paths = a", False),
        (f"# corscheck: ignore[CORS104] {WHY}\nrootdir =\ncors_preflight_paths = a", False),
        # continuation lines
        (f"# corscheck: ignore[CORS104] {WHY}\ncors_preflight_paths =\n    /b\n\n    # c\n    a", True),
        (f"cors_preflight_paths =\n    /b\n    # corscheck: ignore[CORS104] {WHY}\n    a", True),
        (f"cors_preflight_paths =\n    # corscheck: ignore[CORS104] {WHY}\n    /b\n    a", False),
        # others
        (f"# corscheck: ignore[CORS105] {WHY}\ncors_preflight_paths = a", False),
        (f"# corscheck: ignore[CORS1] {WHY}\ncors_preflight_paths = a", False),
        ("# corscheck: ignore\ncors_preflight_paths = a", False),
    ],
)
def test_what_a_comment_covers(lines: str, *, silenced: bool) -> None:
    reported, kept = linted(web(f"cors = *\n{lines}"))
    assert ("CORS104 error" in reported) is not silenced
    assert [entry for entry in kept if entry[0] == "CORS104"] == [("CORS104", "because")] * silenced


def test_above_a_section_covers_its_header_only() -> None:
    text = f"# corscheck: ignore[CORS011, CORS102] {WHY}\n[asab:web]\ncors_preflight_paths = /a\n"
    assert linted(text) == (["CORS901 warning", "CORS102 warning"], [("CORS011", "because")])


@pytest.mark.parametrize(
    ("comment", "expected", "fixed_text"),
    [
        (f"{C}[CORS104] {WHY}", [*UNUSED, *HERE], ""),
        (f"{C}[CORS104, CORS102] {WHY}", UNUSED, f"{C}[CORS102] {WHY}\n"),
        (f"{C}[CORS102]", ["CORS904 warning"], f"{C}[CORS102]\n"),
        (f"{C}[CORS102] --", ["CORS904 warning"], f"{C}[CORS102] --\n"),
        (f"{C}[CORS1O2] {WHY}", [*UNKNOWN, *HERE], f"{C}[CORS102] {WHY}\n"),
        (f"{C}[xyz, CORS102] {WHY}", UNKNOWN, f"{C}[CORS102] {WHY}\n"),
        (f"{C}[xyz] {WHY}", [*UNKNOWN, *HERE], ""),
        (f"{C} CORS102", [*MALFORMED, *HERE], f"{C} CORS102\n"),
        (f"{C}[]", [*MALFORMED, *HERE], f"{C}[]\n"),
        (f"{C}[ , ]", [*MALFORMED, *HERE], f"{C}[ , ]\n"),
        ("# corscheck: disable[CORS102]", [*MALFORMED, *HERE], "# corscheck: disable[CORS102]\n"),
        ("# see corscheck: ignore[CORS102]", HERE, "# see corscheck: ignore[CORS102]\n"),
    ],
)  # fmt: skip
def test_our_own_findings(comment: str, expected: list[str], fixed_text: str) -> None:
    text = web(f"cors =\n{comment}\ncors_preflight_paths = /")
    assert codes(lint(text)) == expected
    assert fixed(text) == web(f"cors =\n{fixed_text}cors_preflight_paths = /")


def test_after_a_value_nothing_is_suppressed() -> None:
    findings = lint(web("cors =\nrootdir = x # corscheck: ignore[CORS412]"))
    assert "CORS902 warning" in codes(findings)


def test_a_code_that_did_not_run_is_not_unused() -> None:
    text = web(f"# corscheck: ignore[CORS104] {WHY}\ncors =")
    options = LintOptions(enabled=frozenset({"CORS901", "CORS301"}))
    assert lint_files(["app.conf"], Memory({"app.conf": text}), {}, options).findings == []


def test_crlf_and_the_last_line() -> None:
    text = web(f"cors =\n# corscheck: ignore[CORS104] {WHY}").rstrip("\n").replace("\n", "\r\n")
    assert fixed(text) == web("cors =").replace("\n", "\r\n")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end(end: str) -> None:
    text = web(f"cors =\n{C}[CORS102] {WHY}\ncors_preflight_paths = /").replace("\n", end)
    assert linted(text) == ([], [("CORS102", "because")])
    findings = lint(text.replace(f"{C}[CORS102] {WHY}{end}", ""))
    assert apply_fixes(findings[0].span.source, add_ignores(findings, "because"))[0] == text


def test_many_comments_take_linear_time() -> None:
    text = "[web]\n" + "# corscheck: ignore[x]\n" * 30_000
    assert len(lint(text)) == 2 * MOST


def test_nothing_to_read() -> None:
    found = read_suppressions(Source("[web]\n", "app.conf"), {}, frozenset())
    assert (found.comments, found.malformed, found.inline) == ((), (), ())


def test_each_of_many_comments_suppresses_its_own() -> None:
    one = "[web:{}]\n# corscheck: ignore[CORS104] -- known\ncors_preflight_paths = api\n"
    text = "".join(one.format(number) for number in range(900))
    assert "CORS104" not in {finding.code for finding in lint(text)}
    assert "CORS901" not in {finding.code for finding in lint(text)}


def test_the_second_of_two_comments_about_the_same_is_unused() -> None:
    comment = "# corscheck: ignore[CORS102] -- known\n"
    found = lint(f"[web]\n{comment}{comment}cors_preflight_paths = /api\n")
    assert [(finding.code, finding.span.line) for finding in found] == [("CORS901", 3)]


def test_a_list_without_end_is_not_fixed() -> None:
    found = lint("[web]\n# corscheck: ignore[" + "x, " * 50_000 + "]\n")
    assert {finding.fix for finding in found if finding.code == "CORS903"} == {None}
