"""A file system of one file, for text that is in no file."""

from __future__ import annotations


class OneFile:
    """A file system that contains a single file."""

    def __init__(self, path: str, text: str) -> None:
        self._path = path
        self._data = text.encode("utf-8", "surrogatepass")

    def read(self, path: str) -> bytes:
        """As `Files`."""
        if path != self._path:
            raise FileNotFoundError(path)
        return self._data

    def is_file(self, path: str) -> bool:
        """As `Files`."""
        return path == self._path

    def is_dir(self, _path: str) -> bool:
        """As `Files`."""
        return False

    def is_ours(self, _path: str, _main: str) -> bool:
        """As `Files`."""
        return True

    def glob(self, _pattern: str) -> list[str]:
        """As `Files`."""
        return []

    def absolute(self, path: str) -> str:
        """As `Files`."""
        return path if path.startswith("/") else f"/{path}".rstrip("/")
