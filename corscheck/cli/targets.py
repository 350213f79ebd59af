"""What `preflight` and `check` share: the options of a live run, and from them the services to try."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from corscheck.cli.axes import axes, shard
from corscheck.cli.connection import ConnectionOptions, connection
from corscheck.cli.session import versions
from corscheck.discovery import require
from corscheck.errors import UsageProblem
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Annotated

    from corscheck.cli.option_types import Option
    from corscheck.cli.session import Run
    from corscheck.live.runner import Options
    from corscheck.live.target import Target
    from corscheck.settings import Service, Settings

CredentialsChoice = Literal["omit", "include", "both"]


class LiveOptions(NamedTuple):
    """What is tried on which service."""

    url: Annotated[
        str | None,
        Option("--url", metavar="BASE", help="Base URL of the service (default: from `listen`)."),
    ] = None
    path: Annotated[
        tuple[str, ...],
        Option("--path", metavar="PATH", help="Path to request, instead of the planned ones. Repeatable."),
    ] = ()
    origin: Annotated[
        tuple[str, ...],
        Option(
            "--origin", metavar="ORIGIN", help="Origin of the page, instead of those in `cors`. Repeatable."
        ),
    ] = ()
    method: Annotated[
        tuple[str, ...],
        Option(
            "--method",
            "-X",
            metavar="METHOD",
            help="Method to ask for, instead of those the service offers. Repeatable.",
        ),
    ] = ()
    request_header: Annotated[
        tuple[str, ...],
        Option(
            "--request-header",
            metavar="NAME",
            help="Header that the page sets, instead of those the service offers. Repeatable.",
        ),
    ] = ()
    credentials: Annotated[
        CredentialsChoice | None,
        Option(
            "--credentials",
            help="Without cookies (omit), with them (include), or both "
            "(default: as the configuration promises).",
        ),
    ] = None
    openapi: Annotated[
        str | None,
        Option(
            "--openapi",
            metavar="URL|FILE|auto|off",
            help="OpenAPI document with the service's routes (default: auto, the one that ASAB serves).",
        ),
    ] = None
    strangers: Annotated[
        bool,
        Option("--strangers/--no-strangers", help="Try origins that nobody named, which must not get in."),
    ] = True
    send: Annotated[
        bool, Option("--send", help="Besides preflights, make the GET and HEAD requests themselves.")
    ] = False
    send_unsafe: Annotated[
        bool, Option("--send-unsafe", help="Make the requests of all methods; they may change things.")
    ] = False
    launch: Annotated[
        str | None,
        Option(
            "--launch",
            metavar="COMMAND",
            help="Start the service with this command, and stop it afterwards; {config} is the file, "
            "{port} a free port.",
        ),
    ] = None
    wait: Annotated[
        float | None,
        Option(
            "--wait",
            metavar="SECONDS",
            help="Wait so long for the service to answer (default: 30 for --launch, else 0).",
            min=0,
        ),
    ] = None
    section: Annotated[
        tuple[str, ...],
        Option("--section", metavar="NAME", help="Another section that is a web container. Repeatable."),
    ] = ()
    dry_run: Annotated[bool, Option("--dry-run", help="List what would be tried, and send nothing.")] = False
    shard: Annotated[
        str | None,
        Option("--shard", metavar="K/N", help="Try only the K-th of N parts of the plan, such as 1/4."),
    ] = None
    max_failures: Annotated[
        int | None, Option("--max-failures", metavar="N", help="Stop after N failed checks.", min=1)
    ] = None
    connection: ConnectionOptions = ConnectionOptions()


def targets(
    options: LiveOptions, configs: Sequence[str], settings: Settings, asked: str | None = None
) -> list[Target]:
    """The services to try: those of the settings where no configuration is named.

    A configuration that is named and that a `[[service]]` has, too, is tried as that says, except for
    what the command line says; `asked` is its `--asab-version`.

    Raises:
        UsageProblem: There is nothing to try, or an expectation is not understood.
    """
    from corscheck.contract.expectations import decided  # noqa: PLC0415  # only where something is sent
    from corscheck.live.target import Target  # noqa: PLC0415

    options = options._replace(send_unsafe=options.send_unsafe or settings.send_unsafe)
    expected = [decided(one, send_unsafe=options.send_unsafe) for one in settings.expect]
    found = []
    for service, config in _services(configs, settings):
        base: dict[str, Any] = {"config": config, "environ": {**os.environ, **settings.env}}
        if service is not None:
            base |= _of_service(service, settings)
            if asked is None and service.asab_version:
                base["versions"] = versions(None, settings._replace(asab_version=service.asab_version))
            base["expectations"] = tuple(one for one in expected if one.service in (None, service.name))
        found.append(Target(**base | _of_options(options, settings)))
    if not found:
        raise UsageProblem(
            "there is nothing to try: name configuration files, or describe the services in corscheck.toml "
            "(`corscheck init` writes one)"
        )
    return found


def run_options(options: LiveOptions, asked: str | None, run: Run) -> Options:
    """How the run goes.

    Raises:
        UsageProblem: An option is not understood.
    """
    from corscheck.asab.profiles import profile_for  # noqa: PLC0415
    from corscheck.live.runner import Options  # noqa: PLC0415

    linted = versions(asked, run.settings)
    return Options(
        connection(options.connection),
        linted[0] if asked is not None and len(linted) == 1 else None,
        profile_for(linted[0]),
        run.enabled,
        options.max_failures,
        shard(options.shard),
        say=lambda text: print(visible(text), file=sys.stderr),  # noqa: T201  # a note for people
    )


def _services(configs: Sequence[str], settings: Settings) -> Iterable[tuple[Service | None, str]]:
    described = [
        (service, _near(settings.resolve(config)))
        for service in settings.service
        for config in service.config
    ]
    if not configs:
        return described
    for config in configs:
        require(config)
    by_path = {os.path.abspath(config): service for service, config in described}
    return [(by_path.get(os.path.abspath(config)), config) for config in configs]


def _near(path: str) -> str:
    """A path below the working directory as people write it."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _of_service(service: Service, settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {"name": service.name or "", "sections": (*settings.section, *service.section)}
    for name in ("url", "launch", "wait"):
        if (value := getattr(service, name)) is not None:
            found[name] = value
    if service.openapi is not None:
        remote = service.openapi in ("auto", "off") or "://" in service.openapi
        found["openapi"] = service.openapi if remote else settings.resolve(service.openapi)
    if service.launch is not None:
        found["directory"] = settings.directory
    return found


def _of_options(options: LiveOptions, settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {"axes": axes(options)}
    for name in ("url", "launch", "wait", "openapi"):
        if (value := getattr(options, name)) is not None:
            found[name] = value
    if options.launch is not None:
        found["directory"] = None
    if options.section or settings.section:
        found["sections"] = (*settings.section, *options.section)
    return found
