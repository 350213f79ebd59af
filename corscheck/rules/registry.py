"""All rules in the order of their codes; finding one by code or name, selecting some by prefixes, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from corscheck.errors import UsageProblem
from corscheck.rules.files.catchall import RULES as FILES_CATCHALL
from corscheck.rules.files.duplicates import RULES as FILES_DUPLICATES
from corscheck.rules.files.format import RULES as FILES_FORMAT
from corscheck.rules.files.include_lists import RULES as FILES_INCLUDE_LISTS
from corscheck.rules.files.include_order import RULES as FILES_INCLUDE_ORDER
from corscheck.rules.files.includes import RULES as FILES_INCLUDES
from corscheck.rules.files.limits import RULES as FILES_LIMITS
from corscheck.rules.files.misplaced import RULES as FILES_MISPLACED
from corscheck.rules.files.missing_section import RULES as FILES_MISSING_SECTION
from corscheck.rules.files.options import RULES as FILES_OPTIONS
from corscheck.rules.files.references import RULES as FILES_REFERENCES
from corscheck.rules.files.sections import RULES as FILES_SECTIONS
from corscheck.rules.files.templates import RULES as FILES_TEMPLATES
from corscheck.rules.listen.lines import RULES as LISTEN_LINES
from corscheck.rules.listen.other_options import RULES as LISTEN_OTHER_OPTIONS
from corscheck.rules.listen.sockets import RULES as LISTEN_SOCKETS
from corscheck.rules.listen.tls import RULES as LISTEN_TLS
from corscheck.rules.origins.kinds import RULES as ORIGINS_KINDS
from corscheck.rules.origins.spelling import RULES as ORIGINS_SPELLING
from corscheck.rules.origins.value import RULES as ORIGINS_VALUE
from corscheck.rules.paths.braces import RULES as PATHS_BRACES
from corscheck.rules.paths.list import RULES as PATHS_LIST
from corscheck.rules.paths.pairing import RULES as PATHS_PAIRING
from corscheck.rules.paths.reach import RULES as PATHS_REACH
from corscheck.rules.paths.syntax import RULES as PATHS_SYNTAX
from corscheck.rules.paths.wildcards import RULES as PATHS_WILDCARDS
from corscheck.rules.security.cors_options import RULES as SECURITY_CORS_OPTIONS
from corscheck.rules.security.networks import RULES as SECURITY_NETWORKS
from corscheck.rules.security.versions import RULES as SECURITY_VERSIONS
from corscheck.rules.security.wildcard import RULES as SECURITY_WILDCARD
from corscheck.rules.suppressions import RULES as SUPPRESSIONS
from corscheck.suggest import closest_rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corscheck.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *FILES_FORMAT,
    *FILES_TEMPLATES,
    *FILES_DUPLICATES,
    *FILES_CATCHALL,
    *FILES_LIMITS,
    *FILES_SECTIONS,
    *FILES_MISSING_SECTION,
    *FILES_MISPLACED,
    *FILES_OPTIONS,
    *FILES_REFERENCES,
    *FILES_INCLUDE_LISTS,
    *FILES_INCLUDES,
    *FILES_INCLUDE_ORDER,
    *PATHS_PAIRING,
    *PATHS_SYNTAX,
    *PATHS_LIST,
    *PATHS_WILDCARDS,
    *PATHS_BRACES,
    *PATHS_REACH,
    *ORIGINS_VALUE,
    *ORIGINS_SPELLING,
    *ORIGINS_KINDS,
    *LISTEN_LINES,
    *LISTEN_SOCKETS,
    *LISTEN_OTHER_OPTIONS,
    *LISTEN_TLS,
    *SECURITY_WILDCARD,
    *SECURITY_NETWORKS,
    *SECURITY_VERSIONS,
    *SECURITY_CORS_OPTIONS,
    *SUPPRESSIONS,
)
"""The rules that `lint` runs. A new rule is added to the tuple `RULES` of its module."""

T = TypeVar("T")

_EXACT = 100  # more specific than any prefix


def every_rule() -> tuple[Rule, ...]:
    """All rules in the order of their codes, including those about live servers."""
    from corscheck.rules import live  # noqa: PLC0415  # takes 8 ms, and linting does not need them

    return tuple(sorted((*RULES, *live.RULES), key=lambda rule: rule.code))


def find(code_or_name: str) -> Rule:
    """The rule with that code or name, in any letter case.

    Raises:
        UsageProblem: There is none; the text names the closest one.
    """
    wanted = code_or_name.strip().lower()
    for rule in every_rule():
        if wanted in (rule.code.lower(), rule.name):
            return rule
    near = closest_rule(code_or_name, [name for rule in every_rule() for name in (rule.code, rule.name)])
    hint = f"; did you mean `{near}`?" if near else "; `corscheck rule` lists all"
    raise UsageProblem(f"unknown rule `{code_or_name}`{hint}")


def search(text: str) -> tuple[Rule, ...]:
    """The rule with that code or name, else those whose codes begin with it or whose names have its words.

    Where there are none, those whose summaries have the words.
    """
    rules = every_rule()
    wanted = text.strip().lower()
    words = wanted.split()
    exact = tuple(rule for rule in rules if wanted in (rule.code.lower(), rule.name))
    if exact or not words:
        return exact
    found = tuple(
        rule
        for rule in rules
        if (wanted.startswith("cors") and rule.code.lower().startswith(wanted))
        or all(word in rule.name for word in words)
    )
    return found or tuple(rule for rule in rules if all(word in rule.summary.lower() for word in words))


def select(
    selected: Sequence[str] = ("ALL",),
    extended: Sequence[str] = (),
    ignored: Sequence[str] = (),
    rules: Sequence[Rule] = RULES,
) -> frozenset[str]:
    """The codes of the rules to run.

    For each rule the more specific selector decides (a code or name over a prefix, a longer prefix over
    a shorter one, anything over `ALL`); of two that are equally specific the ignoring one. Existing rules
    that are not among `rules` may be named, too, such as live ones while linting.

    Raises:
        UsageProblem: A selector matches no rule; the text names the closest one.
    """
    wanted = _specificities([*selected, *extended], rules)
    unwanted = _specificities(ignored, rules)
    return frozenset(code for code, how in wanted.items() if how > unwanted.get(code, -1))


def matching(selector: str, rules: Sequence[Rule] | None = None) -> frozenset[str]:
    """The codes of the rules that a selector matches.

    Raises:
        UsageProblem: It matches none.
    """
    return frozenset(_specificities([selector], every_rule() if rules is None else rules))


def by_code(selected: Mapping[str, T]) -> dict[str, T]:
    """Selector → value as code → value; the more specific selector takes precedence, as in `select`.

    Raises:
        UsageProblem: A selector matches no rule.
    """
    rules = every_rule() if selected else ()
    found: dict[str, tuple[int, T]] = {}
    for selector, value in selected.items():
        for code, how in _specificities([selector], rules).items():
            if code not in found or how >= found[code][0]:
                found[code] = how, value
    return {code: value for code, (_, value) in found.items()}


def _specificities(selectors: Iterable[str], rules: Sequence[Rule]) -> dict[str, int]:
    """For each code that a selector matches, how specific the most specific such selector is."""
    found: dict[str, int] = {}
    for selector in selectors:
        fitting = {
            rule.code: how for rule in rules if (how := _specificity(selector.strip(), rule)) is not None
        }
        if not fitting and not any(_specificity(selector.strip(), rule) is not None for rule in every_rule()):
            raise _unknown(selector, every_rule())
        for code, how in fitting.items():
            found[code] = max(how, found.get(code, -1))
    return found


def _specificity(selector: str, rule: Rule) -> int | None:
    """How specific a selector is for a rule; None where it does not match."""
    upper = selector.upper()
    if upper == "ALL":
        return 0
    if upper == rule.code or selector.lower() == rule.name:
        return _EXACT
    return len(upper) if upper.startswith("CORS") and rule.code.startswith(upper) else None


def _unknown(selector: str, rules: Sequence[Rule]) -> UsageProblem:
    near = closest_rule(selector, ["ALL", *(name for rule in rules for name in (rule.code, rule.name))])
    hint = f"; did you mean `{near}`?" if near else "; `corscheck rule` lists all"
    return UsageProblem(f"unknown rule selector `{selector}`{hint}")
