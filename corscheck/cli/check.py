"""`corscheck check`: lint, then preflight of the same files; one report, one exit code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.preflight import dry_run, finish
from corscheck.cli.session import start, versions
from corscheck.cli.targets import LiveOptions, run_options, targets
from corscheck.files import Disk
from corscheck.live.service import launched
from corscheck.rules.registry import every_rule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    from corscheck.cli.option_types import Argument
    from corscheck.cli.session import Run
    from corscheck.findings import Finding, Suppressed
    from corscheck.linter import Linted
    from corscheck.live.runner import Outcome
    from corscheck.live.target import Target


class CheckOptions(NamedTuple):
    """What `corscheck check` is asked for."""

    paths: Annotated[
        tuple[str, ...],
        Argument(metavar="[PATHS]...", help="Files and directories (default: the settings' services)."),
    ] = ()
    live: LiveOptions = LiveOptions()
    version: VersionOptions = VersionOptions()
    report: ReportOptions = ReportOptions()


def check(options: CheckOptions) -> int:
    """Lint a configuration, then hold it against the live server.

    Examples:
      corscheck check etc/app.conf
      corscheck check etc/app.conf --url https://api.example.com
      corscheck check etc/app.conf --launch 'python app.py -c {config}'
    """
    job = start(options.report, options.paths, every_rule())
    paths = _discovered(options, job)
    configs = paths and _roots(paths, job)
    tried = [
        launched(target)
        for target in targets(options.live, configs, job.settings, options.version.asab_version)
    ]
    how = run_options(options.live, options.version.asab_version, job)._replace(linted_too=True)
    if options.live.dry_run:
        return dry_run(tried, how, job)
    linted = _lint(paths, tried, versions(options.version.asab_version, job.settings), job)
    from corscheck.live.runner import run  # noqa: PLC0415  # the network, after what needs none

    return finish(_joined(linted, run(tried, how), job), job)


def _discovered(options: CheckOptions, job: Run) -> list[str]:
    if not options.paths:
        return []
    from corscheck.discovery import discover  # noqa: PLC0415  # only where something is named

    return discover(options.paths, excluded=job.settings.excludes)


def _roots(paths: Sequence[str], job: Run) -> list[str]:
    """The files that none of the others includes: the ones that services are started with."""
    from corscheck.asab.loader import load  # noqa: PLC0415

    included = {
        os.path.realpath(source.path)
        for path in paths
        for source in load(path, Disk(), job.environ).sources[1:]
    }
    return [path for path in paths if os.path.realpath(path) not in included] or list(paths)


def _lint(paths: Sequence[str], tried: Sequence[Target], asked: tuple[str, ...], job: Run) -> Linted:
    """Lint the files, those of services for the versions that these are written for."""
    from corscheck.linter import Linted, LintOptions, lint_files  # noqa: PLC0415

    # What a command sets for its service holds for its file; the rest of their environments is the same.
    environ = {name: value for target in tried for name, value in (target.environ or job.environ).items()}
    groups: dict[tuple[str, ...], dict[str, None]] = {}
    known = {target.config: target.versions or asked for target in tried}
    for path in paths or known:
        groups.setdefault(known.get(path, asked), {})[path] = None
    sections = dict.fromkeys([*job.settings.section, *(name for target in tried for name in target.sections)])
    findings: list[Finding] = []
    suppressed: list[Suppressed] = []
    files: dict[str, None] = {}
    for group, members in groups.items():
        how = LintOptions(group, tuple(sections), job.enabled, job.severities, job.disabled_in)
        linted = lint_files(list(members), Disk(), environ, how)
        findings += linted.findings
        suppressed += linted.suppressed
        files |= dict.fromkeys(linted.files)
    return Linted(findings, suppressed, tuple(files))


def _joined(linted: Linted, outcome: Outcome, job: Run) -> Outcome:
    """One report of both, without what the baseline knows."""
    report = outcome.report
    findings = [*linted.findings, *report.findings]
    suppressed, notes = list(linted.suppressed), report.notes
    if job.settings.baseline:
        from corscheck.cli.baseline import against_baseline, baseline_path  # noqa: PLC0415

        findings, known, stale = against_baseline(baseline_path(None, job.settings), findings)
        suppressed, notes = [*suppressed, *known], (*notes, *stale)
    from corscheck.contract.evaluate import without  # noqa: PLC0415
    from corscheck.findings import sort_findings  # noqa: PLC0415

    return outcome._replace(
        report=report._replace(
            findings=tuple(sort_findings(findings)),
            files=tuple(dict.fromkeys([*linted.files, *report.files])),
            checks=tuple(without(report.checks or (), findings, [*findings, *report.findings])),
            notes=notes,
            suppressed=(*suppressed, *report.suppressed),
        )
    )
