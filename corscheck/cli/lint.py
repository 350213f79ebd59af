"""`corscheck lint`: findings in configuration files; nothing touches the network."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from corscheck.cli.lint_job import Group, Job, LintOptions
from corscheck.cli.report_files import STDOUT
from corscheck.cli.session import FOR_PEOPLE, Sessions, reporting, versions
from corscheck.content import is_asab
from corscheck.discovery import discover, each_once
from corscheck.errors import UsageProblem
from corscheck.files import STDIN, Disk, encoded, linked, read_stdin
from corscheck.linter import LintOptions as Engine
from corscheck.linter import included
from corscheck.run_report import Report, RunError
from corscheck.text import place, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from corscheck.cli.session import Session


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
    _require_one_output(options)
    _require_what_can_be_done(options)
    job = prepare(options)
    if options.show_files:
        lines = [f"{place(job.session.context.path(path))}\n" for path in job.paths]
        # Nothing was linted: a report that says so without a finding would look like one that found none.
        return job.session._replace(reports=()).finish(Report(errors=job.errors), "".join(lines))
    if options.fix or options.diff or options.add_ignore is not None:
        from corscheck.cli.fix import fix  # noqa: PLC0415  # most runs only look

        return fix(job)
    return job.conclude(job.look({}))


def _require_one_output(options: LintOptions) -> None:
    """Fail where standard output is to have a report and something else, too."""
    report = next((one for one in options.report.report if one.endswith(f":{STDOUT}")), None)
    others = {
        "--diff": options.diff,
        "--show-files": options.show_files,
        "--statistics": options.statistics,
        "the fixed text of standard input": STDIN in options.paths
        and (options.fix or options.add_ignore is not None),
    }
    for other, given in others.items():
        if report is not None and given:
            raise UsageProblem(f"{other} and --report {report} both go to standard output")


def _require_what_can_be_done(options: LintOptions) -> None:
    """Fail where something is asked for that another option leaves out; say which report is not written."""
    only = {"--diff": options.diff, "--show-files": options.show_files}
    for name in (name for name, given in only.items() if given):
        if options.update_baseline:
            raise UsageProblem(f"{name} and --update-baseline exclude each other: {name} writes no file")
    if options.show_files and options.report.report:
        named = options.report.report[0]
        raise UsageProblem(f"--show-files lints nothing, so there is nothing for --report {named}")
    form = options.report.output_format
    if form in (None, "auto", *FOR_PEOPLE):
        return
    if options.show_files:
        sys.stderr.write(f"note: --show-files writes names of files, no report in the format {form}\n")
        return
    others = {
        "the difference": options.diff,
        "the fixed text": STDIN in options.paths and (options.fix or options.add_ignore is not None),
        "the statistics": options.statistics and form != "json",
    }
    for other in [name for name, given in others.items() if given][:1]:
        sys.stderr.write(
            f"note: standard output has {other}; --report {form}:FILE writes the {form} report\n"
        )


def prepare(options: LintOptions, open_texts: Mapping[str, str] | None = None) -> Job:
    """Find out what is to be linted, and with which settings.

    `open_texts` are read in place of the files of those names: what an editor has not saved yet. Where the
    one that `--stdin-filename` names is among them, standard input is not read.

    Raises:
        UsageProblem: There is nothing to lint.
    """
    named = [path for path in options.paths if path != STDIN]
    sessions = Sessions(options.report)
    texts = dict(open_texts or {})
    if STDIN in options.paths and options.stdin_filename not in texts:
        texts[options.stdin_filename] = read_stdin().decode(errors="surrogateescape")
    errors: list[RunError] = []
    passed_over: list[str] = []
    found = _piped(options, sessions, texts, passed_over)
    found += discover(
        named,
        excluded=sessions.closest.excludes,
        force=options.force_exclude,
        sites=True,
        failed=lambda path, error: errors.append(RunError.of(error, file=path, untested="file")),
        passed_over=passed_over.append,
    )
    mains = _mains(options, sessions, (*found, *passed_over), texts)
    groups = [
        Group(session, paths, _engine(options, session, [*texts, *named]))
        for session, paths in sessions.split(each_once([*found, *mains]))
    ]
    if not groups and not errors and not options.force_exclude:
        raise UsageProblem(f"there is no ASAB configuration with a web section in {', '.join(named)}")
    session = sessions.whole([group.session for group in groups])
    for group in groups:
        source = group.session.settings.source
        session.say(
            f"{plural(len(group.paths), 'file')} to lint; settings: {source.path if source else 'none'}"
        )
    return Job(options, session, groups, texts, tuple(errors), tuple(mains), tuple(passed_over))


def _piped(
    options: LintOptions, sessions: Sessions, texts: Mapping[str, str], passed_over: list[str]
) -> list[str]:
    """The name of standard input where it is linted; with --force-exclude exclusions apply as for files."""
    path = options.stdin_filename
    if STDIN not in options.paths or (options.force_exclude and sessions.closest.excludes(path)):
        return []
    if options.force_exclude and not is_asab(path, encoded(texts[path])):
        passed_over.append(path)
        return []
    return [path]


def _mains(
    options: LintOptions, sessions: Sessions, files: Sequence[str], texts: Mapping[str, str]
) -> list[str]:
    """The configurations of the repository that include one of these files and are not among them.

    A file that was passed over, because it has no web container, may be a part of a configuration with one.
    """
    from corscheck.mains import possible_mains  # noqa: PLC0415  # few commands need the rest

    directories = [path for path in options.paths if os.path.isdir(path)]
    files = [path for path in files if path != LintOptions().stdin_filename or path not in texts]
    disk = Disk(texts)
    places = frozenset(map(disk.absolute, files))
    piped = [options.stdin_filename] if STDIN in options.paths else []
    mains = []
    for path in possible_mains(files, [*piped, *files], directories, texts):
        if not sessions.closest.excludes(path):
            session = sessions.of(path)
            asked = versions(options.version.asab_version, session.settings)
            read = included(path, disk, session.environ, asked)
            if not places.isdisjoint(read) or not places.isdisjoint(linked(read)):
                mains.append(path)
    return mains


def _engine(options: LintOptions, session: Session, named: Iterable[str]) -> Engine:
    return Engine(
        versions=versions(options.version.asab_version, session.settings),
        sections=(*session.settings.section, *options.section),
        enabled=session.enabled,
        severities=session.severities,
        disabled_in=session.disabled_in,
        # A hook names all files that were committed, of any kind.
        named=() if options.force_exclude else frozenset(named),
    )
