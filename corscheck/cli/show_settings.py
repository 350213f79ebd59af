"""`corscheck show --settings`: which settings file applies to a path, and where each value comes from."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Literal

from corscheck.asab.profiles import DEFAULT_VERSION
from corscheck.records import NamedTuple
from corscheck.report.choose import VARIABLE
from corscheck.report.ci_commands import broken
from corscheck.secrets import MASK, is_secret_name, mask, shows_request_header, variable_secrets
from corscheck.settings import Closest, written
from corscheck.settings.model import Settings
from corscheck.text import guarded, visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_EFFECTIVE = {"fail_on": "warning", "asab_version": [DEFAULT_VERSION], "output_format": "auto"}
"""Values used where neither the file nor an option sets them, and `Settings` has none."""

_Path = tuple[str | int, ...]


class Entry(NamedTuple):
    """One value: its key as in messages (positions in lists from 1), and where it comes from."""

    key: str
    value: Any  # as JSON has it
    origin: Literal["file", "environment", "default"]
    line: int | None = None  # in the settings file


def shown_settings(path: str, closest: Closest, *, as_json: bool, show_secrets: bool) -> str:
    """The settings for a file or a directory, as text or as a JSON document.

    Raises:
        UsageProblem: They cannot be read, or their content is not understood.
    """
    settings = closest.within(path) if os.path.isdir(path) else closest.of(path)
    file = settings.source.path if settings.source else None
    entries = [*_entries(settings, os.environ, show_secrets=show_secrets)]
    if as_json:
        document = {
            "version": 1,
            "path": path,
            "settings_file": file,
            "settings": [
                {"key": one.key, "value": one.value, "from": one.origin, "line": one.line} for one in entries
            ],
        }
        return broken(json.dumps(document, indent=2) + "\n", "json")
    lines = [f"settings for {path}: {file or 'no settings file'}", *(_line(one, file) for one in entries)]
    return "".join(f"{guarded(visible(line))}\n" for line in lines)


def _line(entry: Entry, file: str | None) -> str:
    value = "not set" if entry.value is None else json.dumps(entry.value, ensure_ascii=False)
    places = {"file": f"{file}:{entry.line}", "environment": VARIABLE, "default": "default"}
    return f"  {entry.key} = {value}  ({places[entry.origin]})"


def _entries(settings: Settings, environ: Mapping[str, str], *, show_secrets: bool) -> Iterator[Entry]:
    given = {name.replace("-", "_"): (name, value) for name, value in written(settings).items()}
    for name, default in Settings._field_defaults.items():
        if name == "source":
            continue
        key = name.replace("_", "-")
        variable = environ.get(VARIABLE) if name == "output_format" else None
        if variable:
            yield Entry(key, variable, "environment")
        elif name in given:
            spelled, value = given[name]
            yield from _flat(settings, (spelled,), value, show_secrets=show_secrets)
        else:
            yield Entry(key, _EFFECTIVE.get(name, _plain(default)), "default")


def _flat(settings: Settings, path: _Path, value: Any, *, show_secrets: bool) -> Iterator[Entry]:
    """An entry for each value of nested tables and lists of tables."""
    tables: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        tables = [*value.items()]
    elif isinstance(value, list) and all(isinstance(one, dict) for one in value):
        tables = [*enumerate(value)]
    for name, item in tables:
        yield from _flat(settings, (*path, name), item, show_secrets=show_secrets)
    if not tables:
        place = settings.place(*path)
        shown = value if show_secrets else _masked(path, value, variable_secrets(settings.env))
        yield Entry(_key(path), shown, "file", place.line if place else None)


def _key(path: _Path) -> str:
    """The path as errors name it; keys of the settings with `-`, names of the user's as they are."""
    own = len(path) if path[0] in ("service", "expect") else 1
    parts = [
        str(part + 1) if isinstance(part, int) else part.replace("_", "-") if number < own else part
        for number, part in enumerate(path)
    ]
    return ".".join(parts)


def _masked(path: _Path, value: Any, known: tuple[str, ...]) -> Any:
    """The value without secrets of the service or the server; `known` are secrets, too."""
    if isinstance(value, list):
        return [_masked(path, one, known) for one in value]
    if not isinstance(value, str):
        return value
    if path[0] == "env" and is_secret_name(str(path[-1])):
        return MASK
    if path[0] == "service" and "headers" in path:
        name, colon, content = (path[-1], ":", value) if path[-1] != "headers" else value.partition(":")
        if colon and not value.startswith("@"):
            hidden = content if shows_request_header(str(name), content.strip()) else MASK
            return hidden if path[-1] != "headers" else f"{name}: {hidden.strip()}"
    return mask(value, known)


def _plain(value: Any) -> Any:
    """A default as JSON has it."""
    if isinstance(value, tuple):
        return [*value]
    return value if value is None or isinstance(value, str | bool) else dict(value)
