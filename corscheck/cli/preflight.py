"""`corscheck preflight`: what the configuration promises against what the live server answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.session import reporting, start
from corscheck.cli.targets import LiveOptions, run_options, targets
from corscheck.report.run_errors import section
from corscheck.rules.registry import every_rule
from corscheck.text import guarded, visible

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Argument
    from corscheck.cli.session import Session
    from corscheck.cli.targets import Targets
    from corscheck.findings import Report
    from corscheck.live.runner import Options


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
    """Hold a configuration against the live server.

    Examples:
      corscheck preflight etc/app.conf
      corscheck preflight etc/app.conf --url https://api.example.com
      corscheck preflight etc/app.conf --launch 'python app.py -c {config}'
    """
    return reporting(options.report, options.configs, lambda: _preflight(options))


def _preflight(options: PreflightOptions) -> int:
    session = start(options.report, options.configs, every_rule())
    tried = targets(options.live, options.configs, session.settings, options.version.asab_version)
    how = run_options(options.live, options.version.asab_version, session)
    if options.live.dry_run:
        return dry_run(tried, how, session)
    from corscheck.live.runner import run  # noqa: PLC0415  # the network, where it is wanted

    report = run(tried.found, how)
    return finish(report._replace(errors=(*tried.errors, *report.errors)), session)


def finish(report: Report, session: Session) -> int:
    """Report a run without what is suppressed, and with what was not tried."""
    from corscheck.contract.untested import with_untested  # noqa: PLC0415  # after what needs none
    from corscheck.live.suppressions import apply_suppressions  # noqa: PLC0415

    report = apply_suppressions(report, session.severities, session.disabled_in, session.enabled)
    return session.finish(with_untested(report))


def dry_run(tried: Targets, options: Options, session: Session) -> int:
    """List what would be tried."""
    from corscheck.live.dry_run import dry_report  # noqa: PLC0415

    report = dry_report(tried.found, options)
    report = report._replace(errors=(*tried.errors, *report.errors))
    if session.format not in ("full", "concise"):
        return session.finish(report)
    checks = report.checks or ()
    lines = [
        f"{visible(check.title)}: expect {visible(check.expected.partition(':')[0])}" for check in checks
    ]
    lines += [f"{len(checks)} requests would be sent", *section(report, session.context)]
    return session.finish(report, "".join(f"{guarded(line)}\n" for line in lines))
