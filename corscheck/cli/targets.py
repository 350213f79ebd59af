"""The services that `preflight` and `check` try, from the settings and the command line."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from corscheck.cli.connection import connection, with_files_read
from corscheck.cli.live_options import axes, shard
from corscheck.cli.service_settings import ServiceTexts
from corscheck.cli.session import versions
from corscheck.discovery import each_once, require
from corscheck.errors import UsageProblem
from corscheck.files import identity, near
from corscheck.records import NamedTuple
from corscheck.run_report import RunError
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corscheck.cli.live_options import LiveOptions
    from corscheck.cli.session import Session, Sessions
    from corscheck.contract.expectations import Expectation
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
    options = options._replace(connection=with_files_read(options.connection))
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
            session = sessions.split([target.config])[0][0] if target.config else sessions.here()
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

    options = options._replace(send_unsafe=options.send_unsafe or settings.send_unsafe)
    expected = [decided(one, send_unsafe=options.send_unsafe) for one in settings.expect]
    described = list(_services(settings)) or _any_service(options)
    chosen = _Chosen(options, settings, asked, expected, settings.directory if not configs else None)
    found: list[Target] = []
    errors: list[RunError] = []
    for one in _named(configs, described) if configs else described:
        try:
            if one.mistake is not None:
                raise one.mistake
            if one.config or configs:  # an empty name that was given is no service without a configuration
                require(one.config)
            found.append(_target(one, chosen))
        except UsageProblem as error:
            errors.append(_not_there(error, one))
    if options.behind_proxy:
        _check_behind_proxy(found)
    if not found and not errors:
        raise UsageProblem(
            "there is nothing to try: name configuration files, give --url and --origin for any HTTP "
            "service, or describe the services in corscheck.toml (`corscheck init` writes one)"
        )
    return Targets(found, errors)


class _Chosen(NamedTuple):
    """Options and settings that apply to all services."""

    options: LiveOptions
    settings: Settings
    asked: str | None
    expected: list[Expectation]
    home: str | None


def _target(one: _Named, chosen: _Chosen) -> Target:
    """The target for a configuration.

    Raises:
        UsageProblem: A text of its `[[service]]` cannot be used.
    """
    from corscheck.live.target import Target  # noqa: PLC0415  # only where something is sent

    settings, options = chosen.settings, chosen.options
    service = one.service
    base: dict[str, Any] = {"environ": {**os.environ, **settings.env}, "home": chosen.home}
    own = _of_options(options)
    if one.texts is not None:
        overridden = {*own, "proxy"} if options.connection.proxy else own.keys()
        base |= one.texts.fields(overridden)
    if service is not None and chosen.asked is None and service.asab_version:
        base["versions"] = versions(None, settings._replace(asab_version=service.asab_version))
    name = service.name if service else None
    base["expectations"] = tuple(each for each in chosen.expected if each.service in (None, name))
    sections = service.section if service else ()
    base["sections"] = tuple(dict.fromkeys([*settings.section, *sections, *options.section]))
    target = Target(**base | own, config=one.config, at=one.at)
    given = {header_name.lower() for header_name, _ in target.axes.send_headers}
    headers = tuple(line for line in target.headers if line[0].lower() not in given)
    send_headers = (*headers, *target.axes.send_headers)
    return target._replace(headers=headers, axes=target.axes._replace(send_headers=send_headers))


def _check_behind_proxy(found: Iterable[Target]) -> None:
    if any(target.launch is None or target.url is None for target in found):
        raise UsageProblem(
            "--behind-proxy is for a service that is launched and a URL that leads to its proxy: "
            "give --launch and --url, too"
        )


def _not_there(error: UsageProblem, one: _Named) -> RunError:
    """The error of a service that cannot be tried: a missing file, or an unusable text of the settings."""
    label = (one.service.name or one.service.url if one.service else None) or one.config
    help_ = None
    if one.at and error.kind in ("missing-file", "unreadable-file") and error.span is None:
        help_ = "correct the path, or take the service out of the settings"
    span = error.span or one.at
    return RunError(
        error.kind,
        str(error),
        error.help or help_,
        service=label,
        span=span,
        file=one.config or None,
        untested="service",
    )


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


class _Named(NamedTuple):
    """A configuration to try, the `[[service]]` that describes it, and the line that names it there."""

    config: str  # empty: a service without one
    texts: ServiceTexts | None = None
    at: Span | None = None
    mistake: UsageProblem | None = None  # of the settings

    @property
    def service(self) -> Service | None:
        return self.texts.service if self.texts else None


def _services(settings: Settings) -> Iterator[_Named]:
    for number, service in enumerate(settings.service):
        at = settings.place("service", number, "config")
        texts = ServiceTexts(settings, number)
        files: dict[str, UsageProblem | None] = {}
        for text in service.config:
            try:
                files[settings.resolve(texts.text("config", text))] = None
            except UsageProblem as error:
                files[text] = error
        if not files:
            yield _Named("", texts, settings.place("service", number, "url"))
        for config in each_once(files):
            yield _Named(near(config), texts, at, files[config])


def _any_service(options: LiveOptions) -> list[_Named]:
    """The service at `--url`, where the settings describe none and the pages are named."""
    return [_Named("")] if options.url is not None and options.origin else []


def _named(configs: Sequence[str], described: Iterable[_Named]) -> Iterator[_Named]:
    by_file: dict[str, list[_Named]] = {}
    for one in filter(lambda each: each.config, described):
        by_file.setdefault(identity(one.config), []).append(one)
    for config in each_once(configs):
        for one in by_file.get(identity(config), [_Named(config)]):
            yield one._replace(config=config)


def _of_options(options: LiveOptions) -> dict[str, Any]:
    found: dict[str, Any] = {"axes": axes(options)}
    for name in ("url", "launch", "wait", "openapi"):
        if (value := getattr(options, name)) is not None:
            found[name] = value
    if options.behind_proxy:
        found["behind_proxy"] = True
    if options.start_anyway:
        found["start_anyway"] = True
    if options.launch is not None:
        found["directory"] = None
    elif options.url is not None:
        found["launch"] = None  # the service of the settings is not the one at that URL
    return found
