"""One configuration file → what is found in it: loaded as ASAB does, rules run, fixes tried."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.asab.profiles import DEFAULT_VERSION
from corscheck.examine import SITE_FILES, by_subject, examine
from corscheck.limits import Budget
from corscheck.records import NamedTuple
from corscheck.rules.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from corscheck.asab.container import Configuration, Container, Files
    from corscheck.asab.profiles import Profile
    from corscheck.findings import Finding, Severity
    from corscheck.source import Source

    Examined = tuple[Configuration, Sequence[Container]]  # a configuration with its web containers


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

    def wants(self, finding: Finding) -> bool:
        """Whether the finding's rule is enabled, in general and in its file."""
        if self.enabled is not None and finding.code not in self.enabled:
            return False
        return self.disabled_in is None or finding.code not in self.disabled_in(finding.span.source.path)


PLAIN = LintOptions()
"""All rules, for the default version."""


class Root(NamedTuple):
    """A configuration that was examined."""

    path: str
    reach: tuple[Source, ...]  # its files, if it includes any; otherwise empty
    sources: tuple[Source, ...]
    findings: list[Finding]
    secrets: tuple[str, ...]


def load_root(
    path: str,
    files: Files,
    environ: Mapping[str, str],
    profile: Profile,
    budget: Budget,
    options: LintOptions,
) -> Sequence[Configuration]:
    """The configurations that a file is read as: one of an INI file, any number of JSON and YAML.

    No configuration if the file was deleted after it had been found.
    """
    if not path.lower().endswith(SITE_FILES):
        if path in options.mains:  # it is known where the service is started
            configuration = load(path, files, environ, profile, budget)
        else:
            configuration = load_as_started(path, files, environ, profile, budget)
        return (configuration,) if configuration.sources else ()
    from corscheck.asab.yaml_json import load_site  # noqa: PLC0415  # only these files need it

    main = path in options.mains
    site = load_site(path, files, environ, profile, budget, named=main or path in options.named)
    if not main:
        return site
    ini = load(path, files, environ, profile, budget)
    return (ini,) if ini.names and not ini.error else (*site, ini)


def load_as_started(
    path: str, files: Files, environ: Mapping[str, str], profile: Profile, budget: Budget | None = None
) -> Configuration:
    """The configuration of an INI file, read in the directory in which the service is probably started."""
    configuration = load(path, files, environ, profile, budget)
    if all(include.paths or include.repeated for include in configuration.includes):
        return configuration
    from corscheck.asab.working_directory import as_started  # noqa: PLC0415  # few files need it

    return as_started(configuration, budget)


class Examiner:
    """Examines files of one run, which share what following references and trying fixes may cost."""

    def __init__(self, files: Files, environ: Mapping[str, str], options: LintOptions) -> None:
        self._files = files
        self._environ = environ
        self._options = options
        self._named = frozenset(map(files.absolute, options.named))
        self._rules = by_subject(RULES)
        self._reading = Budget()
        self._trying = Budget()

    @property
    def spent(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """What was taken of the budgets of following references and of trying fixes."""
        return self._reading.spent, self._trying.spent

    def roots(self, path: str, profile: Profile) -> list[Root]:
        """Load and examine one file, as this version of ASAB reads it."""
        loaded = load_root(path, self._files, self._environ, profile, self._reading, self._options)
        named, absolute = self._named, self._files.absolute
        wanted = path in self._options.mains or (
            bool(named) and any(absolute(source.path) in named for one in loaded for source in one.sources)
        )
        return self._examine(loaded, named=wanted)

    def _examine(self, configurations: Sequence[Configuration], *, named: bool) -> list[Root]:
        sections = self._options.sections
        examined = [(one, containers(one, sections)) for one in configurations]
        found = [list(examine(one, webs, self._rules, sections, named=named)) for one, webs in examined]
        if configurations and configurations[0].path.lower().endswith(SITE_FILES):
            if configurations[0].path in self._options.mains and configurations[-1].error:
                found[-1] = _cause(found)
            found = _with_fitting_fixes(configurations[0], found)
        if any(finding.fix and finding.fix.is_safe for findings in found for finding in findings):
            found = self._with_tested_fixes(examined, found)
        return [
            Root(
                one.path,
                one.sources if one.includes else (),
                one.sources,
                findings,
                _secrets_of(one, webs) if one.takes_from_elsewhere else (),
            )
            for (one, webs), findings in zip(examined, found, strict=True)
        ]

    def _with_tested_fixes(
        self, examined: Sequence[Examined], found: list[list[Finding]]
    ) -> list[list[Finding]]:
        # Most files have no fix.
        from corscheck.safety import reloading, reloading_site, with_tested_fixes  # noqa: PLC0415

        sections, wanted = self._options.sections, self._options.wants
        configurations = [configuration for configuration, _ in examined]
        if not configurations[0].path.lower().endswith(SITE_FILES):
            return [
                with_tested_fixes(findings, [one], reloading(one[0], self._trying), sections, wanted)
                for one, findings in zip(examined, found, strict=True)
            ]
        reload = reloading_site(configurations, self._trying)
        site = examined[: len(reload({}))]  # without what ASAB makes of the file as an INI file
        tested = [finding for findings in found for finding in findings]
        left = iter(with_tested_fixes(tested, site, reload, sections, wanted))
        return [list(islice(left, len(findings))) for findings in found]


def _secrets_of(configuration: Configuration, webs: Sequence[Container]) -> tuple[str, ...]:
    from corscheck.asab.provenance import secrets_of  # noqa: PLC0415  # few configurations need it

    return secrets_of(configuration, webs)


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
