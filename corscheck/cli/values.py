"""The values that shells complete, besides the choices that are in the type of an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.profiles import DEFAULT_VERSION, changed_versions
from corscheck.causes.catalogue import CAUSES
from corscheck.cli.why_reports import FORMATS as VERDICT_FORMATS
from corscheck.records import NamedTuple
from corscheck.report import FILE_FORMATS
from corscheck.rules.registry import every_rule

if TYPE_CHECKING:
    from collections.abc import Iterable

Values = list[tuple[str, str]]
"""Values, each with a sentence about it, which may be empty."""


class Completion(NamedTuple):
    """What can stand for the value of an option; with `several`, also some of them, separated by commas."""

    values: Values
    several: bool = False


def _rules() -> Values:
    rules = every_rule()
    codes = [(rule.code, rule.summary) for rule in rules]
    names = [(rule.name, f"{rule.code}: {rule.summary}") for rule in rules]
    return [*codes, *names]


def _versions() -> Values:
    newest = (DEFAULT_VERSION, "the newest release on PyPI")
    return [newest, *((version, "") for version in reversed(changed_versions()))]


def _reports(formats: Iterable[str]) -> Values:
    return [(f"{name}:", "") for name in formats]


VALUES: dict[str, Completion] = {
    "rules": Completion([("ALL", "all rules"), *_rules()], several=True),
    "pages": Completion([*_rules(), *((cause.name, cause.summary) for cause in CAUSES)]),
    "versions": Completion(_versions(), several=True),
    "reports": Completion(_reports(FILE_FORMATS)),
    "verdicts": Completion(_reports(VERDICT_FORMATS)),
}
"""By the name that an `Option` or an `Argument` has for them."""
