"""The requests and notifications of the Language Server Protocol that are answered."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from corscheck.server import hover, includes, inlays
from corscheck.server.actions import FIX_ALL, Files, fix_all, quick_fixes
from corscheck.server.completion import complete
from corscheck.server.diagnostics import seen
from corscheck.server.positions import offset_of
from corscheck.server.protocol import Protocol
from corscheck.server.session import Session
from corscheck.server.snapshot import at
from corscheck.version import __version__

if TYPE_CHECKING:
    from corscheck.server.looking import Look

_WATCHED = ("**/*.{conf,cfg,ini,yaml,yml,json}", "**/{corscheck,pyproject}.toml")
"""Files whose changes on the disk may change what is found."""


def serve(look: Look) -> int:
    """Answer one editor on standard input and output until it ends the session."""
    server = create(look)
    answers = sys.stdout  # kept, as it would be closed with its last reference
    sys.stdout = sys.stderr  # printed text must not get between the messages
    server.start_io(sys.stdin.buffer, answers.buffer)
    return 0


def create(look: Look) -> LanguageServer:
    """The server with everything that it answers."""
    # Whole texts: pygls splits lines, to which it applies changes, at more characters than the protocol does.
    full = types.TextDocumentSyncKind.Full
    server = LanguageServer("corscheck", __version__, text_document_sync_kind=full, protocol_cls=Protocol)
    session = Session(server, look)
    for name, function, options in _FEATURES:
        server.feature(name, options)(partial(function, session))
    return server


def _initialize(session: Session, params: types.InitializeParams) -> None:
    """Work in the first folder that is open, at which relative includes start."""
    folders = params.workspace_folders or []
    uri = folders[0].uri if folders else params.root_uri
    path = to_fs_path(uri) if uri and uri.startswith("file:") else params.root_path
    if path and os.path.isdir(path):
        session.work_in(path)


async def _initialized(session: Session, _params: types.InitializedParams) -> None:
    """Ask for changes of files on the disk, where the editor can report them."""
    workspace = session.server.client_capabilities.workspace
    watched = workspace and workspace.did_change_watched_files
    if not (watched and watched.dynamic_registration):
        return
    options = types.DidChangeWatchedFilesRegistrationOptions(
        [types.FileSystemWatcher(glob) for glob in _WATCHED]
    )
    method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
    registration = types.Registration("files", method, options)
    try:
        await session.server.client_register_capability_async(types.RegistrationParams([registration]))
    except JsonRpcException as error:
        sys.stderr.write(f"the editor reports no changes of files: {error}\n")


def _did_open(session: Session, params: types.DidOpenTextDocumentParams) -> None:
    session.open(params.text_document.uri)


def _did_change(session: Session, params: types.DidChangeTextDocumentParams) -> None:
    session.change(params.text_document.uri)


def _did_save(session: Session, _params: types.DidSaveTextDocumentParams) -> None:
    session.lint_all()


def _did_close(session: Session, params: types.DidCloseTextDocumentParams) -> None:
    session.close(params.text_document.uri)


def _did_change_files(session: Session, _params: types.DidChangeWatchedFilesParams) -> None:
    session.lint_all()


async def _code_actions(session: Session, params: types.CodeActionParams) -> list[types.CodeAction]:
    uri, only = params.text_document.uri, params.context.only
    source = session.source(uri)
    if source is None:
        return []
    looked = await session.looked(source.path)
    edits = session.server.client_capabilities.workspace
    versioned = bool(edits and edits.workspace_edit and edits.workspace_edit.document_changes)
    files = Files(session.uri, session.version if versioned else None, session.encoding)
    source = session.source(uri) or source
    start, end = (offset_of(source, one, session.encoding) for one in (params.range.start, params.range.end))
    here = [
        one
        for one in looked.by_file().get(source.path, ())
        if one.finding.span.start <= end and start <= seen(one.finding.span).end
    ]
    actions = list(quick_fixes(here, files)) if _wanted(types.CodeActionKind.QuickFix, only) else []
    if _wanted(FIX_ALL, only):
        path, text = source.path, source.text
        action = await session.run(lambda: fix_all(path, text, looked, files))
        actions += [action] if action else []
    return actions


async def _hover(session: Session, params: types.HoverParams) -> types.Hover | None:
    place = await _place(session, params)
    if place is None:
        return None
    path, offset, parts = place
    looked = await session.looked(path)
    texts = list(hover.about_findings(looked.found, path, offset))
    texts += hover.about_option(at(parts, path, offset))
    include = includes.include_at(parts, path, offset)
    texts += [hover.about_include(include)] if include else []
    text = "\n\n---\n\n".join(texts)
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None


async def _completion(session: Session, params: types.CompletionParams) -> list[types.CompletionItem]:
    place = await _place(session, params)
    source = session.source(params.text_document.uri)
    if place is None or source is None:
        return []
    looked = await session.looked(source.path)
    return complete(source, place[1], looked.readings, place[2], session.encoding)


async def _definition(session: Session, params: types.DefinitionParams) -> list[types.Location]:
    place = await _place(session, params)
    include = includes.include_at(place[2], place[0], place[1]) if place else None
    return includes.definitions(include, session.uri) if include else []


async def _links(session: Session, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
    source = session.source(params.text_document.uri)
    if source is None:
        return []
    return includes.links(await session.parts(source.path), source.path, session.uri, session.encoding)


async def _inlays(session: Session, params: types.InlayHintParams) -> list[types.InlayHint]:
    source = session.source(params.text_document.uri)
    if source is None:
        return []
    parts = await session.parts(source.path)
    source = session.source(params.text_document.uri) or source
    start, end = (offset_of(source, one, session.encoding) for one in (params.range.start, params.range.end))
    return inlays.hints(parts, source.path, start, end, session.encoding)


async def _place(session: Session, params: Any) -> tuple[str, int, list[Any]] | None:
    """Path and offset of a position, and the configurations that the document belongs to."""
    source = session.source(params.text_document.uri)
    if source is None:
        return None
    parts = await session.parts(source.path)
    source = session.source(params.text_document.uri) or source
    return source.path, offset_of(source, params.position, session.encoding), parts


def _wanted(kind: str, only: Any) -> bool:
    """Whether actions of a kind are asked for: `source` includes `source.fixAll`."""
    names = [getattr(one, "value", one) for one in only or ()]
    name = getattr(kind, "value", kind)
    return not names or any(not one or name == one or name.startswith(f"{one}.") for one in names)


_FEATURES: tuple[tuple[str, Any, Any], ...] = (
    (types.INITIALIZE, _initialize, None),
    (types.INITIALIZED, _initialized, None),
    (types.TEXT_DOCUMENT_DID_OPEN, _did_open, None),
    (types.TEXT_DOCUMENT_DID_CHANGE, _did_change, None),
    (types.TEXT_DOCUMENT_DID_SAVE, _did_save, None),
    (types.TEXT_DOCUMENT_DID_CLOSE, _did_close, None),
    (types.WORKSPACE_DID_CHANGE_WATCHED_FILES, _did_change_files, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        _code_actions,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, FIX_ALL]),
    ),
    (types.TEXT_DOCUMENT_HOVER, _hover, None),
    (types.TEXT_DOCUMENT_COMPLETION, _completion, types.CompletionOptions(["[", "=", " ", '"'])),
    (types.TEXT_DOCUMENT_DEFINITION, _definition, None),
    (types.TEXT_DOCUMENT_DOCUMENT_LINK, _links, types.DocumentLinkOptions()),
    (types.TEXT_DOCUMENT_INLAY_HINT, _inlays, types.InlayHintOptions()),
)
