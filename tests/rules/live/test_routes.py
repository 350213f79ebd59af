from __future__ import annotations

import pytest

from corscheck.contract.named_routes import named_route
from corscheck.contract.plan import Axes
from corscheck.fixes import apply_fixes
from tests.support.live import classic, container, judged

QUIET = Axes(strangers=False)
TEXT = "[web]\ncors = *\ncors_preflight_paths = /api/*\n"
COVERED, OTHER, MORE, OPEN = map(named_route, ["PUT /api/x", "PUT /other", "POST /more/{id}", "GET /open"])


@pytest.mark.parametrize(
    ("routes", "message"),
    [
        ([COVERED, OTHER, OPEN], "no preflight path covers this route, so that no page can call it"),
        ([OTHER, MORE], "no preflight path covers 2 routes of the service, so that no page can call them"),
    ],
)
def test_one_warning_for_all_routes_that_no_path_covers(routes: list[object], message: str) -> None:
    found = judged(TEXT, classic(TEXT), QUIET, routes=routes)  # type: ignore[arg-type]  # a table
    (finding,) = found.findings
    assert (finding.code, finding.severity, finding.span.line) == ("CORS251", "warning", 3)
    assert finding.message.startswith(message)
    assert finding.fix is not None
    assert not finding.fix.is_safe
    assert {check.codes for check in found.checks if check.outcome == "failed"} == {("CORS251",)}
    after = apply_fixes(finding.span.source, [finding.fix])[0]
    assert container(after).covers("/other")
    assert judged(after, classic(after), QUIET, routes=routes).findings == []  # type: ignore[arg-type]


@pytest.mark.parametrize("routes", [[], [COVERED], [OPEN], [COVERED, OPEN]])
def test_nothing_where_all_that_need_one_are_covered(routes: list[object]) -> None:
    assert judged(TEXT, classic(TEXT), QUIET, routes=routes).findings == []  # type: ignore[arg-type]


def test_paths_that_the_user_names_are_routes() -> None:
    (finding,) = judged(TEXT, classic(TEXT), Axes(("/other",), methods=("POST",), strangers=False)).findings
    assert finding.code == "CORS251"
