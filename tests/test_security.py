"""docs/security.md: every promise has tests, and they exist."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text()
ROWS = [
    line.strip("| ").split(" | ") for line in TEXT.splitlines() if "`tests/" in line and line.startswith("|")
]
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT)


def test_there_is_a_row_for_each_number() -> None:
    assert [int(row[0]) for row in ROWS if row[0].isdecimal()] == list(range(1, 13))


def test_each_promise_names_tests_that_exist() -> None:
    for row in ROWS:
        assert re.search(r"`tests/[\w/]+\.py::\w+`", row[-1])
    missing = [f"{path}::{name}" for path, name in NAMED if name not in functions(ROOT / path)]
    assert missing == []
    assert len(set(NAMED)) > 40


def functions(path: Path) -> set[str]:
    """The functions of a module."""
    if not path.exists():
        return set()
    return {node.name for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)}


def test_scripts_that_are_named_are_run() -> None:
    assert "`.ci/lowest`" in TEXT
    assert "\n.ci/lowest " in (ROOT / ".ci" / "run").read_text()
    assert os.access(ROOT / ".ci" / "lowest", os.X_OK)


def test_the_policy_says_how_to_report() -> None:
    policy = (ROOT / "SECURITY.md").read_text()
    assert "security/advisories/new" in policy
    assert "docs/security.md" in policy
