"""The results of linting a document; the command that starts the server provides the function that lints."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corscheck.findings import Finding
    from corscheck.run_report import RunError

    Look = Callable[[str, Mapping[str, str]], "Looked"]
    """Lints the document of that absolute path; the texts of all open documents, by absolute path."""


class Reading(NamedTuple):
    """A configuration that the document is, or is included by, and how it is read."""

    path: str
    environ: Mapping[str, str]
    versions: tuple[str, ...]
    sections: tuple[str, ...] = ()  # web containers in addition to those found automatically


class Found(NamedTuple):
    """A finding: the original for places and edits, and one without secrets for sentences."""

    finding: Finding
    shown: Finding

    @property
    def path(self) -> str:
        """The absolute path of its file."""
        return os.path.abspath(self.finding.span.source.path)


class Looked(NamedTuple):
    """The result of linting a document as a part of everything that includes it."""

    found: tuple[Found, ...] = ()
    errors: tuple[RunError, ...] = ()
    files: tuple[str, ...] = ()  # all that were read, included ones too
    readings: tuple[Reading, ...] = ()  # none where the document is no configuration of ASAB
    again: Callable[[Mapping[str, str]], list[Finding]] = lambda _texts: []
    """Lints again with further texts in place of files."""

    @property
    def places(self) -> frozenset[str]:
        """The absolute paths of all files that were read."""
        return frozenset(map(os.path.abspath, self.files))

    def by_file(self) -> dict[str, list[Found]]:
        """The findings by the absolute path of their file."""
        files: dict[str, list[Found]] = {}
        for one in self.found:
            files.setdefault(one.path, []).append(one)
        return files
