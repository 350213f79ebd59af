"""The files that the paths of a command line select.

`os.path` and not `pathlib`, as in `files`.
"""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from corscheck.content import SITE_SUFFIXES, is_asab
from corscheck.errors import MissingFile, UnreadableFile, UsageProblem
from corscheck.files import LIMIT, Disk, identity, reason
from corscheck.listing import listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corscheck.errors import CorscheckError

INI_SUFFIXES = (".conf", ".cfg", ".ini")


def discover(
    paths: Iterable[str],
    *,
    excluded: Callable[[str, str | None], bool] = lambda _path, _top: False,
    force: bool = False,
    sites: bool = False,
    failed: Callable[[str, CorscheckError], None] | None = None,
    passed_over: Callable[[str], None] = lambda _path: None,
) -> list[str]:
    """The files to lint, each once under its first name, in the order of the arguments.

    A directory selects the ASAB configurations below it, recognised by content and sorted by name, with
    `sites` also for those in YAML and JSON; where it belongs to a git work tree, git decides which files are
    ignored. A file that is named is always included; with `force` only if its directory would include it,
    too.

    `excluded` is asked about a file and the directory among `paths` below which it was found (None for a file
    that is named) whether it is to be left out.

    `failed` is called with each path that does not exist or cannot be read, and why, and with each file and
    directory below a directory that cannot be read; the search continues. `passed_over` is
    called with each file that by its content is no configuration.

    Raises:
        MissingFile, UnreadableFile: Likewise, without `failed`.
    """
    failed = failed or _raise
    found: list[str] = []
    for path in paths:
        if os.path.isdir(path):
            suffixes = INI_SUFFIXES + SITE_SUFFIXES * sites
            found += _configurations(path, suffixes, excluded, failed, passed_over)
        elif not (force and excluded(path, None)):
            try:
                if _is_meant(path, force=force):
                    found.append(path)
                else:
                    passed_over(path)
            except UsageProblem as error:
                failed(path, error)
    return each_once(found)


def _raise(_path: str, error: CorscheckError) -> None:
    raise error


def _configurations(
    directory: str,
    suffixes: tuple[str, ...],
    excluded: Callable[[str, str | None], bool],
    failed: Callable[[str, CorscheckError], None],
    passed_over: Callable[[str], None],
) -> Iterator[str]:
    """The configurations below a directory."""
    for path in _below(directory, suffixes, failed):
        if excluded(path, directory):
            continue
        try:
            if not _is_file(path):
                continue
            if _is_asab(path):
                yield path
            else:
                passed_over(path)
        except UnreadableFile as error:
            failed(path, error)


def each_once(paths: Iterable[str]) -> list[str]:
    """Each configuration once, under its first name: `app.conf`, `./app.conf` and a link beside it are one.

    A link in another directory is another configuration, as `THIS_DIR` and with it the includes differ.
    """
    found: dict[tuple[str, str], str] = {}
    for path in paths:
        found.setdefault((identity(os.path.dirname(path)), identity(path)), path)
    return list(found.values())


def require(path: str) -> None:
    """Fail where a named file cannot be read.

    Raises:
        MissingFile: There is no such file.
        UnreadableFile: It cannot be read, or is none.
    """
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        raise (MissingFile if missing else UnreadableFile)(f"cannot read {path}: {reason(error)}") from error
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableFile(f"cannot read {path}: it is a directory")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(f"cannot read {path}: it is neither a file nor a directory; for a pipe use `-`")
    if status.st_size > LIMIT:
        raise UnreadableFile(f"cannot read {path}: it is larger than {LIMIT // 1024**2} MiB")
    if not os.access(path, os.R_OK):
        raise UnreadableFile(f"cannot read {path}: {os.strerror(errno.EACCES)}")


def _is_file(path: str) -> bool:
    """Whether it is a regular file; false for one that git knows and that was deleted.

    Raises:
        UnreadableFile: Its type cannot be determined, as for a link to a missing file.
    """
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and not os.path.islink(path):
            return False
        raise _unreadable(path, error) from error


def _is_meant(path: str, *, force: bool) -> bool:
    """Whether a named file is to be linted.

    Raises:
        MissingFile, UnreadableFile: As `require`.
    """
    if force and _is_large_site(path):
        return _is_asab(path)
    require(path)
    return not force or _is_asab(path)


def _is_asab(path: str) -> bool:
    """Whether a file's content is that of an ASAB configuration.

    Raises:
        UnreadableFile: It cannot be read, or is larger than any configuration.
    """
    large = _is_large_site(path)
    try:
        data = _beginning(path) if large else Disk().read(path)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    found = is_asab(path, data)
    if large and found:
        raise _unreadable(path, ValueError(f"it is larger than {LIMIT // 1024**2} MiB"))
    return found


def _is_large_site(path: str) -> bool:
    """Whether it is YAML or JSON beyond the limit, which is most likely no configuration but data."""
    try:
        return path.lower().endswith(SITE_SUFFIXES) and os.path.getsize(path) > LIMIT
    except (OSError, ValueError):
        return False


def _beginning(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(LIMIT)


def _unreadable(path: str, error: Exception) -> UnreadableFile:
    """The error for a file that was found, not named, and which may not be a configuration."""
    help_ = "if it is not a configuration of ASAB, leave it out by `exclude` in corscheck.toml"
    return UnreadableFile(f"cannot read {path}: {reason(error)}", help_)


def _below(
    directory: str, suffixes: tuple[str, ...], failed: Callable[[str, CorscheckError], None]
) -> list[str]:
    """The candidates below a directory, sorted; links to directories are not followed."""
    unreadable: dict[str, Exception] = {}
    names = listed(directory, suffixes, unreadable)
    prefix = "" if directory == "." else directory
    for name, error in unreadable.items():
        path = os.path.join(prefix, name)
        failed(path, UnreadableFile(f"cannot read {path}: {reason(error)}"))
    return [os.path.join(prefix, name) for name in names]
