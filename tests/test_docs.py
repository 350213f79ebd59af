"""The documentation says what the code does."""

from __future__ import annotations

import runpy
from pathlib import Path

from corscheck.rules import every_rule

ROOT = Path(__file__).parents[1]
GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))


def test_the_rules_pages_are_current() -> None:
    stale = GENERATE["stale"]()
    assert not stale, "run `python docs/generate.py`"


def test_every_rule_is_in_a_family_of_the_index() -> None:
    index = GENERATE["pages"]()["README.md"]
    assert [rule.code for rule in every_rule() if f"[{rule.code}]" not in index] == []
