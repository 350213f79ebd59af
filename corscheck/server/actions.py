"""Fixes as code actions: one for each finding, and one that applies all safe ones of a document."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from lsprotocol.types import (
    CodeAction,
    CodeActionKind,
    OptionalVersionedTextDocumentIdentifier,
    TextDocumentEdit,
    TextEdit,
    WorkspaceEdit,
)

from corscheck.files import content_identity
from corscheck.fixing import Changes, fix_until_stable
from corscheck.server.diagnostics import diagnostic
from corscheck.server.positions import range_of
from corscheck.source import Source, Span
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from corscheck.findings import Finding
    from corscheck.server.looking import Found, Looked

FIX_ALL = f"{CodeActionKind.SourceFixAll.value}.corscheck"
"""The kind by which editors can be configured to apply all safe fixes on every save."""


class Files:
    """The addresses of the documents of edits, and the versions of open ones.

    `version` is None for an editor without versioned edits.
    """

    def __init__(
        self, uri: Callable[[str], str], version: Callable[[str], int | None] | None, encoding: str
    ) -> None:
        self.uri = uri
        self.encoding = encoding
        self._version = version

    def edit(self, edits: Iterable[tuple[Span, str]]) -> WorkspaceEdit:
        """Replace spans by texts, in one or several files."""
        files: dict[str, list[TextEdit]] = {}
        for span, text in edits:
            path = os.path.abspath(span.source.path)
            files.setdefault(path, []).append(TextEdit(range_of(span, self.encoding), text))
        if self._version is None:
            return WorkspaceEdit({self.uri(path): some for path, some in files.items()})
        named = {
            path: OptionalVersionedTextDocumentIdentifier(self.uri(path), self._version(path))
            for path in files
        }
        return WorkspaceEdit(
            document_changes=[TextDocumentEdit(named[path], list(some)) for path, some in files.items()]
        )


def quick_fixes(found: Iterable[Found], files: Files) -> Iterator[CodeAction]:
    """The fix of each finding; the title of one that may change the meaning says so."""
    for one in found:
        fix = one.finding.fix
        if fix is None:
            continue
        words = one.shown.fix.message if one.shown.fix else f"Fix {one.shown.code}"
        yield CodeAction(
            visible(words) + ("" if fix.is_safe else " (unsafe: may change the meaning)"),
            CodeActionKind.QuickFix,
            [diagnostic(one, files.uri, files.encoding)],
            is_preferred=fix.is_safe,
            edit=files.edit((edit.span, edit.text) for edit in fix.edits),
        )


def fix_all(path: str, text: str, looked: Looked, files: Files) -> CodeAction | None:
    """All safe fixes in one document, applied as `lint --fix` does; None where there are none."""
    place = content_identity(path)
    found = [one.finding for one in looked.found if one.finding.fix and one.finding.fix.is_safe]
    if not any(_is_in(finding, place) for finding in found):
        return None  # editors ask at every movement of the cursor

    def lint(texts: Mapping[str, str]) -> list[Finding]:
        return [finding for finding in looked.again(texts) if _is_in(finding, place)]

    fixed = fix_until_stable(lint, changes=Changes(content_identity))
    new = next((new for name, new in fixed.texts.items() if content_identity(name) == place), text)
    if new == text:
        return None
    number = len(fixed.applied)
    title = f"Fix {number} finding{'s' * (number != 1)} of corscheck safely"
    edit = files.edit([changed(Source(text, path), new)])
    return CodeAction(title, FIX_ALL, edit=edit)


def changed(old: Source, new: str) -> tuple[Span, str]:
    """The lines that differ, as one replacement, so that cursors elsewhere stay where they are."""
    other = Source(new, old.path)
    lines, others = _lines(old), _lines(other)
    least = min(len(lines), len(others))
    start = next((at for at in range(least) if lines[at] != others[at]), least)
    end = next(
        (at for at in range(least - start) if lines[-1 - at] != others[-1 - at]),
        least - start,
    )
    ends = (*old.starts, len(old.text)), (*other.starts, len(new))
    span = Span(old, ends[0][start], ends[0][len(lines) - end])
    return span, new[ends[1][start] : ends[1][len(others) - end]]


def _lines(source: Source) -> list[str]:
    ends = [*source.starts[1:], len(source.text)]
    return [source.text[start:end] for start, end in zip(source.starts, ends, strict=True)]


def _is_in(finding: Finding, place: str) -> bool:
    """Whether a fix changes nothing but the document."""
    return finding.fix is not None and all(
        content_identity(edit.span.source.path) == place for edit in finding.fix.edits
    )
