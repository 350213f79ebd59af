"""One configuration to findings: which rules look at what, where problems are placed, which fixes fit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.asab.build import containers
from corscheck.findings import Finding, Related
from corscheck.rules.files.catchall import CATCH_ALL
from corscheck.rules.files.format import UNDECODABLE, unrendered_template
from corscheck.rules.registry import RULES
from corscheck.rules.rule import Service
from corscheck.source import Source, Span, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from corscheck.asab.container import Configuration, Container
    from corscheck.rules.rule import Problem, Rule

SITE_FILES = (".json", ".yaml", ".yml")
"""What a file is called that ASAB loads through ZooKeeper only."""


# A file that has nothing of this is none of ASAB's web configurations, and whatever is wrong with it is
# not our business.
_CONCERNED = (
    r"(?im)^[^\w\[\r\n]*\[(?:[^\]\r\n]*[: \t])?[\"']?web(?![\w-])"
    r"|^[ \t]*[\"']?(?:cors|preflight)[\w \t-]*(?:[\"'][ \t]*)?[=:]"
    r"|[{,][ \t]*[\"'](?:cors|web)[\w:-]*[\"'][ \t]*:"
)

_REST = ", rest"
MOST = 1000
"""Problems that one rule reports of one subject; whoever mends so many sees the next ones after that."""


def lint_configuration(
    configuration: Configuration, sections: Sequence[str] = (), rules: Iterable[Rule] = RULES
) -> list[Finding]:
    """What the rules say about one configuration under its own profile: nothing silenced, in no order."""
    return list(examine(configuration, sections, by_subject(rules)))


def by_subject(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    """The rules by what they look at, those apart that only fill gaps: `configuration, rest`."""
    subjects = ("configuration", "service", "container", "suppression", "live")
    found: dict[str, list[Rule]] = {subject + rest: [] for subject in subjects for rest in ("", _REST)}
    for rule in rules:
        found[rule.subject + (_REST if rule.code in CATCH_ALL else "")].append(rule)
    return found


def examine(
    configuration: Configuration,
    sections: Sequence[str],
    rules: Mapping[str, list[Rule]],
    *,
    named: bool = False,
) -> Iterator[Finding]:
    """The findings of one configuration, placed and completed.

    Where it has nothing to do with the web there are none, except for what keeps ASAB from loading a file
    that was `named`: somebody takes it for a configuration.
    """
    webs = containers(configuration, sections)
    if (configuration.error and _is_inventory(configuration)) or not (webs or is_concerned(configuration)):
        if named and configuration.error:
            found = _examined(configuration, [], rules)
            yield from (finding for finding in found if finding.severity == "error")
        return
    yield from _examined(configuration, webs, rules)


def _examined(
    configuration: Configuration, webs: Sequence[Container], rules: Mapping[str, list[Rule]]
) -> Iterator[Finding]:
    main = Span(configuration.sources[0], 0, 0)
    found: list[Finding] = []
    _run(found, rules["service"], Service(configuration, webs), main)
    _run(found, rules["configuration"], configuration, main)
    if configuration.problems:
        _fill(found, rules["configuration" + _REST], configuration, main)
    for web in webs:
        header, likely = web.header or main, web.how == "custom"
        _run(found, rules["container"], web, header, likely=likely)
        if web.errors:
            _fill(found, rules["container" + _REST], web, header, likely=likely)
    templates = [finding.span for finding in found if finding.code == unrendered_template.code]
    if templates:
        found = [
            finding
            for finding in found
            if finding.code == unrendered_template.code
            or not any(place.contains(finding.span) for place in templates)
        ]
    if configuration.includes or configuration.problems:
        unreadable = _unreadable(configuration)
        found = [_completed(finding, configuration, unreadable) for finding in found]
    yield from found


def is_concerned(configuration: Configuration) -> bool:
    """Whether anything in the files, readable or not, has to do with the web."""
    for source in configuration.sources:
        text = source.text.replace("\0", "").replace("\r", "\n").lower()
        if any(word in text for word in ("web", "cors", "preflight")) and re.search(_CONCERNED, text):
            return True
    return False


def _is_inventory(configuration: Configuration) -> bool:
    """Whether it is a list of hosts for Ansible, where `[web]` is a group of them."""
    return any(name.endswith((":vars", ":children")) for name in configuration.names)


def _run(
    found: list[Finding], rules: Iterable[Rule], subject: object, header: Span, *, likely: bool = False
) -> None:
    """Add what the rules find in a subject."""
    when, holds = None, True
    for rule in rules:
        if rule.when is not when:  # rules that share a guard stand together
            when = rule.when
            holds = when is None or when(subject)
        if not holds:
            continue
        most = len(found) + MOST
        for problem in rule.check(subject):
            found.append(finding_of(rule, problem, header, likely=likely))
            if len(found) == most:
                break


def _fill(
    found: list[Finding], rules: Iterable[Rule], subject: object, header: Span, *, likely: bool = False
) -> None:
    """Add what the rules say of lines on which no other rule has found an error."""
    explained = {(one.span.source, one.span.line) for one in found if one.severity == "error"}
    rest: list[Finding] = []
    _run(rest, rules, subject, header, likely=likely)
    found += [one for one in rest if (one.span.source, one.span.line) not in explained]


def finding_of(rule: Rule, problem: Problem, header: Span, *, likely: bool = False) -> Finding:
    """The finding of a rule's problem; one without a place is put at `header`."""
    at = problem.at
    span = at.span if isinstance(at, Value) else at
    return Finding(
        rule.code,
        rule.name,
        problem.severity or rule.severity,
        problem.message,
        span or header,
        problem.help,
        problem.fix,
        problem.related,
        (),
        "likely" if likely else problem.confidence,
    )


def _unreadable(configuration: Configuration) -> set[Source]:
    """The files whose bytes are not the text that was linted."""
    problems = (one for one in configuration.problems if one.type == "UnicodeDecodeError")
    return {problem.span.source for problem in problems if problem.span}


def _completed(finding: Finding, configuration: Configuration, unreadable: set[Source]) -> Finding:
    """The finding with the file that includes the one it stands in, without a fix of what was not read."""
    span = finding.span
    edits = finding.fix.edits if finding.fix and finding.code not in UNDECODABLE else ()
    if any(edit.span.source in unreadable for edit in edits):
        finding = finding._replace(fix=None)
    place = _including(span.source, configuration)
    if place is None or any(related.span == place for related in finding.related):
        return finding
    return finding._replace(related=(*finding.related, Related(place, f"includes {span.source.path}")))


def _including(source: Source, configuration: Configuration) -> Span | None:
    if source is configuration.sources[0]:
        return None
    for include in configuration.includes:
        if source.path in include.paths:
            return include.pattern.span
    return None
