"""`corscheck check`: lint, then preflight of the same files; one report, one exit code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.preflight import dry_run, finish
from corscheck.cli.session import reporting, start, versions
from corscheck.cli.targets import LiveOptions, run_options, targets
from corscheck.errors import UsageProblem
from corscheck.files import Disk
from corscheck.findings import Report, RunError
from corscheck.live.service import launched
from corscheck.rules.registry import every_rule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    from corscheck.cli.option_types import Argument
    from corscheck.cli.session import Session
    from corscheck.errors import CorscheckError
    from corscheck.findings import Finding, Suppressed
    from corscheck.linter import Linted
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
    return reporting(options.report, options.paths, lambda: _check(options))


def _check(options: CheckOptions) -> int:
    session = start(options.report, options.paths, every_rule())
    errors: list[RunError] = []
    paths = _discovered(options, session, errors)
    if options.paths and not paths and errors:
        return finish(Report(checks=(), errors=tuple(errors)), session)
    configs = _roots(paths, session)
    tried = targets(options.live, configs, session.settings, options.version.asab_version)
    errors += tried.errors
    how = run_options(options.live, options.version.asab_version, session)
    if options.live.dry_run:
        return dry_run(tried._replace(errors=errors), how, session)
    linted = _lint(tried.found, versions(options.version.asab_version, session.settings), session)
    from corscheck.live.runner import run  # noqa: PLC0415  # the network, after what needs none

    report = _joined(linted, run(tried.found, how), session)
    return finish(report._replace(errors=(*errors, *report.errors)), session)


def _discovered(options: CheckOptions, session: Session, errors: list[RunError]) -> list[str]:
    if not options.paths:
        return []
    from corscheck.discovery import discover  # noqa: PLC0415  # only where something is named

    def failed(path: str, error: CorscheckError) -> None:
        errors.append(RunError.of(error, service=path, file=path, untested="service"))

    return discover(options.paths, excluded=session.settings.excludes, failed=failed)


def _roots(paths: Sequence[str], session: Session) -> list[str]:
    """The files that none of the others includes: the ones that services are started with."""
    from corscheck.asab.loader import load  # noqa: PLC0415

    included = {
        os.path.realpath(source.path)
        for path in paths
        for source in load(path, Disk(), session.environ).sources[1:]
    }
    return [path for path in paths if os.path.realpath(path) not in included] or list(paths)


def _lint(tried: Sequence[Target], asked: tuple[str, ...], session: Session) -> Linted:
    """Lint the services' files, each for the versions it is written for and in its service's environment."""
    from corscheck.linter import Linted, LintOptions, lint_files  # noqa: PLC0415

    groups: dict[Any, tuple[list[str], Target]] = {}
    for target in map(_launched, tried):
        environ = frozenset((target.environ or session.environ).items())
        key = (target.versions or asked, target.sections, environ)
        groups.setdefault(key, ([], target))[0].append(target.config)
    findings: dict[tuple[object, ...], Finding] = {}
    suppressed: dict[tuple[object, ...], Suppressed] = {}
    files: dict[str, None] = {}
    for paths, target in groups.values():
        sections = tuple(dict.fromkeys([*session.settings.section, *target.sections]))
        how = LintOptions(
            target.versions or asked,
            sections,
            session.enabled,
            session.severities,
            session.disabled_in,
            mains=frozenset(paths),
        )
        linted = lint_files(paths, Disk(), target.environ or session.environ, how)
        for finding in linted.findings:
            findings.setdefault(_identity(finding), finding)
        for one in linted.suppressed:
            suppressed.setdefault(_identity(one.finding), one)
        files |= dict.fromkeys(linted.files)
    return Linted(list(findings.values()), list(suppressed.values()), tuple(files))


def _launched(target: Target) -> Target:
    """The target with what its command sets, where the command can be used; if not, the run says so."""
    try:
        return launched(target)
    except UsageProblem:
        return target


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes findings of one file that is linted for several services the same one."""
    span = finding.span
    return finding.code, span.source.path, span.start, span.end, finding.message


def _joined(linted: Linted, report: Report, session: Session) -> Report:
    """One report of both, without what the baseline knows."""
    findings = [*linted.findings, *report.findings]
    suppressed, notes = list(linted.suppressed), report.notes
    if session.settings.baseline:
        from corscheck.cli.baseline import against_baseline, baseline_path  # noqa: PLC0415

        findings, known, stale = against_baseline(baseline_path(None, session.settings), findings)
        suppressed, notes = [*suppressed, *known], (*notes, *stale)
    from corscheck.contract.evaluate import rechecked  # noqa: PLC0415
    from corscheck.findings import sort_findings  # noqa: PLC0415

    return report._replace(
        findings=tuple(sort_findings(findings)),
        files=tuple(dict.fromkeys([*linted.files, *report.files])),
        checks=tuple(rechecked(report.checks or (), findings)),
        notes=notes,
        suppressed=(*suppressed, *report.suppressed),
    )
