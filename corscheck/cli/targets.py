"""The services that `preflight` and `check` try, from the settings and the command line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any, NamedTuple

from corscheck.cli.connection import connection
from corscheck.cli.live_options import axes, shard
from corscheck.cli.session import versions
from corscheck.discovery import each_once, require
from corscheck.errors import UsageProblem
from corscheck.files import identity
from corscheck.findings import RunError
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corscheck.cli.live_options import LiveOptions
    from corscheck.cli.session import Session, Sessions
    from corscheck.live.runner import Options
    from corscheck.live.target import Target
    from corscheck.settings import Service, Settings
    from corscheck.source import Span


class Targets(NamedTuple):
    """The services to try, and errors for those that cannot be tried."""

    found: list[Target]
    errors: list[RunError]


class Group(NamedTuple):
    """Services whose configurations have the same settings, and how they are tried."""

    session: Session
    targets: list[Target]
    options: Options


class Groups(NamedTuple):
    """All services to try, and errors for those that cannot be tried."""

    found: list[Group]
    errors: list[RunError]

    def whole(self, sessions: Sessions) -> Session:
        """The session that writes the report of all groups."""
        return sessions.whole([group.session for group in self.found])


def grouped(
    options: LiveOptions, configs: Sequence[str], sessions: Sessions, asked: str | None = None
) -> Groups:
    """The services to try, grouped by the settings of their configurations.

    Services that no configuration names are those of the working directory's settings; their rules are those
    of the settings closest to their configurations, as for `corscheck lint`.

    Raises:
        UsageProblem: There is nothing to try, or an option or a setting is not understood.
    """
    if configs:
        parts = [(one.settings, paths) for one, paths in sessions.split(configs)]
    else:
        parts = [(sessions.here().settings, [])]
    found: dict[int, Group] = {}
    errors: list[RunError] = []
    for settings, paths in parts:
        made = targets(options, paths, settings, asked)
        errors += made.errors
        for target in made.found:
            ((session, _),) = sessions.split([target.config])
            if id(session) not in found:
                found[id(session)] = Group(session, [], run_options(options, asked, session))
            closest = session.settings is settings
            found[id(session)].targets.append(
                target if closest else _with(target, settings, session.settings)
            )
    return Groups(list(found.values()), errors)


def _with(target: Target, settings: Settings, closest: Settings) -> Target:
    """The target of a service in `settings`, completed with the settings closest to its configuration."""
    return target._replace(
        environ={**os.environ, **closest.env, **settings.env},
        sections=tuple(dict.fromkeys([*closest.section, *target.sections])),
    )


def targets(
    options: LiveOptions, configs: Sequence[str], settings: Settings, asked: str | None = None
) -> Targets:
    """The services to try: those of the settings if no configuration is named.

    A configuration that is named and belongs to a `[[service]]` is tried as described there; options of the
    command line take precedence. With `--url`, the command of the settings is not launched. `asked` is the
    value of `--asab-version`.

    Raises:
        UsageProblem: There is nothing to try, or an expectation is not understood.
    """
    from corscheck.contract.expectations import decided  # noqa: PLC0415  # only where something is sent
    from corscheck.live.target import Target  # noqa: PLC0415

    options = options._replace(send_unsafe=options.send_unsafe or settings.send_unsafe)
    expected = [decided(one, send_unsafe=options.send_unsafe) for one in settings.expect]
    described = list(_services(settings))
    found: list[Target] = []
    errors: list[RunError] = []
    for service, config, at in _named(configs, described) if configs else described:
        try:
            require(config)
        except UsageProblem as error:
            errors.append(_not_there(error, service, config, at))
            continue
        base: dict[str, Any] = {"config": config, "environ": {**os.environ, **settings.env}, "at": at}
        base["home"] = None if configs else settings.directory
        if service is not None:
            base |= _of_service(service, settings)
            if asked is None and service.asab_version:
                base["versions"] = versions(None, settings._replace(asab_version=service.asab_version))
        name = service.name if service else None
        base["expectations"] = tuple(one for one in expected if one.service in (None, name))
        own = service.section if service else ()
        base["sections"] = tuple(dict.fromkeys([*settings.section, *own, *options.section]))
        target = Target(**base | _of_options(options))
        if options.behind_proxy and (target.launch is None or target.url is None):
            raise UsageProblem(
                "--behind-proxy is for a service that is launched and a URL that leads to its proxy: "
                "give --launch and --url, too"
            )
        found.append(target)
    if not found and not errors:
        raise UsageProblem(
            "there is nothing to try: name configuration files, or describe the services in corscheck.toml "
            "(`corscheck init` writes one)"
        )
    return Targets(found, errors)


def _not_there(error: UsageProblem, service: Service | None, config: str, at: Span | None) -> RunError:
    """The error of a service whose configuration cannot be read."""
    label = (service.name if service else None) or config
    help_ = "correct the path, or take the service out of the settings" if at else None
    return RunError(error.kind, str(error), help_, service=label, span=at, file=config, untested="service")


def run_options(options: LiveOptions, asked: str | None, session: Session) -> Options:
    """The options of the run.

    Raises:
        UsageProblem: An option is invalid.
    """
    from corscheck.asab.profiles import profile_for  # noqa: PLC0415
    from corscheck.live.runner import Options  # noqa: PLC0415
    from corscheck.live.suppressions import apply_suppressions  # noqa: PLC0415

    linted = versions(asked, session.settings)
    return Options(
        connection(options.connection),
        linted[0] if asked is not None and len(linted) == 1 else None,
        profile_for(linted[0]),
        session.enabled,
        options.max_failures,
        shard(options.shard),
        counted=lambda report: apply_suppressions(
            report, session.severities, session.disabled_in, session.enabled
        ),
        say=lambda text: print(visible(text), file=sys.stderr),  # noqa: T201  # a note for people
        crashed=print_traceback,
    )


def print_traceback(error: Exception) -> None:
    """Print the traceback of an internal error."""
    from traceback import format_exception  # noqa: PLC0415  # only where something went wrong

    sys.stderr.write("".join(format_exception(error)))


_Described = tuple["Service | None", str, "Span | None"]
"""A service of the settings, one of its configuration files, and the line that names it."""


def _services(settings: Settings) -> Iterable[_Described]:
    for number, service in enumerate(settings.service):
        at = settings.place("service", number, "config")
        for config in each_once(map(settings.resolve, service.config)):
            yield service, _near(config), at


def _named(configs: Sequence[str], described: Iterable[_Described]) -> Iterable[_Described]:
    by_file: dict[str, list[tuple[Service | None, Span | None]]] = {}
    for service, config, at in described:
        by_file.setdefault(identity(config), []).append((service, at))
    for config in each_once(configs):
        for service, at in by_file.get(identity(config), [(None, None)]):
            yield service, config, at


def _near(path: str) -> str:
    """The path, relative if it is below the working directory."""
    relative = os.path.relpath(path)
    return path if relative.startswith("..") else relative


def _of_service(service: Service, settings: Settings) -> dict[str, Any]:
    found: dict[str, Any] = {"name": service.name or ""}
    for name in ("url", "launch", "wait"):
        if (value := getattr(service, name)) is not None:
            found[name] = value
    if service.openapi is not None:
        remote = service.openapi in ("auto", "off") or "://" in service.openapi
        found["openapi"] = service.openapi if remote else settings.resolve(service.openapi)
    if service.launch is not None:
        found["directory"] = settings.directory
    if service.routes:
        from corscheck.contract.named_routes import named_route  # noqa: PLC0415  # only where there are any

        found["routes"] = tuple(map(named_route, service.routes))
    found["behind_proxy"] = service.behind_proxy
    found["internal"] = service.internal
    return found


def _of_options(options: LiveOptions) -> dict[str, Any]:
    found: dict[str, Any] = {"axes": axes(options)}
    for name in ("url", "launch", "wait", "openapi"):
        if (value := getattr(options, name)) is not None:
            found[name] = value
    if options.behind_proxy:
        found["behind_proxy"] = True
    if options.launch is not None:
        found["directory"] = None
    elif options.url is not None:
        found["launch"] = None  # the service of the settings is not the one at that URL
    return found
