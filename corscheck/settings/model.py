"""The settings: what they are in Python and, by the same names, what they may be in TOML."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.findings import Severity
    from corscheck.source import Source


class Service(NamedTuple):
    """A `[[service]]` table: what `corscheck check` tries without arguments."""

    config: tuple[str, ...]  # configuration files, relative to the settings file
    name: str | None = None
    url: str | None = None  # base URL; None: from `listen`
    launch: str | None = None  # command that starts it
    wait: float | None = None  # seconds until it must answer
    openapi: str | None = None  # URL, file, `auto` or `off`
    section: tuple[str, ...] = ()
    asab_version: tuple[str, ...] = ()


class Settings(NamedTuple):
    """Everything that can be set; the defaults are those without a settings file."""

    select: tuple[str, ...] = ()  # empty: the default rules
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None
    severity: Mapping[str, Severity] = MappingProxyType({})  # by code or name
    per_file_ignores: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # pattern → codes, prefixes, names
    exclude: tuple[str, ...] = ()
    asab_version: tuple[str, ...] = ()  # empty: the default one
    section: tuple[str, ...] = ()
    baseline: str | None = None
    output_format: str | None = None
    env: Mapping[str, str] = MappingProxyType({})  # environment variables for the configurations' expansion
    service: tuple[Service, ...] = ()
    expect: tuple[dict[str, Any], ...] = ()  # as `contract.policy` reads them
    source: Source | None = None  # the file they came from; None: no file

    @property
    def directory(self) -> str:
        """The directory (absolute) that paths and patterns are relative to; empty without a file."""
        return os.path.dirname(os.path.abspath(self.source.path)) if self.source else ""

    def resolve(self, path: str) -> str:
        """A path of the settings as seen from the working directory."""
        return os.path.join(self.directory, path)

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """The selectors that `per-file-ignores` ignores in a file.

        A pattern fits the file's path relative to the settings file, a directory above it, or one of
        their names; `*` stands for anything, slashes too.
        """
        if not self.per_file_ignores:
            return ()
        from fnmatch import fnmatchcase  # noqa: PLC0415  # only where something is ignored

        place = os.path.relpath(os.path.abspath(path), self.directory or None)
        parts = place.split(os.sep)
        names = {*parts, *(os.sep.join(parts[: count + 1]) for count in range(len(parts)))}
        found: list[str] = []
        for pattern, selectors in self.per_file_ignores.items():
            clean = pattern.removeprefix("./").removeprefix("**/").rstrip("/")
            if any(fnmatchcase(name, clean) for name in names):
                found += selectors
        return tuple(found)
