"""`corscheck init`: a commented corscheck.toml from a configuration and, where it answers, its service."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from corscheck.cli.connection import ConnectionOptions, connection, with_files_read
from corscheck.cli.options import SHOW_SECRETS, VersionOptions
from corscheck.cli.session import versions
from corscheck.discovery import each_once, require
from corscheck.errors import UsageProblem
from corscheck.files import identity
from corscheck.records import NamedTuple
from corscheck.text import plural, visible

if TYPE_CHECKING:
    from typing import Annotated

    from corscheck.cli.option_types import Argument, Option

STDOUT = "-"
_TAKEN = "--force replaces it, --output writes another"


class InitOptions(NamedTuple):
    """What `corscheck init` is asked for."""

    configs: Annotated[
        tuple[str, ...], Argument(metavar="CONFIG...", help="Main configuration files of the services.")
    ]
    output: Annotated[
        str, Option("--output", "-o", metavar="FILE", help="Where to write it; `-` is standard output.")
    ] = "corscheck.toml"
    force: Annotated[bool, Option("--force", help="Replace a file that is there.")] = False
    url: Annotated[
        str | None,
        Option("--url", metavar="BASE", help="Base URL of the service (default: from `listen`)."),
    ] = None
    launch: Annotated[
        str | None,
        Option(
            "--launch",
            metavar="COMMAND",
            help="Command that starts the service; {config} is the file, {port} a free port.",
        ),
    ] = None
    openapi: Annotated[
        str,
        Option(
            "--openapi",
            metavar="URL|FILE|auto|off",
            help="OpenAPI document with the service's routes; auto is the one that ASAB serves.",
        ),
    ] = "auto"
    show_secrets: Annotated[bool, Option("--show-secrets", help=SHOW_SECRETS)] = False
    version: VersionOptions = VersionOptions()
    connection: ConnectionOptions = ConnectionOptions()


def init(options: InitOptions) -> int:
    """Write a commented corscheck.toml to start from.

    It is the CORS policy of a repository, as a file that can be run.

    Examples:
      corscheck init etc/app.conf
      corscheck init etc/app.conf --launch 'python app.py -c {config}'
    """
    if options.output != STDOUT and os.path.exists(options.output) and not options.force:
        raise UsageProblem(f"{options.output} is there already; {_TAKEN}")
    configs = each_once(options.configs)
    for config in configs:
        require(config)
        if identity(config) == identity(options.output):
            raise UsageProblem(f"--output {options.output}: that is the configuration itself")
    from corscheck.asab.profiles import profile_for  # noqa: PLC0415  # only the command that runs
    from corscheck.live.draft import Drafted, draft  # noqa: PLC0415
    from corscheck.live.target import Target  # noqa: PLC0415
    from corscheck.settings import Settings  # noqa: PLC0415

    profile = profile_for(versions(options.version.asab_version, Settings())[0])
    base = os.path.dirname(os.path.abspath(options.output)) if options.output != STDOUT else os.getcwd()
    drafted: Drafted = draft(
        [
            Target(config, url=options.url, launch=options.launch, openapi=options.openapi)
            for config in configs
        ],
        profile,
        connection(with_files_read(options.connection)),
        base,
        show_secrets=options.show_secrets,
    )
    for note in drafted.notes:
        sys.stderr.write(f"{visible(note)}\n")
    if options.output == STDOUT:
        sys.stdout.write(drafted.text)
        return 0
    from corscheck.writing import write  # noqa: PLC0415

    write(options.output, drafted.text, lambda old: _TAKEN if old is not None and not options.force else None)
    count = plural(drafted.expectations, "expectation")
    sys.stderr.write(f"Wrote {visible(options.output)} with {count}; `corscheck check` tries them.\n")
    return 0
