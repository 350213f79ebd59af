"""The settings as Python values; the names of the fields are those of the keys in TOML."""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.contract.expectations import Expectation
    from corscheck.findings import Severity
    from corscheck.source import Source, Span

OFF: Final = "off"
"""As a severity: the rule does not run."""


class Service(NamedTuple):
    """A `[[service]]` table: what `corscheck check` tries without arguments.

    Variables (`${NAME}`) in `config`, `url`, `launch`, `openapi`, `proxy` and `headers` are not expanded yet.
    """

    config: tuple[str, ...] = ()  # configuration files, relative to the settings file; none: any HTTP service
    name: str | None = None
    url: str | None = None  # base URL; None: from `listen`
    launch: str | None = None  # command that starts it
    wait: float | None = None  # seconds until it must answer
    openapi: str | None = None  # URL, file, `auto` or `off`
    section: tuple[str, ...] = ()
    asab_version: tuple[str, ...] = ()
    behind_proxy: bool = False  # whether `url` leads to a proxy in front of what `launch` starts
    routes: tuple[str, ...] = ()  # the service's own routes, `GET /x`, in addition to those of `openapi`
    headers: tuple[str, ...] = ()  # of real requests and the OpenAPI document's: `Name: value`, or `@FILE`
    proxy: str | None = None  # URL, or `env`
    internal: tuple[str, ...] = ()  # paths that pages are not meant to call; `*` stands for anything


class Settings(NamedTuple):
    """Everything that can be set; the defaults are those without a settings file."""

    required_version: str | None = None  # of corscheck; checked while the file is read
    select: tuple[str, ...] = ()  # empty: the default rules
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    fail_on: Severity | None = None
    severity: Mapping[str, Severity | Literal["off"]] = MappingProxyType({})  # by code, prefix or name
    per_file_ignores: Mapping[str, tuple[str, ...]] = MappingProxyType({})  # pattern → codes, prefixes, names
    exclude: tuple[str, ...] = ()
    asab_version: tuple[str, ...] = ()  # empty: the default one
    section: tuple[str, ...] = ()
    baseline: str | None = None
    output_format: str | None = None
    env: Mapping[str, str] = MappingProxyType({})  # environment variables for the configurations' expansion
    service: tuple[Service, ...] = ()
    send_unsafe: bool = False  # as --send-unsafe
    expect: tuple[Expectation, ...] = ()
    source: Source | None = None  # the file they came from; None: no file

    @property
    def directory(self) -> str:
        """The directory (absolute) that paths and patterns are relative to; empty without a file."""
        return os.path.dirname(os.path.abspath(self.source.path)) if self.source else ""

    def resolve(self, path: str) -> str:
        """A path of the settings as seen from the working directory."""
        return os.path.join(self.directory, path)

    def place(self, *path: str | int) -> Span | None:
        """The place of a key's value, such as that of `"service", 0, "config"`; None without a file."""
        if self.source is None:
            return None
        from corscheck.settings.lines import span_of  # noqa: PLC0415  # only for errors and expectations

        shared = os.path.basename(self.source.path) == "pyproject.toml"
        return span_of(self.source, (*(("tool", "corscheck") if shared else ()), *path))

    def excludes(self, path: str) -> bool:
        """Whether a pattern of `exclude` fits a file."""
        return bool(self.exclude) and self._fits(path, self.exclude)

    def ignored_in(self, path: str) -> tuple[str, ...]:
        """The selectors that `per-file-ignores` ignores in a file."""
        ignores = self.per_file_ignores.items()
        return tuple(name for pattern, names in ignores if self._fits(path, (pattern,)) for name in names)

    def _fits(self, path: str, patterns: tuple[str, ...]) -> bool:
        """Whether a pattern fits the path from the settings file, a directory above, or one of their names.

        `*` matches anything, slashes too.
        """
        from fnmatch import fnmatchcase  # noqa: PLC0415  # only where something is left out

        place = os.path.relpath(os.path.abspath(path), self.directory or None)
        parts = place.split(os.sep)
        names = {*parts, *(os.sep.join(parts[: count + 1]) for count in range(len(parts)))}
        plain = [pattern.removeprefix("./").removeprefix("**/").rstrip("/") for pattern in patterns]
        return any(fnmatchcase(name, pattern) for name in names for pattern in plain)
