"""Each live rule's documentation is correct: its bad server leads to the finding, its good one to none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_VERSION
from corscheck.fixes import apply_fixes
from corscheck.rules.live import RULES
from corscheck.rules.registry import every_rule
from tests.support.live import example, found_by_example

if TYPE_CHECKING:
    from corscheck.rules.rule import Rule


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_bad_server_leads_to_the_rule_and_the_good_one_to_nothing(rule: Rule) -> None:
    assert rule.examples
    for one in rule.examples:
        version = one.version or DEFAULT_VERSION
        (found,) = found_by_example(one.bad, one.options, version)
        assert found.code == rule.code
        assert one.good is not None
        assert found_by_example(one.good, one.good_options, version) == []
        if found.fix:
            assert apply_fixes(found.span.source, [found.fix])[0] == example(one.good)[0]


def test_codes_and_names_are_unique_among_all_rules() -> None:
    rules = every_rule()
    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules)
    assert [rule.code for rule in rules] == sorted(rule.code for rule in rules)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_each_rule_says_what_and_why(rule: Rule) -> None:
    assert rule.subject == "live"
    assert rule.code.startswith("CORS2")
    assert rule.summary.endswith(".")
    assert "## Why is this bad?" in rule.explanation
