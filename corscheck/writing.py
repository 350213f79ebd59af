"""Writing files safely: completely or not at all, keeping owner, permissions and other attributes.

Separate from `files`, because only fixes, baselines and reports need it.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

from corscheck.errors import UsageProblem
from corscheck.files import encoded, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    Objection = Callable[[bytes | None], str | None]
    """Content of the file now (None: there is none) → why it must not be written; None: it may be."""

    _Content = Callable[[], Iterable[bytes]]
    """What is to be written, in parts; it may be asked for again."""

_READ = 64 * 1024 * 1024
"""Bytes of an existing file that are passed to an objection."""

_OF_A_PROCESS = re.compile(r"/proc/(?:[0-9]+|self|thread-self)(?:/task/[0-9]+)?/fd")

_NOT_REPLACED = (errno.EACCES, errno.EPERM, errno.EBUSY, errno.EXDEV, errno.EROFS)
"""Errors of a file that can be written but not replaced, such as one that is mounted into a container."""


def write(path: str, text: str | Callable[[], Iterable[str]], objection: Objection | None = None) -> None:
    """Write a file; a symbolic link to it stays one, and undecodable bytes are written as they were.

    A text that is long may be given as a function that returns its parts each time it is called.

    An existing file is replaced, or written in place where a new one could not have its owner, its attributes
    or its other names. A terminal, a pipe or one of the process's own descriptors (`/dev/stdout`) is written
    into. `objection` is asked immediately before.

    Raises:
        UsageProblem: It cannot be written, or there is an objection.
    """

    def content() -> Iterable[bytes]:
        return map(encoded, (text,) if isinstance(text, str) else text())

    try:
        _write(path, content, objection)
    except (OSError, ValueError) as error:
        raise UsageProblem(f"cannot write {path}: {reason(error)}") from error


def begun(path: str, text: str, objection: Objection) -> BinaryIO | None:
    """A file that begins with this text, to append to it; None for what is no file, such as a pipe.

    Raises:
        UsageProblem: It cannot be written, or there is an objection.
    """
    real = os.path.realpath(path)
    if _descriptor(path) is not None or (os.path.lexists(real) and not os.path.isfile(real)):
        return None
    write(path, text, objection)
    try:
        return open(real, "ab")
    except OSError as error:
        raise UsageProblem(f"cannot write {path}: {reason(error)}") from error


def unchanged(original: str) -> Objection:
    """The objection that a file has another content than when it was read."""

    def objection(old: bytes | None) -> str | None:
        if old is None:
            return "it was deleted meanwhile"
        return (
            None if old == encoded(original) else "it was changed meanwhile; what was written there is kept"
        )

    return objection


def is_read_only(path: str) -> bool:
    """Whether a file is read-only; for root its permissions count, although the system ignores them."""
    return not os.stat(path).st_mode & 0o222 or not os.access(path, os.W_OK)


def _write(path: str, content: _Content, objection: Objection | None) -> None:
    descriptor = _descriptor(path)
    if descriptor is not None:
        _into_descriptor(descriptor, content)
        return
    real = os.path.realpath(path)
    try:
        status = os.stat(real)
    except FileNotFoundError:
        with _undisturbed():
            _replace(real, content, None, objection)
        return
    if stat.S_ISFIFO(status.st_mode) or stat.S_ISCHR(status.st_mode):
        # Without O_NONBLOCK, opening a pipe without a reader would wait for ever.
        flags = os.O_WRONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0)
        _write_all(os.open(real, flags), content)
    elif stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    elif not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a file")
    elif is_read_only(real):
        raise PermissionError(errno.EACCES, "it is read-only")
    else:
        with _undisturbed():
            if status.st_nlink > 1 or not _replace(real, content, status, objection):
                _in_place(real, b"".join(content()), objection)


def _descriptor(path: str) -> str | None:
    """The place below `/proc` that a path such as `/dev/stdout` names, links to it followed."""
    for _ in range(40):  # as many links as Linux follows
        place, name = os.path.split(path)
        real = os.path.realpath(place)
        if name.isdecimal() and (_OF_A_PROCESS.fullmatch(real) or real == "/dev/fd"):
            return os.path.join(real, name)
        if not os.path.islink(path):
            return None
        path = os.path.join(place, os.readlink(path))
    return None


def _into_descriptor(path: str, content: _Content) -> None:
    """Write where a descriptor writes: opened by its path, a file would be written from its beginning on."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    place, number = os.path.split(path)
    if os.path.realpath("/dev/fd") == place:
        _write_all(os.dup(int(number)), content)
    else:  # another process's
        _write_all(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOCTTY), content)


def _write_all(descriptor: int, content: _Content) -> None:
    os.set_blocking(descriptor, True)
    with open(descriptor, "wb") as file:
        file.writelines(content())


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Delay signals that end the process until the file is written, so that no partial file is left."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _object(path: str, old: bytes | None, objection: Objection) -> None:
    why = objection(old)
    if why is not None:
        raise UsageProblem(f"{path} was not written: {why}")


def _replace(
    path: str, content: _Content, status: os.stat_result | None, objection: Objection | None
) -> bool:
    """Put a new file in the place of `path`; false where it could not be like the old one, of that status."""
    directory = os.path.dirname(path)
    temporary = os.path.join(directory, f".corscheck-{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(temporary, flags, 0o666 if status is None else 0o600)
    except OSError as error:
        if status is None or error.errno not in _NOT_REPLACED:
            raise
        return False
    try:
        with open(descriptor, "wb") as file:
            file.writelines(content())
            file.flush()
            if status is not None and not _like(file.fileno(), path, status):
                return False
            os.fsync(file.fileno())
        if objection is not None:
            there = status is not None or os.path.lexists(path)
            _object(path, _content(path) if there else None, objection)
        try:
            os.replace(temporary, path)
        except OSError as error:
            if status is None or error.errno not in _NOT_REPLACED:
                raise
            return False
    finally:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
    _sync_directory(directory)
    return True


def _like(descriptor: int, path: str, status: os.stat_result) -> bool:
    """Give a new file the owner, the permissions and the attributes of an old one; false where that fails."""
    try:
        own = os.fstat(descriptor)
        if (own.st_uid, own.st_gid) != (status.st_uid, status.st_gid):
            os.fchown(descriptor, status.st_uid, status.st_gid)
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
        if hasattr(os, "listxattr"):
            for name in os.listxattr(path):
                os.setxattr(descriptor, name, os.getxattr(path, name))
    except OSError as error:
        return error.errno == errno.ENOTSUP  # a file system without attributes
    return True


def _in_place(path: str, data: bytes, objection: Objection | None) -> None:
    """Overwrite a file; what was there is put back where that fails."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    with open(descriptor, "r+b", buffering=0) as file:
        old = file.read()
        if objection is not None:
            _object(path, old, objection)
        try:
            _overwrite(file.fileno(), data)
        except BaseException:
            with suppress(OSError):
                _overwrite(file.fileno(), old)
            raise


def _overwrite(descriptor: int, data: bytes) -> None:
    os.lseek(descriptor, 0, os.SEEK_SET)
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
    os.ftruncate(descriptor, len(data))
    os.fsync(descriptor)


def _content(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read(_READ)
    except FileNotFoundError:
        return None


def _sync_directory(directory: str) -> None:
    """Write the directory's entries to the disk, as far as the system can."""
    with suppress(OSError):
        descriptor = os.open(directory or ".", os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
