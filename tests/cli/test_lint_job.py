"""Groups of files with settings of their own, linted as often as fixing requires."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.cli.lint_job import Group, Job, LintOptions
from corscheck.cli.options import ReportOptions
from corscheck.cli.session import Sessions
from corscheck.errors import UsageProblem
from corscheck.linter import LintOptions as Engine
from corscheck.run_report import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping

BAD = "[web]\nlisten = 127.0.0.1 8080\ncors = https://app.example.com/\ncors_preflight_paths = /*\n"
GOOD = BAD.replace(".com/", ".com")
CODE = "CORS311"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def job(
    *groups: Mapping[str, str], texts: Mapping[str, str] | None = None, errors: tuple[RunError, ...] = ()
) -> Job:
    """A job on these files, which are written, a group each."""
    session = Sessions(ReportOptions(output_format="concise", fail_on="error")).here()
    for files in groups:
        for name, text in files.items():
            Path(name).write_text(text, "utf-8")
    made = [Group(session, [*files], Engine()) for files in groups]
    return Job(LintOptions(), session, made, dict(texts or {}), errors)


def places(found: Job, changed: Mapping[str, str] | None = None) -> list[str]:
    return [one.span.source.path for one in found.findings(changed or {}) if one.code == CODE]


def test_changed_texts_are_linted_instead_of_the_files() -> None:
    found = job({"a.conf": BAD, "b.conf": BAD})
    assert places(found) == ["a.conf", "b.conf"]
    assert places(found, {"a.conf": GOOD}) == ["b.conf"]
    assert places(found) == ["a.conf", "b.conf"]


def test_standard_input_is_a_file_of_its_name() -> None:
    found = job({"a.conf": GOOD}, texts={"stdin.conf": BAD})
    found.groups[0].paths.append("stdin.conf")
    assert places(found) == ["stdin.conf"]


def test_a_file_that_another_group_includes_is_linted_as_a_part_of_that_only() -> None:
    main = "[general]\ninclude = part.conf\n"
    alone = job({"part.conf": BAD}, {"other.conf": GOOD})
    assert places(alone) == ["part.conf"]
    reports = job({"part.conf": BAD}, {"main.conf": main}).look({})
    assert [[one.code for one in report.findings if one.code == CODE] for report in reports] == [[], [CODE]]
    assert reports[0].findings == ()


def test_of_two_that_include_each_other_the_first_is_linted() -> None:
    texts = [f"[general]\ninclude = {other}\n{BAD}" for other in ("b.conf", "a.conf")]
    found = job({"a.conf": texts[0]}, {"b.conf": texts[1]})
    first, second = ({one.span.source.path for one in report.findings} for report in found.look({}))
    assert "a.conf" in first
    assert second == set()


def test_with_several_groups_each_finding_knows_what_fails_its_run() -> None:
    (one,) = job({"a.conf": BAD}).look({})
    assert {finding.fail_on for finding in one.findings} == {None}
    several = job({"a.conf": BAD}, {"b.conf": BAD}).look({})
    assert {finding.fail_on for report in several for finding in report.findings} == {"error"}


def test_a_file_that_was_deleted_meanwhile_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    found = job({"a.conf": GOOD, "b.conf": GOOD})
    Path("b.conf").unlink()
    assert found.conclude(found.look({})) == 2
    assert "b.conf was deleted before it was linted" in capsys.readouterr().out
    with pytest.raises(UsageProblem, match=r"the baseline was not written: b\.conf was deleted"):
        found.update_baseline(found.look({}))


def test_a_file_that_is_an_error_already_is_none_twice(capsys: pytest.CaptureFixture[str]) -> None:
    gone = RunError("missing-file", "no such file", file="b.conf", untested="file")
    found = job({"a.conf": GOOD, "b.conf": GOOD}, errors=(gone,))
    Path("b.conf").unlink()
    assert found.conclude(found.look({})) == 2
    assert "was deleted" not in capsys.readouterr().out


def test_mains_that_were_not_asked_for_are_not_listed() -> None:
    found = job({"main.conf": GOOD, "part.conf": BAD})._replace(mains=("main.conf",))
    assert (found.paths, found.asked) == (["main.conf", "part.conf"], ["part.conf"])


def test_the_versions_of_all_groups() -> None:
    found = job({"a.conf": GOOD}, {"b.conf": GOOD})
    second = found.groups[1]._replace(engine=Engine(versions=("25.15", "26.37")))
    assert found._replace(groups=[found.groups[0], second]).readings == [*Engine().versions, "25.15", "26.37"]


def test_a_report_is_masked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    masked: list[object] = []

    def presentable(report: object, _known: object) -> object:
        masked.append(report)
        return report

    monkeypatch.setattr("corscheck.report.presentable.presentable", presentable)
    found = job({"a.conf": BAD})
    assert found.conclude(found.look({})) == 1
    assert len(masked) == 1
