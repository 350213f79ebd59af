"""Which rules run: the more specific selector takes precedence, and of two alike the one that ignores."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck import rules
from corscheck.errors import UsageProblem
from corscheck.rules.registry import RULES, by_code, every_rule, find, matching, select
from corscheck.rules.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.rules.rule import Problem


PACKAGE = Path(rules.__file__).parent


def nothing(_subject: object) -> Iterator[Problem]:
    yield from ()


SOME = [
    Rule(code, name, "warning", "container", nothing)
    for code, name in [("CORS101", "one"), ("CORS102", "two"), ("CORS111", "three"), ("CORS201", "four")]
]
ALL = {"CORS101", "CORS102", "CORS111", "CORS201"}


def test_the_more_specific_selector_says_what_holds_for_a_rule() -> None:
    rule = find("CORS104")
    for names in (["ALL", "CORS1", rule.name], [rule.name, "CORS1", "ALL"], ["CORS10", "CORS104", "CORS"]):
        values = by_code({name: name for name in names})
        assert values["CORS104"] in (rule.name, "CORS104")
        assert values["CORS201"] == ("ALL" if "ALL" in names else "CORS")
    assert by_code({}) == {}
    with pytest.raises(UsageProblem, match="CORS999"):
        by_code({"CORS999": "x"})


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
    assert find("cors104") is find("preflight-path-without-slash") is find(" Preflight-Path-Without-Slash ")
    with pytest.raises(UsageProblem, match="unknown rule `CORS1O4`; did you mean `CORS104`"):
        find("CORS1O4")
    assert set(RULES) <= set(every_rule())


FOLDERS = {"0": "files", "1": "paths", "2": "live", "3": "origins", "4": "listen", "5": "security"}


@pytest.mark.parametrize("one", every_rule(), ids=lambda one: one.code)
def test_the_first_digit_of_a_code_is_the_folder(one: Rule) -> None:
    digit = one.code.removeprefix("CORS")[0]
    module = one.check.__module__.removeprefix("corscheck.rules.")
    if digit == "9":
        assert module == "suppressions"
    else:
        assert module.partition(".")[0] == FOLDERS[digit]
        assert not module.rpartition(".")[2].startswith("_")


def test_every_rule_module_is_registered() -> None:
    registered = {one.check.__module__ for one in every_rule()}
    folders = [PACKAGE / folder for folder in FOLDERS.values()]
    modules = {path for folder in folders for path in folder.glob("[!_]*.py")} | {PACKAGE / "suppressions.py"}
    assert registered == {
        ".".join(path.relative_to(PACKAGE.parent.parent).with_suffix("").parts) for path in modules
    }


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE))
)
def test_helpers_of_a_folder_are_its_own(path: Path) -> None:
    folder = path.parent.relative_to(PACKAGE.parent.parent)
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and "._" in node.module:
            assert node.module.partition("._")[0] in (".".join(folder.parts), "corscheck.rules"), node.module
