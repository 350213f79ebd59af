"""The language server as an editor has it: a real session, over pipes."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator  # noqa: TC003  # pytest-lsp evaluates the annotations
from pathlib import Path  # noqa: TC003  # likewise

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

COMMAND = [sys.executable, "-m", "corscheck", "server", "--stdio"]

MAIN = """\
[general]
include = ${THIS_DIR}/conf.d/*.conf

[web]
listen = 127.0.0.1 8080
"""
PART = """\
[web]
cors = https://a.example
cors_preflight_paths = /api/*
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    (root / ".git").mkdir()
    (root / "svc/conf.d").mkdir(parents=True)
    (root / "svc/app.conf").write_text(MAIN)
    (root / "svc/conf.d/cors.conf").write_text(PART)
    return root


@pytest_lsp.fixture(config=ClientServerConfig(server_command=COMMAND), scope="module")
async def client(lsp_client: LanguageClient, root: Path) -> AsyncIterator[None]:
    folders = [types.WorkspaceFolder(root.as_uri(), "project")]
    capabilities = client_capabilities("visual-studio-code")
    params = types.InitializeParams(capabilities, workspace_folders=folders, process_id=os.getpid())
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio(loop_scope="module")
async def test_it(client: LanguageClient, root: Path) -> None:
    path = root / "svc/conf.d/cors.conf"
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(path.as_uri(), "ini", 1, PART))
    )
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    print(client.diagnostics)
    for line, c in ((1, 3), (2, 8)):
        print(
            await client.text_document_hover_async(
                types.HoverParams(types.TextDocumentIdentifier(path.as_uri()), types.Position(line, c))
            )
        )
    r = types.Range(types.Position(0, 0), types.Position(10, 0))
    print(
        await client.text_document_inlay_hint_async(
            types.InlayHintParams(types.TextDocumentIdentifier(path.as_uri()), r)
        )
    )
    print(
        await client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(path.as_uri()), r, types.CodeActionContext([])
            )
        )
    )
    print(
        await client.text_document_completion_async(
            types.CompletionParams(types.TextDocumentIdentifier(path.as_uri()), types.Position(3, 0))
        )
    )
    assert 0
