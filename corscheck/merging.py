"""Merging what was found in several configurations and for several versions, and applying suppressions."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from corscheck.examine import FROM_ZOOKEEPER, MOST, SITE_FILES, finding_of
from corscheck.findings import SEVERITIES, Finding, Suppressed, sort_findings
from corscheck.records import NamedTuple
from corscheck.rules.registry import RULES, every_rule
from corscheck.rules.security.wildcard import fixed_preflight_answer, wildcard_origin
from corscheck.run_report import Report
from corscheck.source import Source, Span
from corscheck.suppressions import MARK, suppress
from corscheck.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from corscheck.asab.container import Files
    from corscheck.roots import LintOptions, Root


class Linted(NamedTuple):
    """The results of linting."""

    findings: list[Finding]
    suppressed: list[Suppressed]
    files: tuple[str, ...]  # all that were read, included ones too
    secrets: tuple[str, ...] = ()  # texts that no report shows
    reach: Mapping[str, frozenset[str]] = {}  # absolute path of each configuration → those that it includes

    @property
    def report(self) -> Report:
        """The results as a report."""
        suppressed = tuple(self.suppressed)
        sites = sum(path.lower().endswith(SITE_FILES) for path in self.files)
        return Report(
            tuple(self.findings),
            self.files,
            suppressed=suppressed,
            secrets=self.secrets,
            notes=(f"{FROM_ZOOKEEPER}: {plural(sites, 'file')} linted as such a node, or as an INI file",)
            if sites
            else (),
        )


REPEATED = {fixed_preflight_answer.code: wildcard_origin.code}
"""Rules whose findings are left out where another rule reports the same place, and the same in its help."""


def _without_repeated(findings: Iterable[Finding], reported: Iterable[Finding]) -> list[Finding]:
    codes = frozenset(REPEATED.values())
    places = {(finding.code, finding.span) for finding in reported if finding.code in codes}
    return [one for one in findings if (REPEATED.get(one.code), one.span) not in places]


class Merger:
    """Merges the findings of several configurations and versions, and applies suppressions."""

    def __init__(self, options: LintOptions) -> None:
        self._options = options
        self._found: dict[tuple[str, str, int, int, str], tuple[Finding, list[str]]] = {}
        self._sources: dict[str, Source] = {}
        self._secrets: dict[str, None] = {}
        self._reach: dict[str, set[str]] = {}
        self._first: dict[tuple[str, str, int, int], str] = {}  # code and place → the first configuration

    def add(self, root: Root, version: str) -> None:
        """Add the findings of one configuration, linted for that version."""
        for source in root.sources:
            self._sources.setdefault(source.path, source)
        self._secrets |= dict.fromkeys(root.secrets)
        if root.reach:
            self._reach.setdefault(root.path, set()).update(source.path for source in root.reach)
        for finding in root.findings:
            self._add(finding, version, root.path)

    def finish(self, files: Files) -> Linted:
        """The findings without those that comments suppress or options switch off."""
        every = list(self._options.versions)
        found = [
            finding if versions == every else finding._replace(versions=tuple(versions))
            for finding, versions in self._found.values()
        ]
        findings: list[Finding] = []
        suppressed: list[Suppressed] = []
        marked = [source for source in self._sources.values() if MARK in source.text]
        if marked:
            found = self._apply_suppressions(found, marked, suppressed)
        for finding in found:
            if self._options.wants(finding):
                severity = self._options.severities.get(finding.code)
                findings.append(finding._replace(severity=severity) if severity else finding)
        findings = _without_repeated(findings, [*findings, *(one.finding for one in suppressed)])
        reach = {
            files.absolute(path): frozenset(map(files.absolute, reached - {path}))
            for path, reached in self._reach.items()
        }
        return Linted(sort_findings(findings), suppressed, tuple(self._sources), tuple(self._secrets), reach)

    def _add(self, finding: Finding, version: str, path: str) -> None:
        """Add a finding of the configuration `path`, unless another one has it, in whatever words."""
        span = finding.span
        place = (finding.code, span.source.path, span.start, span.end)
        key = (*place, finding.message)
        known = self._found.get(key)
        if known is None:
            if self._first.setdefault(place, path) == path or finding.severity == "error":
                self._found[key] = finding, [version]
            return
        first, versions = known
        if (
            first.fix and finding.fix and not finding.fix.is_safe
        ):  # it is safe where it is safe in all of them
            first = first._replace(fix=first.fix._replace(applicability="unsafe"))
            self._found[key] = first, versions
        if version not in versions:
            versions.append(version)
        if SEVERITIES.index(finding.severity) < SEVERITIES.index(first.severity):
            self._found[key] = finding, versions  # the highest severity in any version

    def _apply_suppressions(
        self, found: list[Finding], marked: list[Source], suppressed: list[Suppressed]
    ) -> list[Finding]:
        # Codes of live rules are valid here even though `lint` never runs them, so they are not unknown.
        codes = {name.lower(): rule.code for rule in every_rule() for name in (rule.code, rule.name)}
        enabled = self._options.enabled
        ran = frozenset(rule.code for rule in RULES if enabled is None or rule.code in enabled)
        kept, taken, read = suppress(found, marked, codes, ran)
        suppressed += [one for one in taken if self._options.wants(one.finding)]
        for comments in read:
            place = partial(Span, comments.source, 0, 0)
            for rule in RULES:
                if rule.subject == "suppression":
                    problems = islice(rule.check(comments), MOST)
                    kept += [finding_of(rule, problem, place) for problem in problems]
        return kept


def not_included(roots: list[Root], files: Files) -> list[Root]:
    """The configurations that no other one includes; of several that include each other, the first one."""
    if not any(root.reach for root in roots):
        return roots
    names = {id(root): files.absolute(root.path) for root in roots}
    reach = {id(root): {files.absolute(source.path) for source in root.reach} for root in roots}
    including: dict[str, list[Root]] = {}
    for root in roots:
        for path in reach[id(root)] - {names[id(root)]}:
            including.setdefault(path, []).append(root)
    kept: list[Root] = []
    for root in roots:
        others = including.get(names[id(root)], [])
        mutual = [other for other in others if names[id(other)] in reach[id(root)]]
        if len(others) == len(mutual) and not any(other in kept for other in mutual):
            kept.append(root)
    return kept
