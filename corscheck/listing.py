"""The files of a directory or a repository: those that git tracks or would track, else all of them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_ENTRIES = 200_000
"""Entries of directories of a repository that are looked at where git does not work."""

# git's warning on standard error, in the C locale, about a directory that it cannot read.
_CANNOT_OPEN = rb"(?m)^warning: could not open directory '(.*?)/?': (.*)$"


def listed(directory: str, suffixes: tuple[str, ...], unreadable: dict[str, Exception]) -> list[str]:
    """The files with these suffixes below a directory, relative to it and sorted.

    Links to directories are not followed. Where the directory belongs to a git work tree, git decides which
    files are ignored; elsewhere, hidden directories are left out. Directories that cannot be read are put
    into `unreadable`.
    """

    def failed(error: OSError) -> None:
        unreadable[os.path.relpath(str(error.filename), directory)] = error

    output = _of_git(directory, suffixes) if _in_work_tree(directory) else None
    if output is None:
        return sorted(_walk(directory, suffixes, failed=failed))
    names, errors = output
    for name, why in re.findall(_CANNOT_OPEN, errors):
        unreadable[os.fsdecode(name)] = OSError(os.fsdecode(why))
    return sorted(set(_names(names)))  # one in conflict is named three times


def quickly_listed(root: str, suffixes: tuple[str, ...], limit: int) -> list[str]:
    """The files with these suffixes below the root of a repository, or below another directory.

    What cannot be read is left out. Without git, not more than `limit` entries of directories are looked
    at, of a repository for which git does not work (the owner is another, it is not installed) many more:
    where there are more, the list is empty.
    """
    if os.path.exists(os.path.join(root, ".git")):
        output = _of_git(root, suffixes)
        if output is not None:
            return sorted(_names(output[0]))
        limit = max(limit, MAX_ENTRIES)
    try:
        return sorted(_walk(root, suffixes, limit=limit))
    except _TooManyError:
        return []


class _TooManyError(Exception):
    """There are more entries of directories than are to be looked at."""


def _walk(
    top: str,
    suffixes: tuple[str, ...],
    *,
    failed: Callable[[OSError], None] | None = None,
    limit: int | None = None,
) -> Iterator[str]:
    """The files below a directory, relative to it."""
    for place, directories, files in os.walk(top, onerror=failed):
        directories[:] = [name for name in directories if not name.startswith(".")]
        if limit is not None:
            limit -= len(directories) + len(files)
            if limit < 0:
                raise _TooManyError
        wanted = [name for name in files if name.lower().endswith(suffixes)]
        if wanted:
            beginning = os.path.relpath(place, top)
            yield from wanted if beginning == os.curdir else (os.path.join(beginning, one) for one in wanted)


def _of_git(directory: str, suffixes: tuple[str, ...]) -> tuple[bytes, bytes] | None:
    """The files that git tracks or would track, and what it wrote on standard error; None where it fails."""
    patterns = [f":(icase)*{suffix}" for suffix in suffixes]
    list_files = ("ls-files", "-coz", "--exclude-standard", "--", *patterns)
    return _run(("git", "-C", directory, "-c", "core.fsmonitor=false", *list_files))


def _run(command: tuple[str, ...]) -> tuple[bytes, bytes] | None:
    """Standard output and error of a command; None where it fails."""
    if not hasattr(os, "posix_spawnp"):
        return _run_by_subprocess(command)
    output, output_end = os.pipe()
    errors, errors_end = os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, output_end, 1),
        (os.POSIX_SPAWN_DUP2, errors_end, 2),
    ]
    try:
        try:
            process = os.posix_spawnp(command[0], command, _environ(), file_actions=actions)
        except (OSError, ValueError):  # ValueError: a null byte
            return None
        finally:
            os.close(output_end)
            os.close(errors_end)
        read = _read([output, errors])
        _, status = os.waitpid(process, 0)
    finally:
        os.close(output)
        os.close(errors)
    return (read[output], read[errors]) if status == 0 else None


def _run_by_subprocess(command: tuple[str, ...]) -> tuple[bytes, bytes] | None:
    """As `_run`, where there is no `posix_spawn`."""
    import subprocess  # noqa: PLC0415  # takes half as long as the start of Python

    try:
        done = subprocess.run(  # noqa: S603  # a constant; git is the one of the user's path
            command, env=_environ(), capture_output=True, stdin=subprocess.DEVNULL, check=True
        )
    except (OSError, ValueError, subprocess.CalledProcessError):
        return None
    return done.stdout, done.stderr


def _read(descriptors: list[int]) -> dict[int, bytes]:
    """What comes from pipes until they are closed, from all at once: a full one would stop the writer."""
    from select import POLLIN, poll  # noqa: PLC0415  # only with git

    polled = poll()
    parts: dict[int, list[bytes]] = {}
    for descriptor in descriptors:
        polled.register(descriptor, POLLIN)
        parts[descriptor] = []
    left = len(parts)
    while left:
        for descriptor, _ in polled.poll():
            data = os.read(descriptor, 1 << 16)
            if data:
                parts[descriptor].append(data)
            else:
                polled.unregister(descriptor)
                left -= 1
    return {descriptor: b"".join(data) for descriptor, data in parts.items()}


def _environ() -> dict[str, str]:
    """The environment for git: a hook sets variables that name its own repository."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**environ, "LC_ALL": "C"}


def _names(output: bytes) -> list[str]:
    return [os.fsdecode(name) for name in output.split(b"\0") if name]


def _in_work_tree(directory: str) -> bool:
    place = os.path.realpath(directory)
    while not os.path.exists(os.path.join(place, ".git")):
        above = os.path.dirname(place)
        if above == place:
            return False
        place = above
    return True
