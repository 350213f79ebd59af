"""The options that every reporting command shares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Option


OutputFormat = Literal[
    "auto", "full", "concise", "json", "github", "azure", "gitlab", "sarif", "junit", "rdjson"
]
Color = Literal["auto", "always", "never"]
Severity = Literal["error", "warning", "info"]
Grouping = Literal["place", "rule"]


SHOW_SECRETS = "Show passwords, tokens, cookies and what came out of the environment, instead of `***`."


class ReportOptions(NamedTuple):
    """What is reported, in which format, to which files, and what fails the run; None: as in the settings."""

    output_format: Annotated[
        OutputFormat | None,
        Option(
            "--output-format",
            help="Form of the report on standard output. auto: full on a terminal, github in GitHub Actions, "
            "azure in Azure Pipelines, else concise. Also CORSCHECK_OUTPUT_FORMAT.",
        ),
    ] = None
    report: Annotated[
        tuple[str, ...],
        Option(
            "--report",
            metavar="FORMAT:PATH",
            values="reports",
            help="Write a report to a file, too, also as html or markdown; to standard output instead of the "
            "usual one where PATH is `-`. Repeatable.",
        ),
    ] = ()
    min_severity: Annotated[
        Severity | None,
        Option(
            "--min-severity",
            metavar="SEVERITY",
            help="The mildest severity to list; others are counted only, and the exit code stays the same "
            "(default: all, and infos as one line for each rule).",
        ),
    ] = None
    group_by: Annotated[
        Grouping, Option("--group-by", help="List findings by their place, or the places of each rule.")
    ] = "place"
    select: Annotated[
        tuple[str, ...],
        Option(
            "--select",
            metavar="RULE",
            values="rules",
            help="Rules to run: codes, prefixes of codes, names, ALL. Repeatable.",
        ),
    ] = ()
    extend_select: Annotated[
        tuple[str, ...],
        Option(
            "--extend-select",
            metavar="RULE",
            values="rules",
            help="Rules to run besides those. Repeatable.",
        ),
    ] = ()
    ignore: Annotated[
        tuple[str, ...],
        Option("--ignore", metavar="RULE", values="rules", help="Rules not to run. Repeatable."),
    ] = ()
    fail_on: Annotated[
        Severity | None,
        Option(
            "--fail-on",
            metavar="SEVERITY",
            help="The mildest severity that makes the exit code 1 (default: warning).",
        ),
    ] = None
    exit_zero: Annotated[
        bool, Option("--exit-zero", help="Exit with 0 instead of 1 when there are findings.")
    ] = False
    config: Annotated[
        str | None,
        Option(
            "--config",
            metavar="FILE",
            help="Settings file to use (default: the closest corscheck.toml or pyproject.toml).",
        ),
    ] = None
    isolated: Annotated[bool, Option("--isolated", help="Ignore all settings files.")] = False
    color: Annotated[Color, Option("--color", help="Colours; auto respects NO_COLOR.")] = "auto"
    quiet: Annotated[bool, Option("--quiet", "-q", help="Show findings only: no summary, no notes.")] = False
    verbose: Annotated[
        bool, Option("--verbose", "-v", help="List every check; say on stderr what is done.")
    ] = False
    show_secrets: Annotated[bool, Option("--show-secrets", help=SHOW_SECRETS)] = False


class VersionOptions(NamedTuple):
    """Which ASAB the configuration is read for."""

    asab_version: Annotated[
        str | None,
        Option(
            "--asab-version",
            metavar="VERSION[,VERSION]...",
            values="versions",
            help="ASAB versions the configuration is meant for (default: 25.15).",
        ),
    ] = None
