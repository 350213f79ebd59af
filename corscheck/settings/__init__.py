"""Settings: `corscheck.toml`, or `[tool.corscheck]` in `pyproject.toml`, the closest one upwards.

`tomllib` is imported only if there is a settings file.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from corscheck.errors import UsageProblem
from corscheck.files import is_root, is_within, read_text, repository_root
from corscheck.settings.model import OFF, Service, Settings
from corscheck.source import Source
from corscheck.suggest import did_you_mean
from corscheck.version import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.contract.expectations import Expectation
    from corscheck.settings.shape import Mistake, Path

__all__ = [
    "OFF",
    "Closest",
    "Service",
    "Settings",
    "find",
    "load",
    "repository_root",
    "settings_for",
    "written",
]

OWN = "corscheck.toml"
SHARED = "pyproject.toml"
_TABLE = ("tool", "corscheck")
_MOST_DOTS = 10_000
"""Dots in one line; with more of them, its key could take a second or more to read."""


class Closest:
    """The settings for each file: those of `config`, else of the closest file upwards.

    A settings file is read once, and all files to which it applies get the same object.
    """

    def __init__(self, config: str | None = None, *, isolated: bool = False) -> None:
        if isolated and config:
            raise UsageProblem("--isolated ignores all settings files; --config names one: give only one")
        self._config = config
        self._isolated = isolated
        self._by_directory: dict[str, Settings] = {}
        self._by_path: dict[str | None, Settings] = {None: Settings()}

    def of(self, path: str) -> Settings:
        """The settings for a file.

        Raises:
            UsageProblem: They cannot be read, or their content is not understood.
        """
        return self.within(os.path.dirname(path))

    def within(self, directory: str) -> Settings:
        """As `of`, for the files of a directory."""
        place = os.path.abspath(directory)
        found = self._by_directory.get(place)
        if found is None:
            path = None if self._isolated else self._config or find(place)
            if path not in self._by_path:
                self._by_path[path] = load(path or "")
            found = self._by_directory[place] = self._by_path[path]
        return found

    def excludes(self, path: str, top: str | None = None) -> bool:
        """Whether settings exclude a file that was found below the directory `top`.

        Settings further down cannot include what those above them exclude. Without `top` the search
        is assumed to have begun at the repository's root.
        """
        place = os.path.dirname(os.path.abspath(path))
        end = None if top is None else os.path.abspath(top)
        while True:
            settings = self.within(place)
            if settings.excludes(path):
                return True
            above = os.path.dirname(settings.directory)
            last = settings.source is None or self._config is not None or above == settings.directory
            if last or is_root(settings.directory) or (end and not is_within(settings.directory, end)):
                return False
            place = above


def settings_for(directory: str = ".", *, config: str | None = None, isolated: bool = False) -> Settings:
    """The settings of a directory, as `Closest` finds them."""
    return Closest(config, isolated=isolated).within(directory)


def find(directory: str) -> str | None:
    """The closest settings file, in the directory or above it, not beyond the repository's root.

    A `pyproject.toml` without a `[tool.corscheck]` is passed over; next to a `corscheck.toml`
    it is ignored.
    """
    place = os.path.abspath(directory)
    while True:
        own, shared = os.path.join(place, OWN), os.path.join(place, SHARED)
        if os.path.isfile(own):
            return own
        if os.path.isfile(shared) and _mentions_us(shared):
            return shared
        above = os.path.dirname(place)
        if above == place or is_root(place):
            return None
        place = above


def load(path: str) -> Settings:
    """The settings of a file; of a `pyproject.toml`, those of its `[tool.corscheck]`.

    Raises:
        UsageProblem: It cannot be read, is not TOML, or has keys or values that are not understood;
            the text names file, line and key.
    """
    return parse(read_text(path), path)


def parse(text: str, path: str) -> Settings:
    """The settings in the text of a file.

    Raises:
        UsageProblem: as `load`.
    """
    from corscheck.settings.schema import SETTINGS  # noqa: PLC0415  # as TOML
    from corscheck.settings.shape import Mistake  # noqa: PLC0415

    shared = os.path.basename(path) == SHARED
    table = _ours(text, path) if shared else _parsed(text, path)
    if table is None:
        raise UsageProblem(f"{path}: there is no [tool.corscheck] in it")
    source = Source(text, path)
    where = _TABLE if shared else ()
    try:
        _check_version(table, where)
        settings: Settings = SETTINGS.read(table, where)
        return settings._replace(expect=tuple(_placed(settings, source, where)), source=source)
    except Mistake as mistake:
        raise _problem(mistake, source) from None


def written(settings: Settings) -> dict[str, Any]:
    """The keys and values as written in the settings file; none where there is no file."""
    if settings.source is None:
        return {}
    path, text = settings.source.path, settings.source.text
    table: dict[str, Any] = _ours(text, path) if os.path.basename(path) == SHARED else _parsed(text, path)
    return table


def _check_version(table: dict[str, Any], where: Path) -> None:
    """Refuse settings for other versions before anything that this version does not know in them."""
    name = "required-version" if "required-version" in table else "required_version"
    required = table.get(name)
    if not isinstance(required, str):
        return  # absent, or reported as any value of a wrong type
    from corscheck.settings.required import is_allowed  # noqa: PLC0415  # few settings have it
    from corscheck.settings.shape import Mistake  # noqa: PLC0415

    try:
        allowed = is_allowed(__version__, required)
    except ValueError as error:
        raise Mistake((*where, name), str(error)) from error
    if not allowed:
        raise Mistake((*where, name), f"this is corscheck {__version__}, but {required} is required")


def _placed(settings: Settings, source: Source, where: Path) -> Iterator[Expectation]:
    """The expectations, each with its place in the file; Mistake where one is about an unknown service."""
    names = [service.name for service in settings.service if service.name is not None]
    for number, expected in enumerate(settings.expect):
        from corscheck.settings.lines import span_of  # noqa: PLC0415  # only for expectations
        from corscheck.settings.shape import Mistake  # noqa: PLC0415

        path = (*where, "expect", number)
        if expected.service is not None and expected.service not in names:
            hint = did_you_mean(expected.service, names)
            raise Mistake((*path, "service"), f"names a service that is not there: {expected.service}{hint}")
        yield expected._replace(at=span_of(source, path))


def _problem(mistake: Mistake, source: Source) -> UsageProblem:
    """The error for a mistake, with file, line and key; positions in lists are counted from 1."""
    from corscheck.settings.lines import span_of  # noqa: PLC0415

    span = span_of(source, mistake.path)
    line = f":{span.line}" if span else ""
    key = ".".join(str(part + 1) if isinstance(part, int) else part for part in mistake.path)
    return UsageProblem(f"{source.path}{line}: {f'`{key}`: {mistake}' if key else mistake}", span=span)


def _mentions_us(shared: str) -> bool:
    text = read_text(shared)
    # Most do not mention corscheck; importing the TOML reader would take 12 ms.
    return "corscheck" in text and _ours(text, shared) is not None


def _ours(text: str, path: str) -> Any:
    """The `[tool.corscheck]` of a `pyproject.toml`, or None."""
    tool = _parsed(text, path).get("tool")
    return tool.get("corscheck") if isinstance(tool, dict) else None


def _parsed(text: str, path: str) -> dict[str, Any]:
    import tomllib  # noqa: PLC0415  # 12 ms that only a settings file needs

    # The reader takes time that grows with the square of the parts of a dotted key, which is one line.
    if sum(line.count(".") ** 2 for line in text.splitlines()) > _MOST_DOTS**2:
        raise UsageProblem(f"{path}: nested too deeply")
    try:
        return tomllib.loads(text)
    except ValueError as error:  # also integers of more digits than Python converts
        raise UsageProblem(f"{path}: {error}") from None
    except RecursionError:
        raise UsageProblem(f"{path}: nested too deeply") from None
