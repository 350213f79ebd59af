from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.contract.untested import with_untested
from corscheck.live.runner import Options, run
from corscheck.live.suppressions import apply_suppressions
from corscheck.live.target import Target
from corscheck.run_report import exit_code
from tests.support.servers import Server, answering

if TYPE_CHECKING:
    from pathlib import Path

    from corscheck.run_report import Report

REFUSED = b"HTTP/1.1 404 Not Found\r\nServer: asab/25.15\r\nContent-Length: 0\r\n\r\n"
PATHS = "cors_preflight_paths =\n{first}\t/a/*\n{second}\t/b/*\n"
IGNORE = "\t# corscheck: ignore[CORS211] -- known\n"


def report(tmp_path: Path, *, first: bool, second: bool) -> Report:
    with Server(answering(REFUSED, keep=True)) as server:
        lines = PATHS.format(first=IGNORE if first else "", second=IGNORE if second else "")
        path = tmp_path / "app.conf"
        path.write_text(f"[web]\nlisten = 127.0.0.1 {server.port}\ncors = *\n{lines}")
        return with_untested(apply_suppressions(run([Target(str(path), openapi="off")], Options())))


def failed(report: Report) -> set[str]:
    return {dict(check.axes)["path"][:3] for check in report.checks or () if check.outcome == "failed"}


def test_of_two_findings_of_one_code_the_suppressed_one_fails_no_check(tmp_path: Path) -> None:
    neither = report(tmp_path, first=False, second=False)
    assert len([one for one in neither.findings if one.code == "CORS211"]) == 2
    assert {"/a/", "/b/"} <= failed(neither)
    first = report(tmp_path, first=True, second=False)
    assert len([one for one in first.findings if one.code == "CORS211"]) == 1
    assert "/a/" not in failed(first)
    assert "/b/" in failed(first)
    assert exit_code(first) == 1
    both = report(tmp_path, first=True, second=True)
    assert failed(both).isdisjoint({"/a/", "/b/"})
