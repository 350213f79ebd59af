"""Which rules run: the more specific selector wins, and of two alike the one that ignores."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.errors import UsageProblem
from corscheck.rules.registry import RULES, every_rule, find, matching, select
from corscheck.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.rule import Problem


def nothing(_subject: object) -> Iterator[Problem]:
    yield from ()


SOME = [
    Rule(code, name, "warning", "container", nothing)
    for code, name in [("CORS101", "one"), ("CORS102", "two"), ("CORS111", "three"), ("CORS201", "four")]
]
ALL = {"CORS101", "CORS102", "CORS111", "CORS201"}


@pytest.mark.parametrize(
    ("selected", "extended", "ignored", "expected"),
    [
        (["ALL"], [], [], ALL),
        (["all"], [], [], ALL),
        (["CORS"], [], [], ALL),
        (["CORS1"], [], [], ALL - {"CORS201"}),
        (["cors10"], [], [], {"CORS101", "CORS102"}),
        (["CORS101"], [], [], {"CORS101"}),
        (["two"], [], [], {"CORS102"}),
        (["Two", "CORS2"], [], [], {"CORS102", "CORS201"}),
        ([" CORS101 "], [], [], {"CORS101"}),
        (["CORS2"], ["one"], [], {"CORS101", "CORS201"}),
        # ignored
        (["ALL"], [], ["CORS1"], {"CORS201"}),
        (["ALL"], [], ["ALL"], set()),
        (["CORS1"], [], ["CORS1"], set()),
        (["CORS1"], [], ["ALL"], ALL - {"CORS201"}),
        (["CORS10"], [], ["CORS1"], {"CORS101", "CORS102"}),
        (["CORS1"], [], ["CORS10"], {"CORS111"}),
        (["ALL", "one"], [], ["CORS1"], {"CORS101", "CORS201"}),
        (["one"], [], ["CORS101"], set()),
        (["ALL"], ["one"], ["CORS10"], {"CORS101", "CORS111", "CORS201"}),
    ],
)
def test_select(selected: list[str], extended: list[str], ignored: list[str], expected: set[str]) -> None:
    assert select(selected, extended, ignored, SOME) == expected


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("CORS999", ""),
        ("thre", ""),
        ("CORS1O1", "did you mean `CORS101`"),
        ("", ""),
        ("101", ""),
    ],
)
def test_unknown_selectors(selector: str, hint: str) -> None:
    with pytest.raises(UsageProblem, match="unknown rule selector") as problem:
        select([selector], rules=SOME)
    assert hint in str(problem.value)
    with pytest.raises(UsageProblem, match="unknown rule selector"):
        select(ignored=[selector], rules=SOME)


def test_matching() -> None:
    assert matching("CORS10", SOME) == {"CORS101", "CORS102"}


def test_find() -> None:
    assert find("cors104") is find("preflight-path-without-slash")
    with pytest.raises(UsageProblem, match="unknown rule `CORS1O4`; did you mean `CORS104`"):
        find("CORS1O4")
    assert set(RULES) <= set(every_rule())
