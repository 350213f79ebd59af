"""`corscheck show`: what ASAB makes of a configuration, and where each value comes from."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Literal, NamedTuple

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.asab.profiles import profile_for
from corscheck.asab.show import describe
from corscheck.cli.options import SHOW_SECRETS, Color, VersionOptions
from corscheck.cli.session import versions
from corscheck.cli.terminal import terminal_context
from corscheck.discovery import require
from corscheck.errors import UsageProblem
from corscheck.files import Disk
from corscheck.findings import FOUND
from corscheck.report.choose import chosen
from corscheck.report.ci_commands import broken
from corscheck.report.effective import render
from corscheck.settings import settings_for

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Argument, Option

ShowFormat = Literal["auto", "full", "json"]


class ShowOptions(NamedTuple):
    """What `corscheck show` is asked for."""

    path: Annotated[str, Argument(metavar="CONFIG", help="The main configuration file.")]
    section: Annotated[
        tuple[str, ...],
        Option("--section", metavar="NAME", help="Another section that is a web container. Repeatable."),
    ] = ()
    covers: Annotated[
        tuple[str, ...],
        Option(
            "--covers", metavar="PATH", help="Would a preflight to this request path be answered? Repeatable."
        ),
    ] = ()
    output_format: Annotated[
        ShowFormat | None, Option("--output-format", help="Form of the output; auto is full.")
    ] = None
    config: Annotated[
        str | None,
        Option(
            "--config",
            metavar="FILE",
            help="Settings file to use (default: the closest corscheck.toml or pyproject.toml).",
        ),
    ] = None
    isolated: Annotated[bool, Option("--isolated", help="Ignore all settings files.")] = False
    color: Annotated[Color, Option("--color", help="Colours; auto heeds NO_COLOR.")] = "auto"
    show_secrets: Annotated[bool, Option("--show-secrets", help=SHOW_SECRETS)] = False
    version: VersionOptions = VersionOptions()


def show(options: ShowOptions) -> int:
    """Show what ASAB makes of a configuration.

    The effective values with the file and line of each, the preflight routes, the base URLs.
    Exits with 1 where ASAB cannot load the file or a web container would not start.

    Examples:
      corscheck show etc/app.conf
      corscheck show etc/app.conf --covers /api/notes
    """
    require(options.path)
    settings = settings_for(os.path.dirname(options.path), config=options.config, isolated=options.isolated)
    version, *others = versions(options.version.asab_version, settings)
    if others and options.version.asab_version:
        raise UsageProblem("show is for one ASAB version at a time")
    environ = {**os.environ, **settings.env}
    configuration = load(options.path, Disk(), environ, profile_for(version))
    webs = containers(configuration, (*settings.section, *options.section))
    document = describe(configuration, webs, options.covers, show_secrets=options.show_secrets)
    context = terminal_context(options.color)
    if _wants_json(options.output_format):
        text = broken(json.dumps(document, indent=2) + "\n", "json")
    else:
        text = render(document, configuration, webs, context)
    sys.stdout.write(text)
    works = configuration.error is None and all(web.starts for web in webs)
    return 0 if works else FOUND


def _wants_json(option: str | None) -> bool:
    return chosen(option, None, os.environ, terminal=False) == "json"
