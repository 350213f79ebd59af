"""`corscheck lint`: findings in configuration files; nothing touches the network."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.cli.session import reporting, start, versions
from corscheck.discovery import discover
from corscheck.errors import UsageProblem
from corscheck.files import STDIN, Disk, read_stdin
from corscheck.findings import Report, RunError
from corscheck.linter import Linted, lint_files
from corscheck.linter import LintOptions as Engine
from corscheck.report import render, render_statistics
from corscheck.text import place, plural

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Annotated

    from corscheck.cli.option_types import Argument, Option
    from corscheck.cli.session import Session


class LintOptions(NamedTuple):
    """What `corscheck lint` is asked for."""

    paths: Annotated[
        tuple[str, ...],
        Argument(metavar="[PATHS]...", help="Files, directories, or `-` for standard input."),
    ] = (".",)
    fix: Annotated[bool, Option("--fix", help="Fix what can be fixed safely.")] = False
    unsafe_fixes: Annotated[
        bool,
        Option("--unsafe-fixes", help="With --fix or --diff: fix also where the meaning may change."),
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
    """The files to lint and how; `look` does it, as often as fixing wants."""

    options: LintOptions
    session: Session
    paths: list[str]
    texts: dict[str, str]  # standard input, by the name it is called
    engine: Engine
    errors: tuple[RunError, ...] = ()  # paths that cannot be linted

    def look(self, changed: Mapping[str, str]) -> Linted:
        """Lint with these texts in place of the files of those names."""
        return lint_files(self.paths, Disk({**self.texts, **changed}), self.session.environ, self.engine)

    def conclude(self, linted: Linted, fixed: int = 0) -> int:
        """Take out what the baseline has, report the rest."""
        findings, suppressed = linted.findings, linted.suppressed
        notes: tuple[str, ...] = ()
        if self.options.baseline or self.options.update_baseline or self.session.settings.baseline:
            from corscheck.cli.baseline import against_baseline, baseline_path, update  # noqa: PLC0415

            path = baseline_path(self.options.baseline, self.session.settings)
            if self.options.update_baseline:
                if self.errors:
                    raise UsageProblem(f"{path} was not written: {self.errors[0].message}")
                update(path, findings)
                return 0
            findings, known, notes = against_baseline(path, findings)
            suppressed = [*suppressed, *known]
        report = Report(tuple(findings), linted.files, None, notes, tuple(suppressed), fixed, self.errors)
        if self.texts and (self.options.fix or self.options.add_ignore is not None):
            # Standard output has the fixed text.
            sys.stderr.write(render("concise", report, self.session.context._replace(colour=False)))
            return self.session.finish(report, "")
        if self.options.statistics:
            text = render_statistics(self.session.format, report, self.session.context)
            return self.session.finish(report, text)
        return self.session.finish(report)


def lint(options: LintOptions) -> int:
    """Find mistakes in ASAB's CORS configuration files.

    Examples:
      corscheck lint
      corscheck lint etc/app.conf --fix
      corscheck lint --asab-version 25.15,26.37
      corscheck lint --report sarif:corscheck.sarif
    """
    return reporting(options.report, options.paths, lambda: _lint(options))


def _lint(options: LintOptions) -> int:
    job = prepare(options)
    if options.show_files:
        lines = [f"{place(job.session.context.path(path))}\n" for path in job.paths]
        # Nothing was linted: a report that says so without a finding would look like one that found none.
        return job.session._replace(reports=()).finish(Report(errors=job.errors), "".join(lines))
    if options.fix or options.diff or options.add_ignore is not None:
        from corscheck.cli.fix import fix  # noqa: PLC0415  # most runs only look

        return fix(job)
    return job.conclude(job.look({}))


def prepare(options: LintOptions) -> Job:
    """Find out what is to be linted.

    Raises:
        UsageProblem: There is nothing to lint.
    """
    named = [path for path in options.paths if path != STDIN]
    places = named if len(named) == len(options.paths) else [*named, options.stdin_filename]
    session = start(options.report, places)
    texts = {}
    if STDIN in options.paths:
        texts[options.stdin_filename] = read_stdin().decode(errors="surrogateescape")
    errors: list[RunError] = []
    paths = [
        *texts,
        *discover(
            named,
            excluded=session.settings.excludes,
            force=options.force_exclude,
            failed=lambda path, error: errors.append(RunError.of(error, file=path, untested="file")),
        ),
    ]
    if not paths and not errors and not options.force_exclude:
        raise UsageProblem(f"there is no ASAB configuration with a web section in {', '.join(named)}")
    source = session.settings.source
    session.say(f"{plural(len(paths), 'file')} to lint; settings: {source.path if source else 'none'}")
    engine = Engine(
        versions=versions(options.version.asab_version, session.settings),
        sections=(*session.settings.section, *options.section),
        enabled=session.enabled,
        severities=session.severities,
        disabled_in=session.disabled_in,
        # A hook names everything that was committed, whatever it is.
        named=() if options.force_exclude else frozenset([*texts, *named]),
    )
    return Job(options, session, paths, texts, engine, tuple(errors))
