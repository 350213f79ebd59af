"""The target of a live run: a configuration, its web containers, and the URLs at which they answer."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from corscheck.asab.build import build, containers
from corscheck.asab.loader import load
from corscheck.asab.profiles import profile_for
from corscheck.asab.provenance import secrets_of, shown_message
from corscheck.contract.plan import Axes
from corscheck.discovery import require
from corscheck.errors import NotLoaded, UsageProblem
from corscheck.examine import FROM_ZOOKEEPER, SITE_FILES
from corscheck.fetch.url import parse_url
from corscheck.files import Disk
from corscheck.records import NamedTuple
from corscheck.secrets import header_secrets, variable_secrets
from corscheck.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from corscheck.asab.container import Configuration, Container
    from corscheck.asab.profiles import Profile
    from corscheck.contract.expectations import Expectation
    from corscheck.contract.openapi import Route
    from corscheck.exchange import Headers
    from corscheck.wire.transport import Connection


class Target(NamedTuple):
    """One service: its main configuration file, how it is started and reached, and what to try on it."""

    config: str  # empty: any HTTP service, of which `url` is given
    name: str = ""  # of the [[service]] table
    url: str | None = None  # None: from `listen`; `{port}` is the port chosen for `launch`
    launch: str | None = None  # the command, with `{config}` and `{port}`
    wait: float | None = None  # seconds; None: a default for launched services, else no waiting
    openapi: str = "auto"
    sections: tuple[str, ...] = ()  # web containers in addition to those found automatically
    axes: Axes = Axes()
    expectations: tuple[Expectation, ...] = ()
    versions: tuple[str, ...] = ()  # ASAB versions the configuration is written for; empty: those of the run
    environ: Mapping[str, str] | None = (
        None  # the environment in which ASAB (presumably) runs; None: that of this process
    )
    directory: str | None = None  # the working directory of `launch`; None: that of this process
    port: int | None = None  # the port chosen for `{port}`
    behind_proxy: bool = False  # whether `url` leads to a proxy in front of what is launched
    start_anyway: bool = False  # whether it is launched although ASAB does not start with the configuration
    at: Span | None = None  # where the settings name the configuration
    home: str | None = None  # the settings' directory, where nothing but they name the configuration
    routes: tuple[Route, ...] = ()  # that the settings name, in addition to those of the OpenAPI document
    internal: tuple[str, ...] = ()  # paths that pages are not meant to call; `*` stands for anything
    headers: Headers = ()  # of real requests and of the OpenAPI document's, in addition to those of the run
    proxy: str | None = None  # as `--proxy`, where that is not given
    secrets: tuple[str, ...] = ()  # values of variables that the settings name, which no report may show

    @property
    def label(self) -> str:
        """The name of the service in reports."""
        return self.name or self.config or self.url or ""

    def connection(self, connection: Connection) -> Connection:
        """How the service is reached: as all are, with the headers and the proxy of its own."""
        headers = (*self.headers, *connection.headers)
        return connection._replace(headers=headers, proxy=connection.proxy or self.proxy)

    def profile(self, default: Profile) -> Profile:
        """The profile of the version that the configuration is written for."""
        return profile_for(self.versions[0]) if self.versions else default


class Place(NamedTuple):
    """A web container and the URL at which it answers."""

    container: Container
    base_url: str
    service: Span | None = None  # where a service without a configuration is named; in no text: by an option

    @property
    def files(self) -> list[str]:
        """The files that its configuration is made of."""
        return [] if self.service else [source.path for source in self.container.configuration.sources]

    @property
    def span(self) -> Span | None:
        """The `listen` option that leads to the URL; the section's header if the URL was given."""
        if self.service is not None:
            return self.service if self.service.source.text else None
        listen = self.container.options.get("listen")
        if listen is not None and listen.key is not None and self.base_url in self.container.base_urls:
            return listen.key
        sources = self.container.configuration.sources
        return self.container.header or (Span(sources[0], 0, 0) if sources else None)


def read_configuration(target: Target, profile: Profile) -> Configuration:
    """The target's configuration as that version of ASAB reads it.

    Raises:
        MissingFile, UnreadableFile: There is no such file, or it cannot be read.
        NotLoaded: ASAB cannot load the configuration.
    """
    require(target.config)
    environ = os.environ if target.environ is None else target.environ
    configuration = load(target.config, Disk(home=target.home), environ, profile)
    error = configuration.error
    if error is not None:
        message = shown_message(error, secrets_of(configuration))
        where = f"{error.span.source.path}:{error.span.line}" if error.span else target.config
        raise NotLoaded(
            f"{where}: ASAB cannot load the configuration: {error.type}: {' '.join(message.split())}",
            f"{FROM_ZOOKEEPER}: name the INI file that the service is started with"
            if target.config.lower().endswith(SITE_FILES)
            else "`corscheck lint` explains it",
            error.span,
        )
    return configuration


def places(target: Target, profile: Profile) -> list[Place]:
    """The web containers to try and their base URLs.

    A URL that is given belongs to the container that listens on its port, else to the first one with CORS
    on, else to the first one.

    Raises:
        UsageProblem: The configuration cannot be loaded, or nothing says where to find the service.
    """
    if not target.config:
        return [_any_service(target)]
    configuration = read_configuration(target, profile)
    found = containers(configuration, target.sections)
    url = target.url
    if url is None and target.port not in (None, *(listen.port for one in found for listen in one.listen)):
        url = f"http://127.0.0.1:{target.port}"
    if url is not None:
        if parse_url(url) is None:
            raise UsageProblem(f"--url {url}: not an http or https URL")
        return [Place(_behind(url, found) or build(configuration, profile.section), url)]
    reachable = [Place(one, one.base_urls[0]) for one in found if one.base_urls]
    if not reachable:
        raise UsageProblem(
            f"{target.config}: no web container says where it listens; use --url"
            if found
            else f"{target.config}: there is no web container; use --url, or --section NAME"
        )
    return reachable


def _any_service(target: Target) -> Place:
    """The place of a service without a configuration.

    Raises:
        UsageProblem: It has no usable URL, or nothing says which pages call it.
    """
    from corscheck.contract.any_service import origins_of, stand_in  # noqa: PLC0415  # only where it is one

    url = parse_url(target.url or "")
    if target.url is None or url is None:
        raise UsageProblem(f"--url {target.url}: not an http or https URL")
    origins = origins_of(target.axes, target.expectations)
    if not origins and not target.expectations:
        raise UsageProblem(
            f"{target.label}: nothing says which pages call it", "give --origin, or [[expect]] tables"
        )
    here = Span(Source("", url.origin.partition("//")[2]), 0, 0)  # no file names it: its host and port
    return Place(stand_in(origins), target.url, target.at or here)


def secrets_of_target(target: Target, found: Sequence[Place]) -> list[str]:
    """What no report may show: texts that a configuration took from elsewhere, secrets of the service."""
    webs = [place.container for place in found]
    secrets = [*target.secrets, *header_secrets(target.headers)]
    for configuration in {web.configuration: None for web in webs}:
        secrets += secrets_of(configuration, [web for web in webs if web.configuration is configuration])
    if target.launch is not None:  # it may write what it finds in its environment
        secrets += variable_secrets(os.environ if target.environ is None else target.environ)
    return secrets


def again(place: Place, target: Target, profile: Profile) -> Place:
    """The same container, as another version of ASAB reads it."""
    configuration = read_configuration(target, profile)
    return Place(build(configuration, place.container.section, place.container.how), place.base_url)


def _behind(url: str, found: list[Container]) -> Container | None:
    parsed = parse_url(url)
    port = parsed.port if parsed else None
    listening = [one for one in found if any(listen.port == port for listen in one.listen)]
    switched_on = [one for one in found if one.cors_enabled]
    return next(iter([*listening, *switched_on, *found]), None)
