"""The configurations that a document belongs to, as ASAB reads them with the texts of the editor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from corscheck.asab.build import containers
from corscheck.asab.ini import DEFAULT
from corscheck.asab.loader import load
from corscheck.asab.profiles import profile_for
from corscheck.examine import SITE_FILES
from corscheck.files import Disk
from corscheck.records import NamedTuple
from corscheck.report.show_json import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from corscheck.asab.container import Configuration, Container, Option
    from corscheck.server.looking import Reading

_MOST = 20
"""Configurations that are read for one document, at most."""


class Part(NamedTuple):
    """A configuration with its web containers, and each of them as `corscheck show` would print it."""

    configuration: Configuration
    webs: Sequence[Container]
    documents: Sequence[dict[str, Any]]  # of `webs`; empty where ASAB cannot load the configuration

    def described(self, web: Container) -> dict[str, Any] | None:
        """What `show` prints of a container."""
        return dict(zip(map(id, self.webs), self.documents, strict=False)).get(id(web))


class Place(NamedTuple):
    """An option where it is written: `option` is this definition, `effective` the one that counts."""

    part: Part
    section: str
    option: Option
    effective: Option

    @property
    def is_overridden(self) -> bool:
        """Whether another definition takes precedence over this one."""
        return self.option.key != self.effective.key

    @property
    def web(self) -> Container | None:
        """The container of the section, if it is one."""
        return next((web for web in self.part.webs if web.section == self.section), None)


def parts(readings: Sequence[Reading], texts: Mapping[str, str]) -> list[Part]:
    """The configurations, each for the first of its versions."""
    disk = Disk(texts)
    return [
        part
        for reading in readings[:_MOST]
        for configuration in _loaded(reading, disk)
        for part in [_part(configuration, reading.sections)]
    ]


def places(some: Sequence[Part], path: str) -> Iterator[Place]:
    """All options that are written in a file of that absolute path; those of [DEFAULT] for each container."""
    for part in some:
        for section in part.configuration.names:
            heirs = [web.section for web in part.webs] if section == DEFAULT else [section]
            for option in part.configuration.options(section).values():
                if option.inherited:
                    continue
                for one in (option, *option.overridden):
                    if one.key and os.path.abspath(one.key.source.path) == path:
                        for heir in heirs:
                            effective = part.configuration.options(heir).get(option.name, option)
                            yield Place(part, heir, one, effective)


def at(some: Sequence[Part], path: str, offset: int) -> list[Place]:
    """The options whose name or value is at an offset of a file: one for each configuration."""
    return [place for place in places(some, path) if _is_at(place.option, offset)]


def _is_at(option: Option, offset: int) -> bool:
    if option.key is None:
        return False
    value = option.value.span
    end = value.end if value and value.source is option.key.source else option.key.end
    return option.key.start <= offset <= max(option.key.end, end)


def _loaded(reading: Reading, disk: Disk) -> Sequence[Configuration]:
    profile = profile_for(reading.versions[0])
    if reading.path.lower().endswith(SITE_FILES):
        from corscheck.asab.yaml_json import load_site  # noqa: PLC0415  # only these files need it

        return load_site(reading.path, disk, reading.environ, profile)
    return [load(reading.path, disk, reading.environ, profile)]


def _part(configuration: Configuration, sections: Sequence[str]) -> Part:
    webs = containers(configuration, sections)
    documents = describe(configuration, webs, show_secrets=False)["containers"]
    return Part(configuration, webs, documents)
