"""Every rule, in the order of the codes; found by code or by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem
from corscheck.rules import (
    braces,
    catchall,
    duplicates,
    files,
    includes,
    listen,
    meaning,
    networks,
    numbers,
    options,
    origin_kinds,
    origins,
    own,
    pathlist,
    pathreach,
    paths,
    pathsyntax,
    placement,
    policy,
    precedence,
    references,
    sections,
    security,
    sockets,
    tls,
    versions,
    wildcards,
)
from corscheck.rules.nearest import nearest

if TYPE_CHECKING:
    from corscheck.rules.rule import Rule

RULES: tuple[Rule, ...] = (
    *files.RULES,
    *duplicates.RULES,
    *catchall.RULES,
    *sections.RULES,
    *placement.RULES,
    *options.RULES,
    *references.RULES,
    *includes.RULES,
    *precedence.RULES,
    *paths.RULES,
    *pathsyntax.RULES,
    *pathlist.RULES,
    *wildcards.RULES,
    *braces.RULES,
    *pathreach.RULES,
    *meaning.RULES,
    *origins.RULES,
    *origin_kinds.RULES,
    *listen.RULES,
    *sockets.RULES,
    *numbers.RULES,
    *tls.RULES,
    *security.RULES,
    *networks.RULES,
    *versions.RULES,
    *policy.RULES,
    *own.RULES,
)
"""The rules about files. A family is a module that ends with its own tuple; a new rule is named there."""


def every_rule() -> tuple[Rule, ...]:
    """All rules in the order of the codes, those about live servers too."""
    from corscheck.rules import live  # noqa: PLC0415  # 8 ms that linting does without

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
    near = nearest(code_or_name, [name for rule in every_rule() for name in (rule.code, rule.name)])
    hint = f"; did you mean `{near}`?" if near else "; `corscheck rule` lists all"
    raise UsageProblem(f"unknown rule `{code_or_name}`{hint}")
