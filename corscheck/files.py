"""The disk: reading files without blocking; `writing` writes them.

`os.path` and not `pathlib`, which would cost `corscheck lint` a tenth of its time.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem
from corscheck.limits import LimitReached

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LIMIT = 4 * 1024 * 1024
"""Bytes up to which a file is read; configurations are much smaller."""

TOTAL = 64 * 1024 * 1024
"""Bytes up to which files are read in one run, so that including half the disk ends."""

MAX_ENTRIES = 200_000
"""Directory entries that patterns of includes are compared with in one run."""

STDIN = "-"

_PSEUDO = ("/proc/", "/sys/")
_NULL = os.makedev(1, 3)  # Linux's /dev/null, which is empty


class NotRead(LimitReached, OSError):
    """A file that the system may well read, but that is not read here; the text says why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.strerror = why


class Disk:
    """The file system as ASAB sees it (`corscheck.asab.container.Files`).

    `texts` are read in place of the files of those names: standard input, and what a fix would write. A file
    may be called by several names (`x`, `./x`, `/srv/x`, a link to it); its text is found by each. Reports
    quote files that are in the directory `home`, or in its repository; without it, in the main file's.
    """

    __slots__ = ("_entries", "_home", "_left", "_new", "_places", "_roots", "_texts")

    def __init__(self, texts: Mapping[str, str] | None = None, home: str | None = None) -> None:
        self._home = home
        self._texts = {content_identity(path): text for path, text in (texts or {}).items()}
        self._new = [os.path.abspath(path) for path in texts or () if not os.path.lexists(path)]
        self._left = TOTAL
        self._entries = MAX_ENTRIES
        self._places: dict[str, str] = {}  # directory → the same without symbolic links
        self._roots: dict[str, str | None] = {}  # directory → its repository

    def read(self, path: str) -> bytes:
        """The content of a regular file of at most `LIMIT` bytes.

        Raises:
            NotRead: It is larger, not a regular file on a disk, or one too many: with it more than `TOTAL`
                bytes would be read.
            OSError: It cannot be opened, or is a directory.
        """
        if self._texts and (text := self._texts.get(content_identity(path))) is not None:
            return encoded(text)
        # Without O_NONBLOCK, opening a FIFO would wait until another process opens it for writing.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with open(descriptor, "rb", buffering=0) as file:
            status = os.fstat(descriptor)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if stat.S_ISCHR(status.st_mode) and status.st_rdev == _NULL:
                return b""
            # Files that the kernel generates have no blocks; reading some, such as `/proc/kmsg`, consumes
            # their content.
            made_up = status.st_blocks == 0 and os.path.realpath(path).startswith(_PSEUDO)
            if not stat.S_ISREG(status.st_mode) or made_up:
                raise NotRead("it is not a regular file on a disk")
            if status.st_size > LIMIT:
                raise NotRead(f"it is larger than {LIMIT // 1024**2} MiB")
            data = file.read(min(status.st_size or LIMIT, LIMIT) + 1)
        if data is None:  # there is nothing to read yet
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        if len(data) > LIMIT:
            raise NotRead(f"it is larger than {LIMIT // 1024**2} MiB")
        self._left -= len(data)
        if self._left < 0:
            raise NotRead(f"more than {TOTAL // 1024**2} MiB of configuration are not read in one run")
        return data

    @property
    def spent(self) -> tuple[int, int]:
        """Bytes that were read and directory entries that were compared so far."""
        return TOTAL - self._left, MAX_ENTRIES - self._entries

    def spend(self, size: int, entries: int) -> bool:
        """Count what others have read and compared; False, and nothing is counted, if that is too much."""
        if size > self._left or entries > self._entries:
            return False
        self._left -= size
        self._entries -= entries
        return True

    def is_file(self, path: str) -> bool:
        """As `os.path.isfile`."""
        return (bool(self._texts) and content_identity(path) in self._texts) or os.path.isfile(path)

    def is_dir(self, path: str) -> bool:
        """As `os.path.isdir`."""
        return os.path.isdir(path)

    def glob(self, pattern: str) -> list[str]:
        """As `glob.glob`, in the file system's order; texts of files that do not exist yet come last.

        Raises:
            LimitReached: With this pattern, more than `MAX_ENTRIES` directory entries would be looked at.
        """
        from corscheck.globs import bounded_glob, fits  # noqa: PLC0415  # only where a file includes others

        found, looked_at = bounded_glob(pattern, self._entries)
        self._entries -= looked_at
        new = [path for path in self._new if fits(path, os.path.abspath(pattern))]
        return [*found, *(new if os.path.isabs(pattern) else map(os.path.relpath, new))]

    def is_ours(self, path: str, main: str) -> bool:
        """Whether a file is in the directory of `main` or below, or in the same repository, links followed.

        The main file itself may be a link that leads out of there.
        """
        if path == main and not self._texts and self._home is None and not os.path.islink(path):
            return f"{os.sep}.git{os.sep}" not in f"{self._directory(os.path.dirname(path))}{os.sep}"
        place = self._place(path)
        if self._texts and content_identity(path) in self._texts:
            return True
        base = self._directory(self._home or os.path.dirname(os.path.abspath(main)))
        if f"{os.sep}.git{os.sep}" in place:  # its configuration may hold the token of a pipeline
            return False
        if os.path.dirname(place) == base:
            return True
        if base not in self._roots:
            self._roots[base] = repository_root(base)
        around = (base, self._roots[base] or base)
        return any(is_within(place, directory) for directory in around if directory != os.sep)

    def _place(self, path: str) -> str:
        """As `identity`; the directory of many files is looked at once."""
        directory, name = os.path.split(path)
        if name in ("", os.curdir, os.pardir) or os.path.islink(path):
            return identity(path)
        return os.path.join(self._directory(directory), name)

    def _directory(self, path: str) -> str:
        if path not in self._places:
            self._places[path] = identity(path)
        return self._places[path]

    def absolute(self, path: str) -> str:
        """As `os.path.abspath`."""
        return os.path.abspath(path)


def linked(paths: Iterable[str]) -> set[str]:
    """The files to which those of the paths lead that are links."""
    return {os.path.realpath(path) for path in paths if os.path.islink(path)}


def is_within(path: str, directory: str) -> bool:
    """Whether an absolute path leads to something in a directory, at any depth."""
    return path.startswith(directory.rstrip(os.sep) + os.sep)


def near(path: str) -> str:
    """A path as reports name it: relative where it is below the working directory, else as it is."""
    absolute, here = os.path.abspath(path), os.path.abspath("")
    return os.path.relpath(absolute, here) if is_within(absolute, here) else path


def is_root(directory: str) -> bool:
    """Whether a directory is the root of a repository."""
    return os.path.exists(os.path.join(directory, ".git"))


def repository_root(directory: str) -> str | None:
    """The closest directory upwards that is the root of a git repository; None outside of one."""
    place = os.path.abspath(directory)
    while not is_root(place):
        above = os.path.dirname(place)
        if above == place:
            return None
        place = above
    return place


def identity(path: str) -> str:
    """The absolute path without symbolic links, which is the same for all names of a file."""
    try:
        return os.path.realpath(path)
    except ValueError:  # a null byte, which no file name has
        return path


def content_identity(path: str) -> str:
    """As `identity`, and the same for hard links: writing to one of them changes all."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return identity(path)
    return f"{status.st_dev}:{status.st_ino}" if status.st_nlink > 1 else identity(path)


def read_stdin(limit: int = LIMIT) -> bytes:
    """Standard input to its end.

    Raises:
        UsageProblem: There is none, or it is larger than `limit` bytes.
    """
    if sys.stdin is None:
        raise UsageProblem("cannot read standard input: it is closed")
    try:
        return _bounded(sys.stdin.buffer.read(limit + 1), limit)
    except OSError as error:
        raise UsageProblem(f"cannot read standard input: {reason(error)}") from error


def read_text(path: str) -> str:
    """A file of our own (settings, baseline, requests), UTF-8.

    Raises:
        UsageProblem: It cannot be read or is not UTF-8.
    """
    try:
        return Disk().read(path).decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise UsageProblem(f"cannot read {path}: {reason(error)}") from error


def encoded(text: str) -> bytes:
    """Text as the bytes it was decoded from."""
    return text.encode("utf-8", "surrogateescape")


def reason(error: Exception) -> str:
    """What went wrong, in the system's words, without the path and the number."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _bounded(data: bytes, limit: int = LIMIT) -> bytes:
    if len(data) > limit:
        raise OSError(errno.EFBIG, f"is larger than {limit // 1024**2} MiB")
    return data
