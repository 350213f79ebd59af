"""A project on the disk, what the server gets to know about one of its files, and an editor."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator  # noqa: TC003  # pytest-lsp evaluates annotations
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

from corscheck.cli.options import VersionOptions
from corscheck.cli.server import ServerOptions, look

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corscheck.server.looking import Looked


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository, which is the working directory."""
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def looking(project: Path) -> Callable[..., Looked]:
    """Write files, and lint the first of them; `unsaved` are texts of the editor."""

    def call(
        files: dict[str, str], unsaved: dict[str, str] | None = None, version: str | None = None
    ) -> Looked:
        for name, text in files.items():
            (project / name).parent.mkdir(parents=True, exist_ok=True)
            (project / name).write_text(text)
        first = next(iter(files))
        texts = {first: files[first], **(unsaved or {})}
        options = ServerOptions(version=VersionOptions(version))
        return look(
            options, str(project / first), {str(project / name): text for name, text in texts.items()}
        )

    return call


MAIN = """\
[general]
include = ${THIS_DIR}/conf.d/*.conf

[web]
listen = 127.0.0.1 8080
"""
PART = """\
[web]
cors = https://a.example/
cors_preflight_paths = /api/*
"""
FILES = {
    "svc/app.conf": MAIN,
    "svc/conf.d/cors.conf": PART,
    "corscheck.toml": 'asab-version = "26.37"\n',
    "nginx.conf": "server { listen 80; }\n",
    "descriptor.yaml": """\
asab:
  config:
    web:
      cors: https://a.example/
      cors_preflight_paths: /*
""",
    "broken/corscheck.toml": "nothing = 1\n",
    "broken/app.conf": PART,
}


def _editor() -> LanguageClient:
    """An editor that lets servers ask for changes of files, and counts how often hints are to be fetched."""
    client = make_test_lsp_client()
    refreshed: list[None] = []
    client.feature(types.WORKSPACE_INLAY_HINT_REFRESH)(lambda _params=None: refreshed.append(None))
    client.refreshed = refreshed  # type: ignore[attr-defined]  # for the tests
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _params: None)
    return client


_CONFIG = ClientServerConfig(
    server_command=[sys.executable, "-m", "corscheck", "server", "--stdio"], client_factory=_editor
)


@pytest_lsp.fixture(config=_CONFIG, scope="module")  # type: ignore[untyped-decorator]  # pytest-lsp's
async def client(lsp_client: LanguageClient, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[None]:
    """An editor with a project and the server."""
    root = tmp_path_factory.mktemp("project")
    (root / ".git").mkdir()
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    folders = [types.WorkspaceFolder(root.as_uri(), "project")]
    capabilities = client_capabilities("visual-studio-code")
    assert capabilities.workspace
    capabilities.workspace.inlay_hint = types.InlayHintWorkspaceClientCapabilities(refresh_support=True)
    result = await lsp_client.initialize_session(
        types.InitializeParams(capabilities, workspace_folders=folders, process_id=os.getpid())
    )
    lsp_client.root = root  # type: ignore[attr-defined]  # where its files are
    lsp_client.offered = result.capabilities  # type: ignore[attr-defined]  # what the server can do
    yield
    await lsp_client.shutdown_session()


SECONDS = 60
"""How long something may take to be published."""


class Editor:
    """What a person does in an editor."""

    def __init__(self, client: LanguageClient) -> None:
        self.client = client
        self.root: Path = client.root  # type: ignore[attr-defined]  # as above
        self.versions: dict[str, int] = {}

    def uri(self, name: str) -> str:
        return (self.root / name).as_uri()

    def document(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    def open(self, name: str, text: str | None = None) -> None:
        self.versions[name] = 1
        text = (self.root / name).read_text() if text is None else text
        item = types.TextDocumentItem(self.uri(name), "ini", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def type(self, name: str, text: str) -> None:
        self.versions[name] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    def close(self) -> None:
        for name in self.versions:
            self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(name)))
        self.versions.clear()

    async def shows(self, name: str, *codes: str) -> list[types.Diagnostic]:
        """Wait until a file shows exactly findings of these codes."""
        await self.until(lambda: self.codes(name) == sorted(codes))
        return list(self.client.diagnostics[self.uri(name)])

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something that is published."""
        for _ in range(SECONDS * 100):
            if condition():
                return
            await asyncio.sleep(0.01)
        pytest.fail(str(self.client.diagnostics), pytrace=False)

    def codes(self, name: str) -> list[str] | None:
        """The codes that a file shows; None where nothing was published."""
        found = self.client.diagnostics.get(self.uri(name))
        return None if found is None else sorted(str(one.code) for one in found)

    async def actions(self, name: str, *only: str) -> Any:
        place = types.Range(types.Position(0, 0), types.Position(99, 0))
        context = types.CodeActionContext([], only=list(only) or None)
        params = types.CodeActionParams(self.document(name), place, context)
        return await self.client.text_document_code_action_async(params) or []


@pytest_asyncio.fixture(loop_scope="module")
async def editor(client: LanguageClient) -> AsyncIterator[Editor]:
    """The editor, with nothing open."""
    made = Editor(client)
    yield made
    made.close()
    # What is answered after this was published before it.
    document = types.TextDocumentIdentifier("untitled:Untitled-1")
    await client.text_document_hover_async(types.HoverParams(document, types.Position(0, 0)))
    client.diagnostics.clear()
