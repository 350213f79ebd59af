"""A file system in a dictionary, with a working directory that is not its root."""

from __future__ import annotations

import fnmatch
import posixpath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

DIRECTORY = "/work"
"""The working directory: `x` is `/work/x`, and `/x` is another file."""


class Memory:
    """`corscheck.asab.container.Files` of a few files, by relative or absolute path."""

    def __init__(self, files: Mapping[str, str | bytes], directory: str = DIRECTORY) -> None:
        self.directory = directory
        self.files = {
            self.absolute(path): text.encode() if isinstance(text, str) else text
            for path, text in files.items()
        }

    def read(self, path: str) -> bytes:
        name = self.absolute(path)
        if name not in self.files:
            raise FileNotFoundError(path)
        return self.files[name]

    def is_file(self, path: str) -> bool:
        return self.absolute(path) in self.files

    def is_dir(self, path: str) -> bool:
        return any(name.startswith(self.absolute(path).rstrip("/") + "/") for name in self.files)

    def glob(self, pattern: str) -> list[str]:
        parts = self.absolute(pattern).split("/")
        prefix = "" if pattern.startswith("/") else f"{self.directory.rstrip('/')}/"
        return [
            name.removeprefix(prefix)
            for name in [*self.files, *dict.fromkeys(self._directories())]
            if len(name.split("/")) == len(parts) and all(map(fnmatch.fnmatchcase, name.split("/"), parts))
        ]

    def is_ours(self, path: str, main: str) -> bool:
        return self.absolute(path).startswith(
            (f"{self.directory}/", self.absolute(main).rpartition("/")[0] + "/")
        )

    def absolute(self, path: str) -> str:
        return "/" + posixpath.normpath(posixpath.join(self.directory, path)).lstrip("/")

    def _directories(self) -> list[str]:
        below = f"{self.directory.rstrip('/')}/"
        return [found for name in self.files if (found := name.rpartition("/")[0]).startswith(below)]


def files_of(text: str) -> dict[str, str]:
    """The files of an example: `# === site.conf ===` begins another; the first is `app.conf`."""
    files = {"app.conf": ""}
    name = "app.conf"
    for line in text.splitlines(keepends=True):
        if line.startswith("# === "):
            name = line.removeprefix("# === ").rstrip().removesuffix(" ===")
            files[name] = ""
        else:
            files[name] += line
    return files
