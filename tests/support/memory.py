"""A file system in a dictionary; the working directory is the root."""

from __future__ import annotations

import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Memory:
    """`corscheck.asab.container.Files` of a few files, by relative path."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}

    def read(self, path: str) -> bytes:
        name = self._name(path)
        if name not in self.files:
            raise FileNotFoundError(path)
        return self.files[name]

    def is_file(self, path: str) -> bool:
        return self._name(path) in self.files

    def is_dir(self, path: str) -> bool:
        return any(name.startswith(self._name(path) + "/") for name in self.files)

    def glob(self, pattern: str) -> list[str]:
        parts = self._name(pattern).split("/")
        slash = "/" if pattern.startswith("/") else ""
        return [
            slash + name
            for name in [*self.files, *dict.fromkeys(self._directories())]
            if len(name.split("/")) == len(parts) and all(map(fnmatch.fnmatchcase, name.split("/"), parts))
        ]

    def absolute(self, path: str) -> str:
        return "/" + self._name(path)

    def _directories(self) -> list[str]:
        return [name.rpartition("/")[0] for name in self.files if "/" in name]

    @staticmethod
    def _name(path: str) -> str:
        return "/".join(part for part in path.split("/") if part not in ("", "."))


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
