"""`corscheck lint`: findings in configuration files; nothing touches the network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.session import start, versions
from corscheck.discovery import discover
from corscheck.errors import UsageProblem
from corscheck.files import STDIN, Disk, read_stdin
from corscheck.findings import Report
from corscheck.linter import Linted, lint_files
from corscheck.linter import LintOptions as Engine
from corscheck.report import render, render_statistics
from corscheck.text import plural, visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Annotated

    from corscheck.cli.option_types import Argument, Option
    from corscheck.cli.session import Run


class LintOptions(NamedTuple):
    """What `corscheck lint` is asked for."""

    paths: Annotated[
        tuple[str, ...],
        Argument(metavar="[PATHS]...", help="Files, directories, or `-` for standard input."),
    ] = (".",)
    fix: Annotated[bool, Option("--fix", help="Mend what can be mended safely.")] = False
    unsafe_fixes: Annotated[
        bool,
        Option("--unsafe-fixes", help="With --fix or --diff: mend also where the meaning may change."),
    ] = False
    diff: Annotated[
        bool, Option("--diff", help="Show what --fix would change, change nothing; exit code 1 if it would.")
    ] = False
    add_ignore: Annotated[
        str | None,
        Option(
            "--add-ignore", metavar="REASON", help="Silence what is found now by comments with this reason."
        ),
    ] = None
    baseline: Annotated[
        str | None,
        Option("--baseline", metavar="FILE", help="File of known findings, which are not reported."),
    ] = None
    update_baseline: Annotated[
        bool, Option("--update-baseline", help="Write what is found now to the baseline file.")
    ] = False
    statistics: Annotated[
        bool, Option("--statistics", help="Count the findings of each rule instead of listing them.")
    ] = False
    show_files: Annotated[
        bool, Option("--show-files", help="List the files that would be linted, and stop.")
    ] = False
    stdin_filename: Annotated[
        str,
        Option("--stdin-filename", metavar="NAME", help="Name of what comes from standard input, for `-`."),
    ] = "stdin.conf"
    force_exclude: Annotated[
        bool,
        Option(
            "--force-exclude",
            help="Treat named files as those found in directories: heed `exclude`, leave out what is no "
            "ASAB configuration. For hooks.",
        ),
    ] = False
    section: Annotated[
        tuple[str, ...],
        Option("--section", metavar="NAME", help="Another section that is a web container. Repeatable."),
    ] = ()
    version: VersionOptions = VersionOptions()
    report: ReportOptions = ReportOptions()


class Job(NamedTuple):
    """The files to lint and how; `look` does it, as often as mending wants."""

    options: LintOptions
    run: Run
    paths: list[str]
    texts: dict[str, str]  # standard input, by the name it is called
    engine: Engine

    def look(self, changed: Mapping[str, str]) -> Linted:
        """Lint with these texts in place of the files of those names."""
        return lint_files(self.paths, Disk({**self.texts, **changed}), self.run.environ, self.engine)

    def conclude(self, linted: Linted, fixed: int = 0) -> int:
        """Take out what the baseline has, report the rest."""
        findings, suppressed = linted.findings, linted.suppressed
        notes: tuple[str, ...] = ()
        if self.options.baseline or self.options.update_baseline or self.run.settings.baseline:
            from corscheck.cli.baseline import against_baseline, baseline_path, update  # noqa: PLC0415

            path = baseline_path(self.options.baseline, self.run.settings)
            if self.options.update_baseline:
                update(path, findings)
                return 0
            findings, known, notes = against_baseline(path, findings)
            suppressed = [*suppressed, *known]
        report = Report(tuple(findings), linted.files, None, notes, tuple(suppressed), fixed)
        if self.texts and (self.options.fix or self.options.add_ignore is not None):
            # Standard output has the mended text.
            sys.stderr.write(render("concise", report, self.run.context._replace(colour=False)))
            return self.run.conclude(report)
        if self.options.statistics:
            sys.stdout.write(render_statistics(self.run.format, report, self.run.context))
            return self.run.conclude(report)
        return self.run.finish(report)


def lint(options: LintOptions) -> int:
    """Find mistakes in ASAB's CORS configuration files.

    Examples:
      corscheck lint
      corscheck lint etc/app.conf --fix
      corscheck lint --asab-version 25.15,26.37
      corscheck lint --report sarif:corscheck.sarif
    """
    job = prepare(options)
    if options.show_files:
        sys.stdout.writelines(f"{visible(job.run.context.path(path))}\n" for path in job.paths)
        return 0
    if options.fix or options.diff or options.add_ignore is not None:
        from corscheck.cli.fix import mend  # noqa: PLC0415  # most runs only look

        return mend(job)
    return job.conclude(job.look({}))


def prepare(options: LintOptions) -> Job:
    """Find out what is to be linted.

    Raises:
        UsageProblem: A path cannot be read, or there is nothing to lint.
    """
    named = [path for path in options.paths if path != STDIN]
    places = named if len(named) == len(options.paths) else [*named, options.stdin_filename]
    run = start(options.report, places)
    texts = {}
    if STDIN in options.paths:
        texts[options.stdin_filename] = read_stdin().decode(errors="surrogateescape")
    paths = [*texts, *discover(named, excluded=run.settings.excludes, force=options.force_exclude)]
    if not paths and not options.force_exclude:
        raise UsageProblem(f"there is no ASAB configuration with a web section in {', '.join(named)}")
    source = run.settings.source
    run.say(f"{plural(len(paths), 'file')} to lint; settings: {source.path if source else 'none'}")
    engine = Engine(
        versions=versions(options.version.asab_version, run.settings),
        sections=(*run.settings.section, *options.section),
        enabled=run.enabled,
        severities=run.severities,
        disabled_in=run.disabled_in,
    )
    return Job(options, run, paths, texts, engine)
