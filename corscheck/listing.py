"""The files of a directory or a repository: those that git tracks or would track, else all of them."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_ENTRIES = 200_000
"""Entries of directories of a repository that are looked at where git does not work."""

_LIST = ("ls-files", "-coz", "--exclude-standard")

# git's warning on standard error, in the C locale, about a directory that it cannot read.
_CANNOT_OPEN = rb"(?m)^warning: could not open directory '(.*?)/?': (.*)$"


def listed(directory: str, unreadable: dict[str, Exception]) -> list[str]:
    """The files below a directory, relative to it; links to directories are not followed.

    Where the directory belongs to a git work tree, git decides which files are ignored; elsewhere, hidden
    directories are left out. Directories that cannot be read are put into `unreadable`.
    """
    names = _of_git(directory, unreadable)
    return list(_walk(directory, unreadable)) if names is None else names


def quickly_listed(root: str, suffixes: Sequence[str], limit: int) -> list[str]:
    """The files with these suffixes below the root of a repository, or below another directory.

    What cannot be read is left out. Without git, not more than `limit` entries of directories are looked at,
    or many more in a repository where git does not work (another owner, not installed). Beyond the limit the
    list is empty.
    """
    if os.path.exists(os.path.join(root, ".git")):
        patterns = [f":(icase)*{suffix}" for suffix in suffixes]
        output = _spawned(("git", "-C", root, "-c", "core.fsmonitor=false", *_LIST, "--", *patterns))
        if output is not None:
            return sorted(_names(output))
        limit = max(limit, MAX_ENTRIES)
    found: list[str] = []
    for place, directories, files in os.walk(root):
        directories[:] = [name for name in directories if not name.startswith(".")]
        limit -= len(directories) + len(files)
        if limit < 0:
            return []
        wanted = (name for name in files if name.lower().endswith(tuple(suffixes)))
        found += [os.path.relpath(os.path.join(place, name), root) for name in wanted]
    return sorted(found)


def _of_git(directory: str, unreadable: dict[str, Exception]) -> list[str] | None:
    """The files that git tracks or would track, relative to the directory; None outside a work tree."""
    if not _in_work_tree(directory):
        return None
    import subprocess  # noqa: PLC0415  # 10 ms that only a directory needs

    command = ("git", "-c", "core.fsmonitor=false", *_LIST)
    try:
        done = subprocess.run(  # noqa: S603  # a constant; git is the one of the user's path
            command,
            cwd=directory,
            env=_environ(),
            capture_output=True,
            stdin=subprocess.DEVNULL,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return None
    for name, why in re.findall(_CANNOT_OPEN, done.stderr):
        unreadable[os.fsdecode(name)] = OSError(os.fsdecode(why))
    return _names(done.stdout)


def _spawned(command: tuple[str, ...]) -> bytes | None:
    """The standard output of a command; None where it fails. Without `subprocess`, which takes 10 ms."""
    if not hasattr(os, "posix_spawnp"):
        return None
    read, write = os.pipe()
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, write, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    try:
        process = os.posix_spawnp(command[0], command, _environ(), file_actions=actions)
    except OSError:
        os.close(read)
        return None
    finally:
        os.close(write)
    with open(read, "rb") as pipe:
        output = pipe.read()
    _, status = os.waitpid(process, 0)
    return output if status == 0 else None


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


def _walk(directory: str, unreadable: dict[str, Exception]) -> Iterator[str]:
    """The files below a directory, relative to it; `unreadable` as in `listed`."""

    def failed(error: OSError) -> None:
        unreadable[os.path.relpath(str(error.filename), directory)] = error

    for place, directories, files in os.walk(directory, onerror=failed):
        directories[:] = [name for name in directories if not name.startswith(".")]
        for name in files:
            yield os.path.relpath(os.path.join(place, name), directory)
