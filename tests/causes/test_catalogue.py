from __future__ import annotations

import re
from pathlib import Path

import corscheck.causes
from corscheck.causes.catalogue import BY_NAME, CAUSES


def test_names_are_unique_and_stable() -> None:
    assert len(BY_NAME) == len(CAUSES)
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)*", name) for name in BY_NAME)
    assert {"origin-not-listed", "redirect", "cached-copy"} <= BY_NAME.keys()


def test_every_cause_that_the_code_names_has_its_page() -> None:
    sources = [path.read_text() for path in Path(corscheck.causes.__path__[0]).glob("*.py")]
    named = {name for text in sources for name in re.findall(r'Evidence\(\s*"([a-z-]+)"', text)}
    assert len(named) > 15
    assert named <= BY_NAME.keys()


def test_a_page_has_all_parts() -> None:
    for cause in CAUSES:
        assert cause.summary.endswith(".")
        assert "\n" not in cause.summary
        assert cause.anchor.startswith("https://")
        assert "#" in cause.anchor
        assert re.findall(r"^## .*", cause.documentation, re.MULTILINE) == [
            "## How it shows",
            "## What to change",
            "## Standard",
        ]
