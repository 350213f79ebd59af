"""`corscheck preflight`: what the configuration promises against what the live server answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.cli.baseline import is_live
from corscheck.cli.live_baseline import Baselines
from corscheck.cli.live_options import LiveOptions
from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.report_streams import ReportStreams
from corscheck.cli.session import Sessions, reporting, with_fail_on
from corscheck.cli.targets import grouped
from corscheck.errors import UsageProblem
from corscheck.records import NamedTuple
from corscheck.report.run_errors import section
from corscheck.rules.registry import every_rule
from corscheck.run_report import merged
from corscheck.text import guarded, visible

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Argument
    from corscheck.cli.session import Session
    from corscheck.cli.targets import Groups
    from corscheck.run_report import Report


class PreflightOptions(NamedTuple):
    """What `corscheck preflight` is asked for."""

    configs: Annotated[
        tuple[str, ...],
        Argument(metavar="[CONFIG]...", help="Main configuration files (default: the settings' services)."),
    ] = ()
    live: LiveOptions = LiveOptions()
    version: VersionOptions = VersionOptions()
    report: ReportOptions = ReportOptions()


def preflight(options: PreflightOptions) -> int:
    """Compare a configuration with the live server.

    Examples:
      corscheck preflight etc/app.conf
      corscheck preflight etc/app.conf --url https://api.example.com
      corscheck preflight etc/app.conf --launch 'python app.py -c {config}'
    """
    streams = ReportStreams()
    return reporting(options.report, options.configs, lambda: _preflight(options, streams), streams)


def _preflight(options: PreflightOptions, streams: ReportStreams) -> int:
    sessions = Sessions(options.report, every_rule())
    groups = grouped(options.live, options.configs, sessions, options.version.asab_version)
    baselines = Baselines(options.live, is_live)
    groups = baselines.accepting(groups)
    if options.live.dry_run:
        return dry_run(groups, sessions)
    session = groups.whole(sessions)
    parts = tried(groups, session, streams)
    if options.live.update_baseline:
        baselines.update(groups, parts)
    report = baselines.applied(groups, parts)
    return finish(report._replace(errors=(*groups.errors, *report.errors)), session)


def tried(groups: Groups, session: Session, streams: ReportStreams) -> list[Report]:
    """The report of each group, without what comments and its settings suppress.

    `session` is the one that reports for all of them; results go to its `streams` as they come.
    """
    from corscheck.live.runner import run_groups  # noqa: PLC0415  # the network, where it is wanted
    from corscheck.live.suppressions import apply_suppressions  # noqa: PLC0415

    parts = []
    shard = groups.found[0].options.shard if groups.found else (1, 1)
    with streams.opened(
        session.reports,
        session.context,
        shard if shard[1] > 1 else None,
        show_secrets=session.options.show_secrets,
    ) as recorder:
        reports = run_groups(
            [(group.targets, group.options._replace(recorder=recorder)) for group in groups.found]
        )
    for group, report in zip(groups.found, reports, strict=True):
        session = group.session
        kept = apply_suppressions(report, session.severities, session.disabled_in, session.enabled)
        parts.append((session, kept))
    return with_fail_on(parts)


def finish(report: Report, session: Session) -> int:
    """Report a run, with an error for each kind of check that was not tried."""
    from corscheck.contract.untested import with_untested  # noqa: PLC0415  # after what needs none

    return session.finish(with_untested(report))


FINDINGS_ONLY = ("gitlab", "rdjson", "sarif")
"""Formats that have no place for checks: what was not tried would look as if nothing had been found."""


def dry_run(groups: Groups, sessions: Sessions) -> int:
    """List the requests that would be sent.

    Raises:
        UsageProblem: A report is asked for in a format that cannot list them.
    """
    from corscheck.live.dry_run import dry_report  # noqa: PLC0415

    session = groups.whole(sessions)
    for form in (session.format, *(form for form, _ in session.reports)):
        if form in FINDINGS_ONLY:
            raise UsageProblem(f"--dry-run finds nothing, and the format {form} has nothing but findings")
    report = merged([dry_report(group.targets, group.options) for group in groups.found])
    report = session.presented(report._replace(errors=(*groups.errors, *report.errors)))
    if session.format not in ("full", "concise"):
        return session.finish(report)
    checks = report.checks or ()
    lines = [
        f"{visible(check.title)}: expect {visible(check.expected.partition(':')[0])}" for check in checks
    ]
    lines += [f"{len(checks)} requests would be sent", *section(report, session.context)]
    return session.finish(report, "".join(f"{guarded(line)}\n" for line in lines))
