"""A file system in a dictionary, and what tests say of values."""

from __future__ import annotations

import fnmatch
import posixpath
from typing import TYPE_CHECKING

from corscheck.asab.build import build
from corscheck.asab.loader import load
from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.source import Value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.asab.container import Configuration, Container
    from corscheck.asab.profiles import Profile
    from corscheck.source import Span


class Memory:
    """Files by name, relative to the working directory `/srv`; a content of None is a directory."""

    def __init__(self, files: Mapping[str, str | bytes | None]) -> None:
        self.files = {
            self.absolute(name): text.encode() if isinstance(text, str) else text
            for name, text in files.items()
        }
        self.asked: list[str] = []

    def read(self, path: str) -> bytes:
        self.asked.append(path)
        content = self.files.get(self.absolute(path))
        if content is None:
            raise FileNotFoundError(path)
        return content

    def is_file(self, path: str) -> bool:
        return self.files.get(self.absolute(path)) is not None

    def is_dir(self, path: str) -> bool:
        return self.absolute(path) in self.files and not self.is_file(path)

    def glob(self, pattern: str) -> list[str]:
        found = fnmatch.filter(self.files, self.absolute(pattern))
        return found if pattern.startswith("/") else [posixpath.relpath(name, "/srv") for name in found]

    def is_ours(self, _path: str, _main: str) -> bool:
        return True

    def absolute(self, path: str) -> str:
        return posixpath.normpath(posixpath.join("/srv", path))


def read(
    files: Mapping[str, str | bytes | None] | str,
    environ: Mapping[str, str] | None = None,
    profile: Profile = DEFAULT_PROFILE,
) -> Configuration:
    """Load `main.conf` from these files, or from this text."""
    if isinstance(files, str):
        files = {"main.conf": files}
    return load("main.conf", Memory(files), environ or {}, profile)


def web(
    options: str, environ: Mapping[str, str] | None = None, profile: Profile = DEFAULT_PROFILE
) -> Container:
    """The container of `[web]` with these option lines."""
    return build(read(f"[web]\n{options}\n", environ, profile), "web")


def where(at: Value | Span | None) -> tuple[str, int, int, str] | None:
    """Path, line, column and the text there."""
    span = at.span if isinstance(at, Value) else at
    return None if span is None else (span.source.path, *span.source.position(span.start), span.text)
