"""One configuration → findings: runs the rules on what they examine, places their problems, filters fixes."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from corscheck.asab.diagnosis import LIMIT
from corscheck.findings import Finding, Related
from corscheck.rules._templates import is_template_file
from corscheck.rules.files.catchall import CATCH_ALL
from corscheck.rules.files.format import UNDECODABLE
from corscheck.rules.files.includes import ABOUT_OPEN_INCLUDES, has_open_include
from corscheck.rules.files.missing_section import meant_sections
from corscheck.rules.files.templates import unrendered_template, without_templates
from corscheck.rules.rule import Service
from corscheck.source import Source, Span, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from typing import Any

    from corscheck.asab.container import Configuration, Container
    from corscheck.rules.rule import Problem, Rule

    Guarded = dict[Callable[[Any], bool] | None, list[Rule]]  # guard → the rules that share it

SITE_FILES = (".json", ".yaml", ".yml")
"""Suffixes of files that ASAB loads from ZooKeeper only."""

FROM_ZOOKEEPER = "ASAB reads JSON and YAML from ZooKeeper only"
"""What reports call such a file, whichever command reads it."""


# A file without any of these is not a web configuration of ASAB, and nothing is reported for it.
_CONCERNED = (
    r"(?im)^[^\w\[\r\n]*\[(?:[^\]\r\n]*[: \t])?[\"']?web(?![\w-])"
    r"|^[ \t]*[\"']?(?:cors|preflight)[\w \t-]*(?:[\"'][ \t]*)?[=:]"
    r"|[{,][ \t]*[\"']?(?:cors|web)[\w:-]*[\"']?[ \t]*:"
)

_REST = ", rest"
MOST = 1000
"""Problems that one rule reports of one subject at most; others follow after these are corrected."""


def by_subject(rules: Iterable[Rule]) -> dict[str, Guarded]:
    """The rules by what they examine and by their guards.

    Those of `CATCH_ALL` have keys of their own: `configuration, rest`.
    """
    subjects = ("configuration", "service", "container", "suppression", "live")
    found: dict[str, Guarded] = {subject + rest: {} for subject in subjects for rest in ("", _REST)}
    for rule in rules:
        guarded = found[rule.subject + (_REST if rule.code in CATCH_ALL else "")]
        guarded.setdefault(rule.when, []).append(rule)
    return found


def examine(
    configuration: Configuration,
    webs: Sequence[Container],
    rules: Mapping[str, Guarded],
    sections: Sequence[str] = (),
    *,
    named: bool = False,
) -> Iterator[Finding]:
    """The findings of one configuration with its web containers, each with its place and the including file.

    `sections` are those of containers that the user named.

    A configuration that does not concern the web container or CORS has none, with two exceptions. If the user
    `named` it, the errors that keep ASAB from loading it are reported. And if it includes what was not read,
    the web container may be in there: what is wrong with the includes is reported, of less severity.
    """
    inventory = configuration.error and _is_inventory(configuration)
    if not inventory and (webs or is_concerned(configuration)):
        yield from _examined(configuration, webs, rules, sections)
        return
    opened = not inventory and has_open_include(configuration)
    if opened or (named and configuration.error):
        for finding in _examined(configuration, [], rules):
            if finding.severity == "error":
                yield finding
            elif opened and finding.code in ABOUT_OPEN_INCLUDES:
                yield finding._replace(severity="info")


def _examined(
    configuration: Configuration,
    webs: Sequence[Container],
    rules: Mapping[str, Guarded],
    asked: Sequence[str] = (),
) -> Iterator[Finding]:

    def main() -> Span:
        return Span(configuration.sources[0], 0, 0)

    found: list[Finding] = []
    _run(found, rules["service"], Service(configuration, webs, asked), main)
    _run(found, rules["configuration"], configuration, main)
    if configuration.problems:
        _fill(found, rules["configuration" + _REST], configuration, main)
    # A file of others is followed for what it says about the web; what ends ASAB is reported all the same.
    found = [finding for finding in found if finding.span.source.quotable or finding.severity == "error"]
    for web in webs:
        header, likely = partial(_header, web), web.how == "custom"
        _run(found, rules["container"], web, header, likely=likely)
        if web.errors:
            _fill(found, rules["container" + _REST], web, header, likely=likely)
    found = without_templates(found, webs)
    if any(map(is_template_file, configuration.problems)):  # nothing in it could be read
        found = [finding for finding in found if finding.code == unrendered_template.code]
    if configuration.includes or configuration.problems:
        unreadable = _unreadable(configuration)
        found = [_completed(finding, configuration, unreadable) for finding in found]
    yield from found


def is_concerned(configuration: Configuration) -> bool:
    """Whether anything in the files, readable or not, concerns the web container or CORS.

    A configuration that was not read to its end may concern it.
    """
    if any(problem.type == LIMIT for problem in configuration.problems):
        return True
    for source in configuration.sources:
        text = source.text.replace("\0", "").replace("\r", "\n").lower()
        if any(word in text for word in ("web", "cors", "preflight")) and re.search(_CONCERNED, text):
            return True
    return bool(meant_sections(configuration))


def _is_inventory(configuration: Configuration) -> bool:
    """Whether it is an inventory of Ansible, where `[web]` is a group of hosts."""
    return any(name.endswith((":vars", ":children")) for name in configuration.names)


def _header(web: Container) -> Span:
    """Where the container's section begins, or the file, if no file has the section."""
    return web.header or Span(web.configuration.sources[0], 0, 0)


def _run(
    found: list[Finding],
    guarded: Guarded,
    subject: object,
    header: Callable[[], Span],
    *,
    likely: bool = False,
) -> None:
    """Add what the rules find in a subject, at most `MOST` problems per rule."""
    for when, rules in guarded.items():
        if when is None or when(subject):
            for rule in rules:
                left = MOST
                for problem in rule.check(subject):
                    found.append(finding_of(rule, problem, header, likely=likely))
                    left -= 1
                    if not left:
                        break


def _fill(
    found: list[Finding],
    guarded: Guarded,
    subject: object,
    header: Callable[[], Span],
    *,
    likely: bool = False,
) -> None:
    """Add what the rules find on lines on which no other rule has found an error."""
    explained = {(one.span.source, one.span.line) for one in found if one.severity == "error"}
    rest: list[Finding] = []
    _run(rest, guarded, subject, header, likely=likely)
    found += [one for one in rest if (one.span.source, one.span.line) not in explained]


def finding_of(rule: Rule, problem: Problem, header: Callable[[], Span], *, likely: bool = False) -> Finding:
    """The finding for a rule's problem; one without a place gets the place that `header` returns."""
    at = problem.at
    span = at.span if isinstance(at, Value) else at
    return Finding(
        rule.code,
        rule.name,
        problem.severity or rule.severity,
        problem.message,
        span or header(),
        problem.help,
        problem.fix,
        problem.related,
        (),
        "likely" if likely else problem.confidence,
    )


def _unreadable(configuration: Configuration) -> set[Source]:
    """The files that are not UTF-8, so that a fix would not write back the same bytes."""
    problems = (one for one in configuration.problems if one.type == "UnicodeDecodeError")
    return {problem.span.source for problem in problems if problem.span}


def _completed(finding: Finding, configuration: Configuration, unreadable: set[Source]) -> Finding:
    """The finding with the include of its file, and without a fix in a file that is not UTF-8."""
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
