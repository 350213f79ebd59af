"""`corscheck server`: the language server; pygls, an extra, is imported by `corscheck.server` only."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from corscheck.cli.options import ReportOptions, VersionOptions
from corscheck.errors import UsageProblem, missing_extra
from corscheck.files import STDIN, near
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Annotated

    from corscheck.cli.lint_job import Job
    from corscheck.cli.option_types import Option
    from corscheck.server.looking import Looked, Reading


class ServerOptions(NamedTuple):
    """What `corscheck server` is asked for."""

    section: Annotated[
        tuple[str, ...],
        Option("--section", metavar="NAME", help="Another section that is a web container. Repeatable."),
    ] = ()
    config: Annotated[
        str | None,
        Option(
            "--config",
            metavar="FILE",
            help="Settings file to use (default: the closest corscheck.toml or pyproject.toml).",
        ),
    ] = None
    isolated: Annotated[bool, Option("--isolated", help="Ignore all settings files.")] = False
    stdio: Annotated[
        bool, Option("--stdio", help="Has no effect: standard input and output are always used.")
    ] = False
    version: VersionOptions = VersionOptions()


def server(options: ServerOptions) -> int:
    """Run the language server, for editors.

    Findings as you type, fixes, effective values, completion. It speaks the Language Server Protocol on
    standard input and output; docs/editors.md says how editors start it.

    Examples:
      corscheck server
      corscheck server --asab-version 26.37
    """
    try:
        features = import_module("corscheck.server.features")
    except ImportError as error:
        raise missing_extra("corscheck server", "pygls", "server") from error
    if sys.stdin is None or not hasattr(sys.stdout, "buffer"):
        raise UsageProblem("corscheck server talks to an editor on standard input and output; one is closed")
    if sys.stdin.isatty():
        sys.stderr.write("waiting for an editor on standard input; docs/editors.md says how to start it\n")
    code: int = features.serve(lambda path, texts: look(options, path, texts))
    return code


def look(options: ServerOptions, path: str, texts: Mapping[str, str]) -> Looked:
    """Lint a document of an editor as `lint -` with `--stdin-filename` and `--force-exclude` does.

    Raises:
        CorscheckError: It cannot be done, such as with settings that are not understood.
    """
    from corscheck.cli.lint import prepare  # noqa: PLC0415  # `--help` does not need it
    from corscheck.cli.lint_job import LintOptions  # noqa: PLC0415
    from corscheck.server.looking import Found, Looked  # noqa: PLC0415

    named = {near(one): text for one, text in texts.items()}
    lint = LintOptions(
        (STDIN,),
        stdin_filename=near(path),
        force_exclude=True,
        section=options.section,
        version=options.version,
        report=ReportOptions(output_format="json", config=options.config, isolated=options.isolated),
    )
    job = prepare(lint, named)
    report = job.without_known(job.look({}))
    shown = job.session.presented(report)
    return Looked(
        tuple(map(Found, report.findings, shown.findings)),
        shown.errors + job.errors,
        report.files,
        tuple(_readings(job)),
        job.findings,
    )


def _readings(job: Job) -> Iterator[Reading]:
    """The configurations that include the document, or the document itself."""
    from corscheck.server.looking import Reading  # noqa: PLC0415  # as above

    for group in job.groups:
        for path in group.paths:
            if not job.mains or path in job.mains:
                yield Reading(path, group.session.environ, group.engine.versions, group.engine.sections)
