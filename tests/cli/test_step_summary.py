"""The step summary of GitHub Actions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.cli.step_summary import LIMIT

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

SUMMARY = "summary.md"


@pytest.fixture
def step(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A step of GitHub Actions, with a configuration that has a finding."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", SUMMARY)
    (tmp_path / "app.conf").write_text("[web]\nlisten = 127.0.0.1 1\ncors = *\ncors_preflight_paths = api\n")
    return run


def test_the_markdown_report_is_appended(step: Run) -> None:
    Path(SUMMARY).write_text("# Another step\n")
    result = step("lint", "app.conf")
    assert result.code == 1
    assert result.out.startswith("::error ")
    page = Path(SUMMARY).read_text()
    assert page.startswith("# Another step\n# corscheck\n")
    assert "CORS104" in page


def test_what_could_not_be_done_is_in_it(step: Run) -> None:
    assert step("check", "gone.conf").code == 2
    assert "missing-file" in Path(SUMMARY).read_text().replace("&#45;", "-")


@pytest.mark.parametrize("arguments", [("--output-format", "github"), ("--output-format", "concise")])
def test_nothing_is_appended_where_the_format_was_asked_for(step: Run, arguments: tuple[str, ...]) -> None:
    assert step("lint", "app.conf", *arguments).code == 1
    assert not Path(SUMMARY).exists()


def test_nor_where_there_is_no_summary(step: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY")
    assert step("lint", "app.conf").code == 1
    assert not Path(SUMMARY).exists()


def test_a_summary_that_is_nearly_full_is_not_lost(step: Run) -> None:
    for size in (LIMIT - 200, LIMIT - 10):
        Path(SUMMARY).write_bytes(b"x" * size)
        assert step("lint", "app.conf").code == 1
        page = Path(SUMMARY).read_bytes()
        assert len(page) <= LIMIT
        assert (b"does not fit" in page) == (size == LIMIT - 200)


def test_a_summary_that_cannot_be_written_is_an_error(step: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", "no/such/directory")
    result = step("lint", "app.conf")
    assert result.code == 2
    assert "cannot write the step summary no/such/directory" in result.out
