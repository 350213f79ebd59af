"""Comments that suppress findings, as they are added to a file."""

from __future__ import annotations

import pytest

from corscheck.fixes import apply_fixes
from corscheck.ignores import add_ignores
from corscheck.linter import lint_files
from tests.support.linting import codes, lint, web
from tests.support.memory import Memory

WHY = "-- because"
C = "# corscheck: ignore"
P = "cors_preflight_paths"


def linted(text: str, path: str = "app.conf") -> tuple[list[str], list[tuple[str, str]]]:
    """Codes of what is reported, and of what is silenced with the reason."""
    result = lint_files([path], Memory({path: text}), {})
    return codes(result.findings), [(one.finding.code, one.reason) for one in result.suppressed]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (web(f"cors = *\n{P} = a"), f"{C}[CORS104] -- why not\n{P}"),
        (web(f"cors = *\n{P} =\n    /b\n    a"), f"{C}[CORS104] -- why not\n{P}"),
        (web(f"cors = *\n{P} = a, [b"), f"{C}[CORS104, CORS105] -- why not\n{P}"),
        (f"  [web]\n  listen = 127.0.0.1 8080\n  cors = *\n  {P} =\n    a\n",
         f"  {C}[CORS104] -- why not\n  {P}"),
        (web(f"cors = *\n{C}[CORS105] {WHY}\n{P} = a, [b"), f"{C}[CORS105, CORS104] {WHY}\n{P}"),
    ],
)  # fmt: skip
def test_add_ignores(text: str, expected: str) -> None:
    findings = lint(text)
    source = findings[0].span.source
    changed, _ = apply_fixes(source, add_ignores(findings, "why\nnot"))
    assert expected in changed
    assert codes(lint(changed)) == []


def test_add_ignores_where_no_comment_can_stand() -> None:
    json = lint_files(["a.json"], Memory({"a.json": '{"web": {"cors": "off"}}'}), {}).findings
    assert json
    assert add_ignores(json, "x") == []


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf[web]\n", b"\xef\xbb\xbf[web]", b"[web]\n# \xff\n[x]\n"])
def test_add_ignores_for_the_whole_file(data: bytes) -> None:
    findings = lint_files(["app.conf"], Memory({"app.conf": data}), {}).findings
    source = findings[0].span.source
    changed = apply_fixes(source, add_ignores(findings, "x"))[0].encode(errors="surrogateescape")
    assert changed.startswith(data)
    assert changed.strip().endswith(b"\n# corscheck: ignore-file[CORS002] -- x")
    assert lint_files(["app.conf"], Memory({"app.conf": changed}), {}).findings == []


def test_add_ignores_adds_nothing_for_what_is_wrong_with_comments() -> None:
    findings = lint(web(f"# corscheck: ignore\n{C}[CORS104] {WHY}\nrootdir = x # corscheck: ignore[CORS412]"))
    own = [finding for finding in findings if finding.code.startswith("CORS9")]
    assert len(own) == 3
    assert add_ignores(own, "x") == []


def test_add_ignores_does_not_change_what_a_file_is_taken_for() -> None:
    findings = lint('{"web": {}}\n[web]\n')
    changed, _ = apply_fixes(findings[0].span.source, add_ignores(findings, "x"))
    assert changed.startswith("# corscheck: ignore[CORS003] -- x\n")
    assert lint(changed) == []


def test_add_ignores_in_yaml_stays_yaml() -> None:
    text = 'web:\n  listen: 127.0.0.1 8080\n  cors: "*"\n  cors_preflight_paths: a\n'
    findings = lint_files(["a.yaml"], Memory({"a.yaml": text}), {}).findings
    wrong = [finding for finding in findings if finding.code == "CORS104"]
    changed, _ = apply_fixes(wrong[0].span.source, add_ignores(wrong, "x"))
    assert changed == text.replace(
        "  cors_preflight", "  # corscheck: ignore[CORS104] -- x\n  cors_preflight"
    )
    reported, suppressed = linted(changed, "a.yaml")
    assert "CORS104 error" not in reported
    assert suppressed == [("CORS104", "x")]
