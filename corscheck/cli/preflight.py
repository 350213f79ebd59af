"""`corscheck preflight`: what the configuration promises against what the live server answers."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.session import start
from corscheck.cli.targets import LiveOptions, run_options, targets
from corscheck.errors import UsageProblem
from corscheck.rules.registry import every_rule
from corscheck.text import visible

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Argument
    from corscheck.cli.session import Run
    from corscheck.live.runner import Options, Outcome
    from corscheck.live.target import Target


WITHOUT_NOTES = ("concise", "gitlab", "junit", "rdjson")
"""Formats that have no place for what a run has to say besides findings: a person gets it all the same."""


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
    job = start(options.report, options.configs, every_rule())
    tried = targets(options.live, options.configs, job.settings, options.version.asab_version)
    how = run_options(options.live, options.version.asab_version, job)
    if options.live.dry_run:
        return dry_run(tried, how, job)
    from corscheck.live.runner import run  # noqa: PLC0415  # the network, where it is wanted

    return finish(run(tried, how), job)


def finish(outcome: Outcome, job: Run) -> int:
    """Say what could not be reached, report the rest."""
    from corscheck.live.suppressions import silenced  # noqa: PLC0415

    report = silenced(outcome.report, job.severities, job.disabled_in, job.enabled)
    for sentence in (*outcome.unusable, *outcome.unreachable):
        lines = f"error: {sentence}".split("\n")  # what a service wrote before it died has several
        sys.stderr.writelines(f"{visible(line)}\n" for line in lines)
    if job.format in WITHOUT_NOTES and not job.options.quiet:
        sys.stderr.writelines(f"note: {visible(note)}\n" for note in report.notes)
    code = job.finish(report, unreachable=bool(outcome.unreachable), interrupted=outcome.interrupted)
    return UsageProblem.exit_code if outcome.unusable and not outcome.interrupted else code


def dry_run(tried: list[Target], options: Options, job: Run) -> int:
    """List what would be tried."""
    from corscheck.live.dry_run import dry_report  # noqa: PLC0415

    report = dry_report(tried, options)
    if job.format in ("full", "concise"):
        for check in report.checks or ():
            expected = check.expected.partition(":")[0]
            sys.stdout.write(f"{visible(check.title)}: expect {visible(expected)}\n")
        sys.stdout.write(f"{len(report.checks or ())} requests would be sent\n")
        return job.conclude(report)
    return job.finish(report)
