"""`corscheck show`: what ASAB makes of a configuration, and where each value comes from."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any, Literal

from corscheck.asab.build import containers
from corscheck.asab.loader import load
from corscheck.asab.profiles import profile_for
from corscheck.cli.options import SHOW_SECRETS, Color, VersionOptions
from corscheck.cli.session import versions
from corscheck.cli.terminal import terminal_context
from corscheck.discovery import require
from corscheck.errors import UsageProblem
from corscheck.examine import FROM_ZOOKEEPER, SITE_FILES
from corscheck.files import Disk
from corscheck.records import NamedTuple
from corscheck.report.choose import chosen
from corscheck.report.ci_commands import broken
from corscheck.report.effective import render
from corscheck.report.show_json import describe
from corscheck.run_report import FOUND
from corscheck.settings import Closest, settings_for

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Annotated

    from corscheck.asab.configuration import Configuration
    from corscheck.asab.profiles import Profile
    from corscheck.cli.option_types import Argument, Option

ShowFormat = Literal["auto", "full", "json"]


class ShowOptions(NamedTuple):
    """What `corscheck show` is asked for."""

    path: Annotated[
        str | None,
        Argument(metavar="[CONFIG]", help="The main configuration file; with --settings, any path."),
    ] = None
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
    settings: Annotated[
        bool,
        Option(
            "--settings",
            help="Show which settings file applies to the path (default: .), and where each value is from.",
        ),
    ] = False
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
    color: Annotated[Color, Option("--color", help="Colours; auto respects NO_COLOR.")] = "auto"
    show_secrets: Annotated[bool, Option("--show-secrets", help=SHOW_SECRETS)] = False
    version: VersionOptions = VersionOptions()


def show(options: ShowOptions) -> int:
    """Show what ASAB makes of a configuration.

    The effective values with the file and line of each, the preflight routes, the base URLs.
    Exits with 1 where ASAB cannot load the file or a web container would not start.

    Examples:
      corscheck show etc/app.conf
      corscheck show etc/app.conf --covers /api/notes
      corscheck show --settings etc/app.conf
    """
    if options.settings:
        return _show_settings(options)
    if options.path is None:
        raise UsageProblem("name the configuration file to show")
    path = options.path
    require(path)
    settings = settings_for(os.path.dirname(path), config=options.config, isolated=options.isolated)
    version, *others = versions(options.version.asab_version, settings)
    if others and options.version.asab_version:
        raise UsageProblem("show is for one ASAB version at a time")
    environ = {**os.environ, **settings.env}
    sections = (*settings.section, *options.section)
    read = [(one, containers(one, sections)) for one in _read(path, environ, profile_for(version))]
    documents = [describe(one, webs, options.covers, show_secrets=options.show_secrets) for one, webs in read]
    context = terminal_context(options.color)
    if _wants_json(options.output_format):
        text = broken(json.dumps(_joined(documents), indent=2) + "\n", "json")
    else:
        described = zip(documents, read, strict=True)
        text = "\n".join(render(document, one, webs, context) for document, (one, webs) in described)
    if path.lower().endswith(SITE_FILES):
        sys.stderr.write(f"note: {FROM_ZOOKEEPER}: this is what it reads of such a node, or of an INI file\n")
    sys.stdout.write(text)
    works = all(one.error is None and all(web.starts for web in webs) for one, webs in read)
    return 0 if works else FOUND


def _show_settings(options: ShowOptions) -> int:
    from corscheck.cli.show_settings import shown_settings  # noqa: PLC0415  # only where asked for

    if options.section or options.covers or options.version.asab_version:
        raise UsageProblem(
            "--settings shows no configuration: leave out --section, --covers and --asab-version"
        )
    path = options.path or "."
    if not os.path.isdir(path):
        require(path)
    closest = Closest(options.config, isolated=options.isolated)
    as_json = _wants_json(options.output_format)
    text = shown_settings(path, closest, as_json=as_json, show_secrets=options.show_secrets)
    sys.stdout.write(text)
    return 0


def _read(path: str, environ: Mapping[str, str], profile: Profile) -> Sequence[Configuration]:
    """The configuration, or those in a JSON or YAML file, as `lint` reads them."""
    if path.lower().endswith(SITE_FILES):
        from corscheck.asab.yaml_json import load_site  # noqa: PLC0415  # only these files need it

        if found := load_site(path, Disk(), environ, profile):
            return found
    return (load(path, Disk(), environ, profile),)


def _joined(documents: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """One document of all configurations of a file."""
    return {
        **documents[0],
        "error": next((one["error"] for one in documents if one["error"]), None),
        "containers": [web for one in documents for web in one["containers"]],
    }


def _wants_json(option: str | None) -> bool:
    return chosen(option, None, os.environ, terminal=False) == "json"
