"""The exit code, and what settings and options make of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from corscheck.cli.options import ReportOptions
from corscheck.cli.session import Sessions, versions
from corscheck.errors import UsageProblem
from corscheck.findings import Finding
from corscheck.rules.registry import find
from corscheck.run_report import Check, Report, RunError
from corscheck.settings import Settings
from corscheck.source import Source, Span

if TYPE_CHECKING:
    from pathlib import Path

HERE = Span(Source("x", "app.conf"), 0, 1)
ERROR, WARNING, INFO = (
    Finding("CORS104", "x", severity, "x", HERE) for severity in ("error", "warning", "info")
)


def check(outcome: Any, *codes: str) -> Check:
    return Check("x", "x", outcome, "allow", None, None, None, codes)


UP, DOWN, WRONG = check("passed"), check("unreachable"), check("failed")
GONE, SILENT, STOPPED = (RunError(kind, "x") for kind in ("missing-file", "unreachable", "interrupted"))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("findings", "checks", "options", "errors", "code"),
    [
        ((), None, {}, (), 0),
        ((ERROR,), None, {}, (), 1),
        ((WARNING,), None, {}, (), 1),
        ((INFO,), None, {}, (), 0),
        ((WARNING,), None, {"fail_on": "error"}, (), 0),
        ((INFO,), None, {"fail_on": "info"}, (), 1),
        ((ERROR,), None, {"exit_zero": True}, (), 0),
        ((), (UP,), {}, (), 0),
        ((), (UP, WRONG), {}, (), 1),
        ((), (check("failed", "CORS201"),), {}, (), 0),  # its finding was suppressed, or is mild enough
        ((INFO,), (check("failed", "CORS104"),), {}, (), 0),
        ((), (UP, DOWN), {}, (), 3),
        ((), (UP,), {}, (SILENT,), 3),
        ((), (UP,), {"exit_zero": True}, (SILENT,), 3),
        ((ERROR,), (DOWN,), {}, (), 1),
        ((ERROR,), (DOWN,), {"exit_zero": True}, (), 3),
        ((), None, {}, (GONE,), 2),
        ((ERROR,), (DOWN,), {}, (SILENT, GONE), 2),
        ((), (), {"exit_zero": True}, (GONE,), 2),
        ((ERROR,), (DOWN,), {}, (GONE, STOPPED), 130),
        ((), (), {"exit_zero": True}, (STOPPED,), 130),
    ],
)
def test_exit_code(
    findings: tuple[Finding, ...],
    checks: tuple[Check, ...] | None,
    options: dict[str, Any],
    errors: tuple[RunError, ...],
    code: int,
) -> None:
    report = Report(findings, ("app.conf",), checks, errors=errors)
    assert Sessions(ReportOptions(**options)).here().finish(report) == code


def test_options_win_over_settings(tmp_path: Path) -> None:
    (tmp_path / "corscheck.toml").write_text(
        'select = ["CORS1"]\nextend-select = ["CORS301"]\nignore = ["CORS104"]\nfail-on = "error"\n'
        'output-format = "gitlab"\n[severity]\nCORS1 = "info"\n'
    )
    run = Sessions(ReportOptions()).here()
    assert "CORS301" in run.enabled
    assert "CORS104" not in run.enabled
    assert (run.fail_on, run.format, run.severities["CORS104"]) == ("error", "gitlab", "info")
    run = Sessions(ReportOptions(select=("CORS104,CORS301",), fail_on="info", output_format="json")).here()
    assert run.enabled == {"CORS301"}
    assert (run.fail_on, run.format) == ("info", "json")


def test_a_rule_can_be_off(tmp_path: Path) -> None:
    (tmp_path / "corscheck.toml").write_text(
        '[severity]\nCORS104 = "warning"\nCORS1 = "off"\nCORS10 = "info"\nwildcard-origin = "off"\n'
    )
    run = Sessions(ReportOptions()).here()
    assert {"CORS101", "CORS104"} <= run.enabled
    assert not {"CORS111", find("wildcard-origin").code} & run.enabled
    assert (run.severities["CORS104"], run.severities["CORS101"]) == ("warning", "info")
    assert "off" not in run.severities.values()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"report": ("pdf:x",)}, "unknown report format `pdf`"),
        ({"report": ("jsn:x",)}, "did you mean `json`"),
        ({"report": ("json",)}, "--report json needs a file"),
        ({"select": ("CORS999",)}, "CORS999"),
        ({"config": "missing.toml"}, "missing.toml"),
        ({"config": "x.toml", "isolated": True}, "only one"),
    ],
)
def test_mistakes_are_said_before_anything_runs(options: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageProblem, match=message):
        Sessions(ReportOptions(**options)).here()


def test_an_unknown_format_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORSCHECK_OUTPUT_FORMAT", "jsn")
    with pytest.raises(UsageProblem, match="did you mean `json`"):
        Sessions(ReportOptions()).here()


@pytest.mark.parametrize(
    ("option", "setting", "expected"),
    [
        (None, (), ("25.15",)),
        (None, ("26.37",), ("26.37",)),
        ("25.15, 26.37,25.15", ("21.11",), ("25.15", "26.37")),
    ],
)
def test_versions(option: str | None, setting: tuple[str, ...], expected: tuple[str, ...]) -> None:
    assert versions(option, Settings(asab_version=setting)) == expected


@pytest.mark.parametrize("option", ["new", "", "25.15,"])
def test_no_versions(option: str) -> None:
    with pytest.raises(UsageProblem, match="version"):
        versions(option, Settings())
