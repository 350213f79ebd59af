"""Files → findings: load each configuration as ASAB does, run the rules, merge, suppress and sort."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.asab.profiles import DEFAULT_VERSION, profile_for
from corscheck.examine import FROM_ZOOKEEPER, MOST, SITE_FILES, by_subject, examine, finding_of
from corscheck.findings import SEVERITIES, Finding, Suppressed, sort_findings
from corscheck.limits import Budget
from corscheck.records import NamedTuple
from corscheck.rules.files.includes import include_without_match
from corscheck.rules.registry import RULES, every_rule
from corscheck.rules.security.wildcard import fixed_preflight_answer, wildcard_origin
from corscheck.run_report import Report
from corscheck.source import Source, Span
from corscheck.suppressions import MARK, suppress
from corscheck.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from corscheck.asab.container import Configuration, Files
    from corscheck.asab.profiles import Profile
    from corscheck.findings import Severity

_OF_OTHER_FILES = frozenset({include_without_match.code})


class LintOptions(NamedTuple):
    """How to lint."""

    versions: tuple[str, ...] = (DEFAULT_VERSION,)
    sections: tuple[str, ...] = ()  # web containers in addition to those found automatically
    enabled: frozenset[str] | None = None  # codes of the rules to run; None: all
    severities: Mapping[str, Severity] = {}  # by code, instead of the rule's own
    disabled_in: Callable[[str], frozenset[str]] | None = None  # path → codes that are off in that file
    named: Collection[str] = ()  # paths that the user named: a finding is reported if ASAB cannot load them
    mains: Collection[str] = ()  # paths that ASAB is started with, which cannot be JSON or YAML
    parts: Collection[str] = ()  # absolute paths that configurations linted elsewhere include


PLAIN = LintOptions()
"""All rules, for the default version."""


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


def lint_files(
    paths: Iterable[str], files: Files, environ: Mapping[str, str], options: LintOptions = PLAIN
) -> Linted:
    """Lint configuration files with everything they include.

    A file that another one of `paths` includes is linted as a part of that one only, and one of
    `options.parts` not by itself. A finding of several versions, or of several configurations that share a
    file, is reported once.

    Raises:
        ValueError: One of `options.versions` is not a version.
    """
    merger = _Merger(options)
    budget = Budget()
    named = frozenset(map(files.absolute, options.named))
    by_place: dict[str, str] = {}
    for path in paths:
        by_place.setdefault(files.absolute(path), path)
    for version in options.versions:
        profile = profile_for(version)
        roots: list[_Root] = []
        reached: set[str] = set()
        for place, path in by_place.items():
            # An earlier file that includes this one was linted with it. Without this check, files that all
            # include each other would take quadratic time.
            if place not in reached and place not in options.parts:
                loaded = _loaded(path, files, environ, profile, budget, options)
                wanted = path in options.mains or (
                    bool(named)
                    and any(files.absolute(source.path) in named for one in loaded for source in one.sources)
                )
                found = merger.examine(loaded, named=wanted)
                roots += found
                reached.update(files.absolute(source.path) for one in found for source in one.reach)
        for root in _not_included(roots, files):
            merger.add(root, version)
    return merger.finish(files)


def includes(
    path: str,
    places: Collection[str],
    files: Files,
    environ: Mapping[str, str],
    versions: Iterable[str] = PLAIN.versions,
) -> bool:
    """Whether a configuration includes a file at one of these absolute paths, for one of the versions.

    Raises:
        ValueError: One of `versions` is not a version.
    """
    return any(
        files.absolute(source.path) in places
        for version in versions
        for source in load(path, files, environ, profile_for(version)).sources[1:]
    )


def _loaded(
    path: str,
    files: Files,
    environ: Mapping[str, str],
    profile: Profile,
    budget: Budget,
    options: LintOptions,
) -> Sequence[Configuration]:
    if not path.lower().endswith(SITE_FILES):
        configuration = load(path, files, environ, profile, budget)
        return (configuration,) if configuration.sources else ()  # it was deleted just now
    from corscheck.asab.yaml_json import load_site  # noqa: PLC0415  # only these files need it

    main = path in options.mains
    site = load_site(path, files, environ, profile, budget, named=main or path in options.named)
    if not main:
        return site
    ini = load(path, files, environ, profile, budget)
    return (ini,) if ini.names and not ini.error else (*site, ini)


def lint_text(
    text: str,
    path: str = "app.conf",
    options: LintOptions = PLAIN,
    environ: Mapping[str, str] | None = None,
) -> list[Finding]:
    """Lint the text of one file; files that it includes are not read, and missing ones not reported.

    Raises:
        ValueError: One of `options.versions` is not a version.
    """
    enabled = options.enabled or frozenset(rule.code for rule in RULES)
    alone = options._replace(enabled=enabled - _OF_OTHER_FILES)
    return lint_files([path], _OneFile(path, text), environ or {}, alone).findings


REPEATED = {fixed_preflight_answer.code: wildcard_origin.code}
"""Rules whose findings are left out where another rule reports the same place, and the same in its help."""


def _without_repeated(findings: Iterable[Finding], reported: Iterable[Finding]) -> list[Finding]:
    codes = frozenset(REPEATED.values())
    places = {(finding.code, finding.span) for finding in reported if finding.code in codes}
    return [one for one in findings if (REPEATED.get(one.code), one.span) not in places]


class _Root(NamedTuple):
    """A configuration that was examined."""

    path: str
    reach: tuple[Source, ...]  # its files, if it includes any; otherwise empty
    sources: tuple[Source, ...]
    findings: list[Finding]
    secrets: tuple[str, ...]


class _Merger:
    """Merges the findings of several configurations and versions, and applies suppressions."""

    def __init__(self, options: LintOptions) -> None:
        self.options = options
        self._rules = by_subject(RULES)
        self._budget = Budget()  # of trying fixes
        self._found: dict[tuple[str, str, int, int, str], tuple[Finding, list[str]]] = {}
        self._sources: dict[str, Source] = {}
        self._secrets: dict[str, None] = {}
        self._reach: dict[str, set[str]] = {}
        self._first: dict[tuple[str, str, int, int], str] = {}  # code and place → the first configuration

    def examine(self, configurations: Sequence[Configuration], *, named: bool = False) -> list[_Root]:
        """Examine the configurations of one file."""
        found = [
            list(examine(one, self.options.sections, self._rules, named=named)) for one in configurations
        ]
        if configurations and configurations[0].path.lower().endswith(SITE_FILES):
            if configurations[0].path in self.options.mains and configurations[-1].error:
                found[-1] = _cause(found)
            found = _with_fitting_fixes(configurations[0], found)
        found = self._with_tested_fixes(configurations, found)
        return [
            _Root(one.path, one.sources if one.includes else (), one.sources, findings, self._secrets_of(one))
            for one, findings in zip(configurations, found, strict=True)
        ]

    def _with_tested_fixes(
        self, configurations: Sequence[Configuration], found: list[list[Finding]]
    ) -> list[list[Finding]]:
        if not any(finding.fix and finding.fix.is_safe for findings in found for finding in findings):
            return found
        # Most files have no fix.
        from corscheck.safety import reloading, reloading_site, with_tested_fixes  # noqa: PLC0415

        sections, wanted = self.options.sections, self._wanted
        if not configurations[0].path.lower().endswith(SITE_FILES):
            return [
                with_tested_fixes(findings, [one], reloading(one, self._budget), sections, wanted)
                for one, findings in zip(configurations, found, strict=True)
            ]
        reload = reloading_site(configurations, self._budget)
        site = configurations[: len(reload({}))]  # without what ASAB makes of the file as an INI file
        tested = [finding for findings in found for finding in findings]
        left = iter(with_tested_fixes(tested, site, reload, sections, wanted))
        return [list(islice(left, len(findings))) for findings in found]

    def add(self, root: _Root, version: str) -> None:
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
        every = list(self.options.versions)
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
            if self._wanted(finding):
                severity = self.options.severities.get(finding.code)
                findings.append(finding._replace(severity=severity) if severity else finding)
        findings = _without_repeated(findings, [*findings, *(one.finding for one in suppressed)])
        reach = {
            files.absolute(path): frozenset(map(files.absolute, reached - {path}))
            for path, reached in self._reach.items()
        }
        return Linted(sort_findings(findings), suppressed, tuple(self._sources), tuple(self._secrets), reach)

    def _secrets_of(self, configuration: Configuration) -> tuple[str, ...]:
        if not configuration.takes_from_elsewhere:
            return ()
        from corscheck.asab.provenance import secrets_of  # noqa: PLC0415  # few configurations need it

        return secrets_of(configuration, containers(configuration, self.options.sections))

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

    def _wanted(self, finding: Finding) -> bool:
        options = self.options
        if options.enabled is not None and finding.code not in options.enabled:
            return False
        return options.disabled_in is None or finding.code not in options.disabled_in(
            finding.span.source.path
        )

    def _apply_suppressions(
        self, found: list[Finding], marked: list[Source], suppressed: list[Suppressed]
    ) -> list[Finding]:
        # Codes of live rules are valid here even though `lint` never runs them, so they are not unknown.
        codes = {name.lower(): rule.code for rule in every_rule() for name in (rule.code, rule.name)}
        enabled = self.options.enabled
        ran = frozenset(rule.code for rule in RULES if enabled is None or rule.code in enabled)
        kept, taken, read = suppress(found, marked, codes, ran)
        suppressed += [one for one in taken if self._wanted(one.finding)]
        for comments in read:
            for rule in self._rules["suppression"]:
                problems = islice(rule.check(comments), MOST)
                kept += [finding_of(rule, problem, Span(comments.source, 0, 0)) for problem in problems]
        return kept


def _cause(found: list[list[Finding]]) -> list[Finding]:
    """Of what is wrong with a JSON or YAML file as an INI file the first error; all others follow from it."""
    *site, ini = found
    errors = [finding for finding in ini if finding.severity == "error"]
    first = min(errors, key=lambda one: one.span.start, default=None)
    if first is None or any(one.code == first.code for findings in site for one in findings):
        return []
    return [first]


def _with_fitting_fixes(configuration: Configuration, found: list[list[Finding]]) -> list[list[Finding]]:
    """The findings in a JSON or YAML file, without fixes that are only right in INI files."""
    from corscheck.asab.yaml_fixes import fitting  # noqa: PLC0415  # only these files need it

    fixes = (finding.fix for findings in found for finding in findings)
    fit = set(map(id, fitting(configuration, [fix for fix in fixes if fix])))
    return [
        [finding if id(finding.fix) in fit else finding._replace(fix=None) for finding in findings]
        for findings in found
    ]


def _not_included(roots: list[_Root], files: Files) -> list[_Root]:
    """The configurations that no other one includes; of several that include each other, the first one."""
    if not any(root.reach for root in roots):
        return roots
    names = {id(root): files.absolute(root.path) for root in roots}
    reach = {id(root): {files.absolute(source.path) for source in root.reach} for root in roots}
    including: dict[str, list[_Root]] = {}
    for root in roots:
        for path in reach[id(root)] - {names[id(root)]}:
            including.setdefault(path, []).append(root)
    kept: list[_Root] = []
    for root in roots:
        others = including.get(names[id(root)], [])
        mutual = [other for other in others if names[id(other)] in reach[id(root)]]
        if len(others) == len(mutual) and not any(other in kept for other in mutual):
            kept.append(root)
    return kept


class _OneFile:
    """A file system that contains a single file."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._data = text.encode("utf-8", "surrogatepass")

    def read(self, path: str) -> bytes:
        if path != self._path:
            raise FileNotFoundError(path)
        return self._data

    def is_file(self, path: str) -> bool:
        return path == self._path

    def is_dir(self, _path: str) -> bool:
        return False

    def is_ours(self, _path: str, _main: str) -> bool:
        return True

    def glob(self, _pattern: str) -> list[str]:
        return []

    def absolute(self, path: str) -> str:
        return path if path.startswith("/") else f"/{path}".rstrip("/")
