"""What all reporting commands share: settings and options, writing reports, exit codes."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING

from corscheck.asab.profiles import DEFAULT_VERSION, profile_for
from corscheck.cli.report_files import STDOUT, read_reports, write_reports
from corscheck.cli.terminal import is_terminal, terminal_context
from corscheck.errors import CorscheckError, UsageProblem
from corscheck.records import NamedTuple
from corscheck.report import OUTPUT_FORMATS, parts
from corscheck.report.choose import chosen, wish
from corscheck.report.context import Context
from corscheck.rules.registry import RULES, by_code, every_rule, matching, select
from corscheck.run_report import Report, RunError, exit_code
from corscheck.settings import OFF, Closest, Settings, repository_root
from corscheck.suggest import did_you_mean
from corscheck.text import guarded, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corscheck.cli.options import ReportOptions
    from corscheck.cli.report_streams import ReportStreams
    from corscheck.findings import Severity
    from corscheck.rules.rule import Rule

FOR_PEOPLE = ("full", "concise", "github", "azure")
"""Formats that show errors of the run on a terminal, so that standard error need not repeat them."""

WITHOUT_NOTES = ("concise", "gitlab", "junit", "rdjson")
"""Formats without notes; the notes are printed on standard error instead."""


class Session(NamedTuple):
    """One run of a command: its options combined with its settings, all of them valid."""

    options: ReportOptions
    settings: Settings
    enabled: frozenset[str]  # codes of the rules to run
    severities: dict[str, Severity]  # by code, where they differ from the rule's own
    fail_on: Severity
    format: str
    reports: tuple[tuple[str, str], ...]  # (format, path) of each `--report` that goes to a file
    context: Context  # for standard output

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which ASAB is assumed to run."""
        return {**os.environ, **self.settings.env}

    @property
    def disabled_in(self) -> Callable[[str], frozenset[str]] | None:
        """Path → codes that are off in that file; None if there are no such settings."""
        if not self.settings.per_file_ignores:
            return None
        return lambda path: frozenset[str]().union(*map(matching, self.settings.ignored_in(path)))

    def baseline(self, option: str | None = None) -> str | None:
        """The path of the baseline, from the option, else from the settings; None if there is none."""
        if option is not None or self.settings.baseline is None:
            return option
        return self.settings.resolve(self.settings.baseline)

    def say(self, text: str) -> None:
        """Print a note on standard error with `--verbose`."""
        if self.options.verbose:
            sys.stderr.write(f"{text}\n")

    def finish(self, report: Report, text: str | None = None) -> int:
        """Write the files of `--report`, and the report or `text` to standard output; the exit code."""
        report = write_reports(self.reports, self.listed(self.presented(report)), self.context)
        report = self._summarized(report)
        sys.stdout.writelines(parts(self.format, report, self.context) if text is None else (text,))
        if not (is_terminal() and self.format in FOR_PEOPLE):
            sys.stderr.writelines(f"{line}\n" for error in report.errors for line in _error_lines(error))
        if (
            self.format in WITHOUT_NOTES
            and (report.checks is not None or report.notes)
            and not self.options.quiet
        ):
            notes = report.notes if self.format == "concise" else (*report.caveats, *report.notes)
            sys.stderr.writelines(f"note: {visible(note)}\n" for note in notes)
        return exit_code(report, self.fail_on, exit_zero=self.options.exit_zero)

    def _summarized(self, report: Report) -> Report:
        """Append the report to GitHub's step summary, if the format was chosen automatically."""
        asked = wish(self.options.output_format, self.settings.output_format, os.environ)
        path = os.environ.get("GITHUB_STEP_SUMMARY")
        if asked != "auto" or self.format != "github" or not path:
            return report
        from corscheck.cli.step_summary import append  # noqa: PLC0415  # only there

        try:
            append(path, report, self.context)
        except CorscheckError as error:
            return report._replace(errors=(*report.errors, RunError.of(error)))
        return report

    def listed(self, report: Report) -> Report:
        """The report with the findings that `--min-severity` lists; the others are only counted."""
        limit = self.options.min_severity
        return report if limit is None else report.at_least(limit)

    def presented(self, report: Report) -> Report:
        """The report as it may be shown: without secrets, unless they were asked for."""
        nothing = not (report.findings or report.suppressed or report.checks or report.errors or report.notes)
        if self.options.show_secrets or nothing:
            return report
        from corscheck.report.presentable import presentable  # noqa: PLC0415  # a clean file needs none of it

        return presentable(report, report.secrets)


def reporting(
    options: ReportOptions,
    paths: Sequence[str],
    command: Callable[[], int],
    streams: ReportStreams | None = None,
) -> int:
    """Run a command; if an exception ends it, the requested reports are written with that error.

    The error is placed at the first of `paths` that is a file. Internal errors are raised again afterwards.
    Files of `streams` keep what is in them, as it is all that is left of the run.
    """
    file = next((path for path in paths if os.path.isfile(path)), None)
    try:
        return command()
    except CorscheckError as error:
        return _aborted(options, RunError.of(error, file=file), streams)
    except KeyboardInterrupt:
        return _aborted(options, RunError("interrupted", "interrupted", file=file), streams)
    except Exception as error:
        message = f"a mistake in corscheck: {type(error).__name__}: {error}"
        _aborted(options, RunError("internal", message, file=file), streams)
        raise


def _aborted(options: ReportOptions, error: RunError, streams: ReportStreams | None) -> int:
    """Report the error that ended a command, without its settings, which may be the cause."""
    try:
        form, reports = _outputs(options, None)
    except UsageProblem:
        form, reports = "concise", ()
    if streams is not None:
        reports = tuple(one for one in reports if one[1] not in streams.paths)
    session = Session(options, Settings(), frozenset(), {}, "warning", form, reports, _context(options))
    return session.finish(Report(errors=(error,)))


def _error_lines(error: RunError) -> Iterator[str]:
    """An error as lines for standard error, followed by the last output of the service."""
    first, *rest = error.message.split("\n")
    yield f"error: {visible(first)}" + (f"; {visible(error.help)}" if error.help else "")
    for line in rest:
        yield guarded(visible(line))


class Sessions:
    """The sessions of a run: one for each settings file that applies to some of its configurations.

    `rules` are those that can run.
    """

    def __init__(self, options: ReportOptions, rules: Sequence[Rule] = RULES) -> None:
        self.options = options
        self.closest = Closest(options.config, isolated=options.isolated)
        self._rules = rules
        self._made: dict[int, Session] = {}  # by the identity of their settings, which `closest` keeps

    def here(self) -> Session:
        """The session with the settings of the working directory.

        Raises:
            UsageProblem: A setting or an option is not understood.
        """
        return self._of(self.closest.within("."))

    def of(self, path: str) -> Session:
        """The session with the settings of a configuration.

        Raises:
            UsageProblem: A setting or an option is not understood.
        """
        return self._of(self.closest.of(path))

    def split(self, paths: Iterable[str]) -> list[tuple[Session, list[str]]]:
        """The configurations grouped by their settings, in the order of the first of each."""
        groups: dict[int, tuple[Session, list[str]]] = {}
        for path in paths:
            session = self.of(path)
            groups.setdefault(id(session), (session, []))[1].append(path)
        return list(groups.values())

    def whole(self, sessions: Sequence[Session]) -> Session:
        """The session that reports for all of these; where they want different formats, that of `here`."""
        if len(sessions) == 1:
            return sessions[0]
        formats = {session.settings.output_format for session in sessions}
        here = self.here()
        return here._replace(format=sessions[0].format) if len(formats) == 1 else here

    def _of(self, settings: Settings) -> Session:
        if id(settings) not in self._made:
            self._made[id(settings)] = _session(self.options, settings, self._rules)
        return self._made[id(settings)]


def with_fail_on(parts: Sequence[tuple[Session, Report]]) -> list[Report]:
    """The reports; where there are several, each finding has the severity from which on it fails the run."""
    if len(parts) == 1:
        return [parts[0][1]]
    return [
        report._replace(findings=tuple(one._replace(fail_on=session.fail_on) for one in report.findings))
        for session, report in parts
    ]


def _session(options: ReportOptions, settings: Settings, rules: Sequence[Rule]) -> Session:
    fail_on = options.fail_on or settings.fail_on or "warning"
    severities = by_code(settings.severity)
    form, reports = _outputs(options, settings.output_format)
    return Session(
        options,
        settings,
        enabled=select(
            _codes(options.select) or settings.select or ("ALL",),
            [*settings.extend_select, *_codes(options.extend_select)],
            [*settings.ignore, *_codes(options.ignore)],
            rules,
        )
        - {code for code, how in severities.items() if how == OFF},
        severities={code: how for code, how in severities.items() if how != OFF},
        fail_on=fail_on,
        format=form,
        reports=reports,
        context=_context(options)._replace(fail_on=fail_on),
    )


def _context(options: ReportOptions) -> Context:
    return terminal_context(options.color)._replace(
        quiet=options.quiet,
        verbose=options.verbose,
        root=repository_root(".") or "",
        rules=_rule,
        min_severity=options.min_severity,
        group_by=options.group_by,
        time=_now(),
    )


def _now() -> str:
    """The time for reports; with SOURCE_DATE_EPOCH they can be reproduced (reproducible-builds.org)."""
    asked = os.environ.get("SOURCE_DATE_EPOCH", "")
    seconds = int(asked) if asked.isdecimal() and len(asked) < 12 else None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def versions(option: str | None, settings: Settings) -> tuple[str, ...]:
    """The selected ASAB versions, each once.

    Raises:
        UsageProblem: One of them is not a version.
    """
    named = tuple(part.strip() for part in option.split(",")) if option is not None else settings.asab_version
    for version in named:
        try:
            profile_for(version)
        except ValueError as error:
            raise UsageProblem(str(error)) from None
    return tuple(dict.fromkeys(named)) or (DEFAULT_VERSION,)


def _outputs(options: ReportOptions, setting: str | None) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The format of standard output, and format and path of each report that goes to a file."""
    reports = read_reports(options.report)
    piped = [form for form, path in reports if path == STDOUT]
    if piped and options.output_format is not None:
        raise UsageProblem(f"--output-format and --report {piped[0]}:- both go to standard output")
    files = tuple(one for one in reports if one[1] != STDOUT)
    return piped[0] if piped else _format(options, setting), files


def _format(options: ReportOptions, setting: str | None) -> str:
    name = chosen(options.output_format, setting, os.environ, terminal=is_terminal())
    if name not in OUTPUT_FORMATS:
        raise UsageProblem(f"unknown output format `{name}`{did_you_mean(name, OUTPUT_FORMATS)}")
    return name


def _codes(selectors: Iterable[str]) -> list[str]:
    """`--select A,B --select C` as three selectors."""
    return [part.strip() for selector in selectors for part in selector.split(",") if part.strip()]


def _rule(code: str) -> Rule | None:
    return next((rule for rule in every_rule() if rule.code == code), None)
