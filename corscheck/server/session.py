"""One session with an editor: its open documents, when they are linted, and what is published.

Linting runs in one thread, so that requests are answered meanwhile. A change cancels pending work: the result
for an older text is dropped.
"""

from __future__ import annotations

import asyncio
import os
import re
from concurrent.futures import ThreadPoolExecutor
from traceback import print_exception
from typing import TYPE_CHECKING, TypeVar

from lsprotocol.types import PublishDiagnosticsParams
from pygls.uris import from_fs_path, to_fs_path

from corscheck.errors import CorscheckError
from corscheck.run_report import RunError
from corscheck.server.board import Board
from corscheck.server.diagnostics import diagnostic, not_linted
from corscheck.server.hidden import hidden_bytes
from corscheck.server.looking import Looked
from corscheck.server.positions import UTF16, range_of
from corscheck.server.snapshot import parts
from corscheck.source import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from lsprotocol.types import Diagnostic
    from pygls.lsp.server import LanguageServer

    from corscheck.server.looking import Look
    from corscheck.server.snapshot import Part

T = TypeVar("T")

DELAY = 0.03
"""Seconds without a further change after which a document is linted."""


class Session:
    """The state of one session; paths are absolute."""

    def __init__(self, server: LanguageServer, look: Look) -> None:
        self.server = server
        self.documents: dict[str, str] = {}  # path → the address that the editor gave the document
        self.board = Board()
        self._look = look
        self._folder = ""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._worker = ThreadPoolExecutor(1)
        self._published: dict[str, list[Diagnostic]] = {}

    def work_in(self, folder: str) -> None:
        """Make it the working directory, at which relative includes start."""
        self._folder = folder
        os.chdir(folder)

    @property
    def encoding(self) -> str:
        """The encoding of positions that was agreed on."""
        return self.server.workspace.position_encoding or UTF16

    def uri(self, path: str) -> str:
        """The address of a file: the editor's where it has opened it."""
        path = os.path.abspath(path)
        return self.documents.get(path) or from_fs_path(path) or ""

    def version(self, path: str) -> int | None:
        """The version of an open document; None for any other file."""
        uri = self.documents.get(os.path.abspath(path))
        return self.server.workspace.get_text_document(uri).version if uri else None

    def texts(self) -> dict[str, str]:
        """The texts of all open documents."""
        return {path: self._text(uri) for path, uri in self.documents.items()}

    def source(self, uri: str) -> Source | None:
        """The text of an open document under its path; None for one that is no file."""
        path = path_of(uri)
        if path not in self.documents:
            return None
        return Source(self._text(uri), path)

    def _text(self, uri: str) -> str:
        """The text of an open document; half a surrogate pair is no byte of a file."""
        text = self.server.workspace.get_text_document(uri).source
        return text if text.isascii() else re.sub("[\ud800-\udfff]", "\ufffd", text)

    def open(self, uri: str) -> None:
        """Add a document that was opened."""
        if path := path_of(uri):
            self.documents[path] = uri
            self.lint(path, delay=0)

    def change(self, uri: str) -> None:
        """Lint a document that was changed, unless it changes again meanwhile."""
        if (path := path_of(uri)) in self.documents:
            for task in self._tasks.values():
                if task.get_name() == path:  # it is linted again after this one
                    task.cancel()
            self.lint(path)

    def close(self, uri: str) -> None:
        """Remove a document that was closed, and lint those it belonged to with the file on the disk."""
        path = path_of(uri)
        if self.documents.pop(path, None) is None:
            return
        if task := self._tasks.pop(path, None):
            task.cancel()
        for file, found in self.board.close(path, self.documents).files.items():
            self._publish(file, [diagnostic(one, self.uri, self.encoding) for one in found])
        self.lint_all()

    def lint_all(self) -> None:
        """Lint every open document again: files or settings have changed."""
        for path in self.documents:
            self.lint(path)

    def lint(self, path: str, *, delay: float = DELAY, cause: str = "") -> None:
        """Lint a document after `delay` seconds, and then those that belong to it.

        With a `cause`, the document that was changed, it is one of those itself.
        """
        task = self._tasks.get(path)
        if task and not task.done():
            cause = cause and task.get_name()
            task.cancel()
        self._tasks[path] = asyncio.create_task(self._lint(path, delay, cause), name=cause)

    async def looked(self, path: str) -> Looked:
        """The result for the present text of a document."""
        while (task := self._tasks.get(path)) and not task.done():
            await asyncio.wait([task])
        return self.board.looked(path) or Looked()

    async def parts(self, path: str) -> list[Part]:
        """The configurations that a document belongs to."""
        looked, texts = await self.looked(path), self.texts()
        return await self.run(lambda: parts(looked.readings, texts))

    async def run(self, function: Callable[[], T]) -> T:
        """Call a function in the thread that lints."""

        def call() -> T:
            _return_to(self._folder)
            return function()

        return await asyncio.get_running_loop().run_in_executor(self._worker, call)

    async def _lint(self, path: str, delay: float, cause: str) -> None:
        await asyncio.sleep(delay)
        texts = self.texts()
        looked = await self.run(lambda: _guarded(self._look, path, texts))
        try:
            again = self._show(path, looked)
        except Exception as error:  # noqa: BLE001  # as in `_guarded`
            print_exception(error)
            self._publish(path, [not_linted(_mistake(error))])
            return
        if cause:
            self._refresh()
            return
        for document in again:
            self.lint(document, delay=0, cause=path)

    def _refresh(self) -> None:
        """Ask for inlay hints to be fetched anew, as another document has changed them."""
        workspace = self.server.client_capabilities.workspace
        if workspace and workspace.inlay_hint and workspace.inlay_hint.refresh_support:
            self.server.workspace_inlay_hint_refresh(None, lambda _done: None)

    def _show(self, path: str, looked: Looked) -> set[str]:
        """Publish what was found; returns the documents to be linted again because of it."""
        change = self.board.update(path, looked, self.documents)
        for file, found in change.files.items():
            some = [diagnostic(one, self.uri, self.encoding) for one in found]
            if file == path:
                some += [self._error(path, error) for error in looked.errors]
            self._publish(file, some)
        return change.again

    def _error(self, path: str, error: RunError) -> Diagnostic:
        """What kept something from being linted, at its place if that is in the document."""
        span = error.span
        here = span is not None and os.path.abspath(span.source.path) == path
        return not_linted(error.message, error.help, range_of(span, self.encoding) if span and here else None)

    def _publish(self, path: str, diagnostics: list[Diagnostic]) -> None:
        """Send the diagnostics of a file, unless they are unchanged."""
        is_open = path in self.documents
        if not is_open and self._published.get(path, []) == diagnostics:
            return
        self._published[path] = diagnostics
        if not diagnostics:
            self._published.pop(path)
        self.server.text_document_publish_diagnostics(
            PublishDiagnosticsParams(self.uri(path), diagnostics, self.version(path) if is_open else None)
        )


def _return_to(folder: str) -> None:
    """Leave a working directory that was removed: to the one of the same name where there is one again.

    Without one, every relative path would be an error.
    """
    try:
        lost = os.getcwd() == os.sep != folder
    except FileNotFoundError:
        os.chdir(os.sep)
        lost = True
    if lost and os.path.isdir(folder):
        os.chdir(folder)


def path_of(uri: str) -> str:
    """The absolute path of a document; empty for one that is no file."""
    path = to_fs_path(uri) if uri.startswith("file:") else None
    return os.path.abspath(path) if path else ""


def _guarded(look: Look, path: str, texts: dict[str, str]) -> Looked:
    """The result; an exception becomes an error in it, so that no document looks clean because of one."""
    try:
        looked = look(path, texts)
        hidden = hidden_bytes(path, texts[path]) if looked.readings else None
        error = RunError("not-loaded", hidden, file=path) if hidden else None
        return looked._replace(errors=(*looked.errors, error)) if error else looked
    except CorscheckError as error:
        return Looked(errors=(RunError.of(error, file=path),))
    except Exception as error:  # noqa: BLE001  # the session goes on, and the document says what happened
        print_exception(error)
        return Looked(errors=(RunError("internal", _mistake(error), file=path),))


def _mistake(error: Exception) -> str:
    return f"a mistake in corscheck: {type(error).__name__}: {error}"
