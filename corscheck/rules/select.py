"""Which rules run: codes, prefixes of codes, names and `ALL`, selected and ignored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem
from corscheck.rules import RULES, every_rule
from corscheck.rules.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.rules.rule import Rule

_EXACT = 100  # more specific than any prefix


def select(
    selected: Sequence[str] = ("ALL",),
    extended: Sequence[str] = (),
    ignored: Sequence[str] = (),
    rules: Sequence[Rule] = RULES,
) -> frozenset[str]:
    """The codes of the rules to run.

    For each rule the more specific selector wins (a code or name over a prefix, a longer prefix over
    a shorter one, anything over `ALL`); of two that are equally specific the ignoring one. Rules that
    exist and are not among `rules` may be named, too: linting knows no live ones.

    Raises:
        UsageProblem: A selector fits no rule; the text names the closest one.
    """
    wanted = _specificities([*selected, *extended], rules)
    unwanted = _specificities(ignored, rules)
    return frozenset(code for code, how in wanted.items() if how > unwanted.get(code, -1))


def matching(selector: str, rules: Sequence[Rule] | None = None) -> frozenset[str]:
    """The codes of the rules a selector stands for.

    Raises:
        UsageProblem: It stands for none.
    """
    return frozenset(_specificities([selector], every_rule() if rules is None else rules))


def _specificities(selectors: Iterable[str], rules: Sequence[Rule]) -> dict[str, int]:
    """Code → how specifically the selectors name it, for the codes they name."""
    found: dict[str, int] = {}
    for selector in selectors:
        fitting = {rule.code: how for rule in rules if (how := _fits(selector.strip(), rule)) is not None}
        if not fitting and not any(_fits(selector.strip(), rule) is not None for rule in every_rule()):
            raise _unknown(selector, every_rule())
        for code, how in fitting.items():
            found[code] = max(how, found.get(code, -1))
    return found


def _fits(selector: str, rule: Rule) -> int | None:
    """How specifically a selector names a rule; None where it does not."""
    upper = selector.upper()
    if upper == "ALL":
        return 0
    if upper == rule.code or selector.lower() == rule.name:
        return _EXACT
    return len(upper) if upper.startswith("CORS") and rule.code.startswith(upper) else None


def _unknown(selector: str, rules: Sequence[Rule]) -> UsageProblem:
    near = nearest(selector, ["ALL", *(name for rule in rules for name in (rule.code, rule.name))])
    hint = f"; did you mean `{near}`?" if near else "; `corscheck rule` lists all"
    return UsageProblem(f"unknown rule selector `{selector}`{hint}")
