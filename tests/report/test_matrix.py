"""The matrix fits, loses nothing, and means what its cells say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.report import Context
from corscheck.report.columns import width
from corscheck.report.matrix import matrix
from tests.support.reports import check

if TYPE_CHECKING:
    from corscheck.run_report import Check

CONTEXT = Context()


def grid(origins: int, paths: int, outcome: str = "passed") -> list[Check]:
    return [
        check(f"https://{'sub.' * 9}app{o}.example.com", method, f"/api/v1/thing/{p}", outcome, None)
        for p in range(paths)
        for method in ("GET", "PUT")
        for o in range(origins)
    ]


@pytest.mark.parametrize("columns", [None, 40, 120])
@pytest.mark.parametrize("origins", [1, 3, 40])
def test_fits(origins: int, columns: int | None) -> None:
    lines = matrix(grid(origins, 7), CONTEXT._replace(width=columns))
    names = [line for line in lines if "https://" in line]  # which are never broken
    assert len(names) == origins
    assert max(width(line) for line in lines if line not in names) <= (columns or 80)
    assert sum(line.count("✓") for line in lines[:-1]) == origins * 7


def test_methods_that_go_alike_share_a_row_and_others_do_not() -> None:
    checks = [
        check("https://a.example", method, "/x", outcome, None)
        for method, outcome in [("GET", "passed"), ("PUT", "failed"), ("POST", "passed")]
    ]
    assert matrix(checks, CONTEXT) == [
        "Checks, from pages of these origins:",
        "A  https://a.example",
        "",
        "             A",
        "/x  GET POST ✓",
        "    PUT      ✗",
        "",
        "✓ as promised  ✗ not as promised",
    ]


def test_the_worst_outcome_of_a_cell_counts() -> None:
    checks = [check("https://a.example", "GET", "/x", outcome, None) for outcome in ("passed", "failed")]
    assert any(line.endswith("✗") for line in matrix(checks, CONTEXT))
    assert not any(line.endswith("✓") for line in matrix(checks, CONTEXT))


def test_credentials_make_columns_of_their_own() -> None:
    both = [
        one._replace(axes=(*one.axes[:3], ("credentials", mode)))
        for one in grid(1, 1)
        for mode in ("omit", "include")
    ]
    assert [line[-7:] for line in matrix(both, CONTEXT)[1:3]] == ["m, omit", "include"]


def test_other_axes_that_vary_head_parts() -> None:
    checks = [
        one._replace(axes=(*one.axes, ("section", name))) for one in grid(1, 1) for name in ("web", "b")
    ]
    lines = matrix(checks, CONTEXT)
    assert "section web" in lines
    assert "section b" in lines


def test_only_rows_with_something_to_see_when_there_are_many() -> None:
    many = [*grid(2, 100), check("https://sub.example", "GET", "/broken", "failed", None)]
    lines = matrix(many, CONTEXT)
    assert "and 100 more rows in which every check passed" in lines
    assert any(line.startswith("/broken") for line in lines)
    assert len(lines) < 20


def test_long_and_hostile_paths() -> None:
    lines = matrix([check("nu\x1bll", "G\nET", "/" + "日" * 200 + "\x1b", "passed", None)], CONTEXT)
    assert all(line.isprintable() for line in lines)
    assert max(map(width, lines)) <= 80


def test_plain_characters_where_the_output_needs_them() -> None:
    lines = matrix(grid(2, 2, "skipped"), CONTEXT._replace(unicode=False))
    assert "\n".join(lines).isascii()
