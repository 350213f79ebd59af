"""`corscheck check`: lint, then preflight of the same files; one report, one exit code."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from corscheck.cli.baseline import is_any
from corscheck.cli.live_baseline import Baselines
from corscheck.cli.live_options import LiveOptions
from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.preflight import dry_run, finish, tried
from corscheck.cli.report_streams import ReportStreams
from corscheck.cli.session import Sessions, reporting, versions, with_fail_on
from corscheck.cli.targets import grouped
from corscheck.contract.causes import one_per_cause
from corscheck.errors import UsageProblem
from corscheck.files import Disk
from corscheck.live.service import launched
from corscheck.records import NamedTuple
from corscheck.rules.registry import every_rule
from corscheck.run_report import Report, RunError, merged

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Annotated

    from corscheck.cli.option_types import Argument
    from corscheck.cli.session import Session
    from corscheck.errors import CorscheckError
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
    """Lint a configuration, then compare it with the live server.

    Examples:
      corscheck check etc/app.conf
      corscheck check etc/app.conf --url https://api.example.com
      corscheck check etc/app.conf --launch 'python app.py -c {config}'
    """
    streams = ReportStreams()
    return reporting(options.report, options.paths, lambda: _check(options, streams), streams)


def _check(options: CheckOptions, streams: ReportStreams) -> int:
    sessions = Sessions(options.report, every_rule())
    errors: list[RunError] = []
    paths = _discovered(options, sessions, errors)
    if options.paths and not paths:  # the settings' services are not what was asked for
        if not errors:
            named = ", ".join(options.paths)
            raise UsageProblem(f"there is no ASAB configuration with a web section in {named}")
        return finish(Report(checks=(), errors=tuple(errors)), sessions.here())
    asked = options.version.asab_version
    groups = grouped(options.live, _roots(paths, sessions), sessions, asked)
    baselines = Baselines(options.live, is_any)
    groups = baselines.accepting(groups._replace(errors=[*errors, *groups.errors]))
    if options.live.dry_run:
        return dry_run(groups, sessions)
    linted = with_fail_on(
        [
            (one.session, _lint(one.targets, versions(asked, one.session.settings), one.session))
            for one in groups.found
        ]
    )
    session = groups.whole(sessions)
    live = tried(groups, session, streams)
    parts = [merged(both) for both in zip(linted, live, strict=True)]
    if options.live.update_baseline:
        baselines.update(groups, parts)
    report = one_per_cause(baselines.applied(groups, parts))
    return finish(report._replace(errors=(*groups.errors, *report.errors)), session)


def _discovered(options: CheckOptions, sessions: Sessions, errors: list[RunError]) -> list[str]:
    if not options.paths:
        return []
    from corscheck.discovery import discover  # noqa: PLC0415  # only where something is named

    def failed(path: str, error: CorscheckError) -> None:
        errors.append(RunError.of(error, service=path, file=path, untested="service"))

    return discover(options.paths, excluded=sessions.closest.excludes, failed=failed)


def _roots(paths: Sequence[str], sessions: Sessions) -> list[str]:
    """The files that none of the others includes: the ones that services are started with."""
    from corscheck.asab.loader import load  # noqa: PLC0415

    included = {
        os.path.realpath(source.path)
        for session, some in sessions.split(paths)
        for path in some
        for source in load(path, Disk(), session.environ).sources[1:]
    }
    return [path for path in paths if os.path.realpath(path) not in included] or list(paths)


def _lint(targets: Sequence[Target], asked: tuple[str, ...], session: Session) -> Report:
    """Lint the services' files, each for the versions it is written for and in its service's environment."""
    from corscheck.linter import LintOptions, lint_files  # noqa: PLC0415

    groups: dict[Any, tuple[list[str], Target]] = {}
    for target in map(_launched, (one for one in targets if one.config)):
        environ = frozenset((target.environ or session.environ).items())
        key = (target.versions or asked, target.sections, environ, target.home)
        groups.setdefault(key, ([], target))[0].append(target.config)
    reports = []
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
        reports.append(
            lint_files(paths, Disk(home=target.home), target.environ or session.environ, how).report
        )
    return merged(reports)


def _launched(target: Target) -> Target:
    """The target with what its command sets; unchanged where the run will refuse the command."""
    try:
        return launched(target)
    except UsageProblem:
        return target
