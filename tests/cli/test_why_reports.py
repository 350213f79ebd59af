from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from corscheck.cli.why_reports import WhyReports
from corscheck.errors import UsageProblem
from corscheck.report.context import Context
from tests.support.causes import GET, always, explained

if TYPE_CHECKING:
    from pathlib import Path

VERDICT = explained(GET, always(403, body="no"))


def test_files_in_both_forms(tmp_path: Path) -> None:
    page, lines = tmp_path / "a.md", tmp_path / "a.jsonl"
    for _ in range(2):  # a report is replaced
        reports = WhyReports((f"markdown:{page}", f"json:{lines}"), Context(colour=True))
        reports.add(VERDICT)
        reports.add(VERDICT)
        reports.write()
        reports.close()
    assert page.read_text().startswith("# corscheck why\n\n## ")
    assert page.read_text().count("\n## ") == 2
    assert [json.loads(line)["cause"] for line in lines.read_text().splitlines()] == [VERDICT.cause] * 2


def test_many_outcomes_are_not_kept_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corscheck.cli.why_reports._IN_MEMORY", 1000)
    reports = WhyReports((f"markdown:{tmp_path / 'a.md'}", f"json:{tmp_path / 'a.jsonl'}"), Context())
    reports.add(VERDICT)
    tracemalloc.start()
    for _ in range(400):
        reports.add(VERDICT)
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    reports.write()
    reports.close()
    lines = (tmp_path / "a.jsonl").read_text().splitlines()
    assert len(lines) == (tmp_path / "a.md").read_text().count("\n## ") == 401
    assert len(set(lines)) == 1
    # Far from both, as other threads and caches that were empty count, too.
    assert kept < 250_000 < len(lines[0]) * 400


def test_other_files_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.md"
    path.write_text("# mine\n")
    reports = WhyReports((f"markdown:{path}",), Context())
    reports.add(VERDICT)
    with pytest.raises(UsageProblem, match="not a report"):
        reports.write()
    reports.close()
    assert path.read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("markdwn:x",), "did you mean `markdown`"),
        (("html:x",), "there are markdown, json"),
        (("markdown",), "needs a file"),
        (("markdown:-",), "needs a file"),
        (("markdown:x", "json:x"), "another report goes to the same file"),
        (("markdown:x", "json:./x"), "another report goes to the same file"),
    ],
)
def test_options_that_are_not_understood(options: tuple[str, ...], says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        WhyReports(options, Context())
