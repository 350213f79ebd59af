"""What every reporting command does before and after its own job: settings in, reports and exit code out."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from corscheck.asab.profiles import DEFAULT_VERSION, profile_for
from corscheck.cli.terminal import is_terminal, terminal_context
from corscheck.errors import UsageProblem
from corscheck.files import write
from corscheck.findings import SEVERITIES
from corscheck.report import FILE_FORMATS, OUTPUT_FORMATS, render
from corscheck.report.choose import chosen
from corscheck.report.context import Context
from corscheck.rules.registry import RULES, by_code, every_rule, matching, select
from corscheck.settings import OFF, Settings, repository_root, settings_for
from corscheck.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from corscheck.cli.options import ReportOptions
    from corscheck.findings import Report, Severity
    from corscheck.rules.rule import Rule

INTERRUPTED = 130
UNREACHABLE = 3
FOUND = 1


class Run(NamedTuple):
    """One run: its options joined with the settings that hold for it, all of them understood."""

    options: ReportOptions
    settings: Settings
    enabled: frozenset[str]  # codes of the rules to run
    severities: dict[str, Severity]  # by code, where they differ from the rule's own
    fail_on: Severity
    format: str
    reports: tuple[tuple[str, str], ...]  # (format, path) of each `--report`
    context: Context  # for standard output

    @property
    def environ(self) -> dict[str, str]:
        """The environment that ASAB is taken to run in."""
        return {**os.environ, **self.settings.env}

    @property
    def disabled_in(self) -> Callable[[str], frozenset[str]] | None:
        """Path → codes that are off in that file; None where there are no such settings."""
        if not self.settings.per_file_ignores:
            return None
        return lambda path: frozenset[str]().union(*map(matching, self.settings.ignored_in(path)))

    def say(self, text: str) -> None:
        """A note on standard error for those who asked for more."""
        if self.options.verbose:
            sys.stderr.write(f"{text}\n")

    def finish(self, report: Report, *, unreachable: bool = False, interrupted: bool = False) -> int:
        """Write the report where it is wanted and return the exit code."""
        sys.stdout.write(render(self.format, report, self.context))
        return self.conclude(report, unreachable=unreachable, interrupted=interrupted)

    def conclude(self, report: Report, *, unreachable: bool = False, interrupted: bool = False) -> int:
        """As `finish`, with nothing on standard output."""
        plain = self.context._replace(colour=False, unicode=True, width=None, quiet=False)
        for name, path in self.reports:
            write(path, render(name, report, plain))
        failed = _fails(report, self.fail_on) and not self.options.exit_zero
        unreachable = unreachable or any(check.outcome == "unreachable" for check in report.checks or ())
        return INTERRUPTED if interrupted else FOUND if failed else UNREACHABLE if unreachable else 0


def start(options: ReportOptions, paths: Sequence[str] = (), rules: Sequence[Rule] = RULES) -> Run:
    """Read the settings that hold for `paths` and join them with the options; `rules` are those that can run.

    Raises:
        UsageProblem: A setting or an option is not understood.
    """
    settings = settings_for(_common_directory(paths), config=options.config, isolated=options.isolated)
    fail_on = options.fail_on or settings.fail_on or "warning"
    context = terminal_context(options.color)._replace(
        quiet=options.quiet,
        root=repository_root(".") or "",
        fail_on=fail_on,
        rules=_rule,
    )
    severities = by_code(settings.severity)
    return Run(
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
        format=_format(options, settings),
        reports=tuple(map(_file_report, options.report)),
        context=context,
    )


def versions(option: str | None, settings: Settings) -> tuple[str, ...]:
    """The ASAB versions that are meant, each once.

    Raises:
        UsageProblem: One of them is no version.
    """
    named = tuple(part.strip() for part in option.split(",")) if option is not None else settings.asab_version
    for version in named:
        try:
            profile_for(version)
        except ValueError as error:
            raise UsageProblem(str(error)) from None
    return tuple(dict.fromkeys(named)) or (DEFAULT_VERSION,)


def _fails(report: Report, fail_on: Severity) -> bool:
    worst = SEVERITIES[: SEVERITIES.index(fail_on) + 1]
    return any(finding.severity in worst for finding in report.findings) or any(
        check.outcome == "failed" and not check.codes for check in report.checks or ()
    )


def _format(options: ReportOptions, settings: Settings) -> str:
    name = chosen(options.output_format, settings.output_format, os.environ, terminal=is_terminal())
    if name not in OUTPUT_FORMATS:
        raise UsageProblem(f"unknown output format `{name}`{did_you_mean(name, OUTPUT_FORMATS)}")
    return name


def _file_report(text: str) -> tuple[str, str]:
    name, _, path = text.partition(":")
    if name not in FILE_FORMATS:
        hint = did_you_mean(name, FILE_FORMATS) or f"; there are {', '.join(FILE_FORMATS)}"
        raise UsageProblem(f"unknown report format `{name}`{hint}")
    if not path:
        raise UsageProblem(f"--report {name} needs a file: --report {name}:PATH")
    return name, path


def _codes(selectors: Iterable[str]) -> list[str]:
    """`--select A,B --select C` as three selectors."""
    return [part.strip() for selector in selectors for part in selector.split(",") if part.strip()]


def _common_directory(paths: Sequence[str]) -> str:
    """The directory that all paths have in common: where the search for settings begins."""
    places = [path if os.path.isdir(path) else os.path.dirname(path) for path in paths]
    try:
        return os.path.commonpath([os.path.abspath(place) for place in places]) if places else "."
    except ValueError:  # different drives, or a null byte: there is no such file anyway
        return "."


def _rule(code: str) -> Rule | None:
    return next((rule for rule in every_rule() if rule.code == code), None)
