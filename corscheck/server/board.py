"""The findings to show for each file: the results of linting the documents that are open.

An open document shows what linting it found; a file that is not open, what linting any open one found in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corscheck.records import NamedTuple
from corscheck.server.looking import Looked

if TYPE_CHECKING:
    from collections.abc import Collection

    from corscheck.server.looking import Found


class Change(NamedTuple):
    """The consequences of a result: files that show something else now, and documents to be linted again."""

    files: dict[str, list[Found]]
    again: set[str]


class Board:
    """The latest result for each open document; all paths are absolute."""

    def __init__(self) -> None:
        self._looked: dict[str, Looked] = {}
        self._files: dict[str, dict[str, list[Found]]] = {}

    def looked(self, document: str) -> Looked | None:
        """The latest result for a document."""
        return self._looked.get(document)

    def update(self, document: str, looked: Looked, opened: Collection[str]) -> Change:
        """Store the result for a document; `opened` are all that are open."""
        places = looked.places | self._looked.get(document, Looked()).places
        before = self._files.get(document, {})
        now = self._files[document] = looked.by_file()
        self._looked[document] = looked
        others = {one for one in opened if one in places or self._shares(one, places)}
        belonging = {*before, *now, *others} - {document}
        shown = {path: self._merged(path) for path in belonging if path not in opened}
        return Change({document: now.get(document, []), **shown}, belonging & {*opened})

    def close(self, document: str, opened: Collection[str]) -> Change:
        """Remove a document that was closed: its file shows what others found in it."""
        before = self._files.pop(document, {})
        self._looked.pop(document, None)
        files = {*before, document} - {*opened}
        return Change({path: self._merged(path) for path in files}, set())

    def _shares(self, document: str, places: frozenset[str]) -> bool:
        """Whether a document belongs to a configuration that has one of these files."""
        looked = self._looked.get(document)
        return looked is not None and not looked.places.isdisjoint(places)

    def _merged(self, path: str) -> list[Found]:
        found: dict[tuple[object, ...], Found] = {}
        for files in self._files.values():
            for one in files.get(path, ()):
                span = one.finding.span
                key = one.finding.code, span.start, span.end, one.finding.message
                found.setdefault(key, one)
        return list(found.values())
