"""The directory in which a service is probably started: its relative includes begin there.

In a repository of several services `notes/etc/app.conf` includes `etc/site.conf`, and the service is started
in `notes`. Read from the root of the repository, nothing would be included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.asab.loader import load
from corscheck.limits import START_LEVELS, LimitReached

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.configuration import Configuration, Files, Include
    from corscheck.limits import Budget


def as_started(configuration: Configuration, budget: Budget | None = None) -> Configuration:
    """The configuration; where none of its relative includes is found, as if started where one is.

    The directory is the closest one in which there is any of the includes, within the repository. That it is
    the main file's own may be a mistake: CORS031 reports it.
    """
    path, files = configuration.path, configuration.files
    relative = [include for include in configuration.includes if _is_relative(include)]
    lost = [include.pattern.text for include in relative if not (include.paths or include.repeated)]
    if not lost or len(lost) < len(relative):
        return configuration
    for directory in _directories(path, files):
        if any(files.is_ours(one, path) for text in lost for one in _found(files, directory, text)):
            there = StartedIn(files, directory)
            found = load(path, there, configuration.environ, configuration.profile, budget)
            found.started_in = directory.removeprefix(files.absolute("").rstrip("/") + "/")
            return found
    return configuration


def _found(files: Files, directory: str, pattern: str) -> list[str]:
    try:
        return files.glob(f"{directory}/{pattern}")
    except (LimitReached, ValueError, RecursionError):
        return []


def _is_relative(include: Include) -> bool:
    text = include.pattern.text
    return include.kind == "files" and not include.unreadable and text[:1] not in "/$~" and ":" not in text


def _directories(path: str, files: Files) -> Iterator[str]:
    """The directory of a file and those above it, up to the working directory or the repository's."""
    here = files.absolute("").rstrip("/")
    directory = files.absolute(path).rpartition("/")[0]
    yield directory
    for _ in range(START_LEVELS):
        directory = directory.rpartition("/")[0]
        if not directory or directory == here or not files.is_ours(f"{directory}/_", path):
            return
        yield directory


class StartedIn:
    """The file system of a process in another working directory, where the patterns of includes begin."""

    def __init__(self, files: Files, directory: str) -> None:
        self._files = files
        self._directory = directory

    def glob(self, pattern: str) -> list[str]:
        """As `Files`."""
        return self._files.glob(pattern if pattern.startswith("/") else f"{self._directory}/{pattern}")

    def read(self, path: str) -> bytes:
        """As `Files`."""
        return self._files.read(path)

    def is_file(self, path: str) -> bool:
        """As `Files`."""
        return self._files.is_file(path)

    def is_dir(self, path: str) -> bool:
        """As `Files`."""
        return self._files.is_dir(path)

    def is_ours(self, path: str, main: str) -> bool:
        """As `Files`."""
        return self._files.is_ours(path, main)

    def absolute(self, path: str) -> str:
        """As `Files`: names of files begin at corscheck's working directory."""
        return self._files.absolute(path)
