"""When what is linted and shown: the server as an editor has it, over pipes."""

from __future__ import annotations

import asyncio
import os
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types
from pytest_lsp import make_test_lsp_client

from corscheck.server.looking import Looked
from corscheck.server.session import Session, path_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.server.conftest import Editor

PART, MAIN = "svc/conf.d/cors.conf", "svc/app.conf"
GOOD = "[web]\ncors = https://a.example\ncors_preflight_paths = /api/*\n"

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_fragment_is_linted_as_a_part_of_its_main(editor: Editor) -> None:
    editor.open(PART)
    (found,) = await editor.shows(PART, "CORS311")
    assert found.range == types.Range(types.Position(1, 7), types.Position(1, 25))
    assert [one.location.uri for one in found.related_information or ()] == [editor.uri(MAIN)]


async def test_findings_are_shown_at_the_file_that_has_the_line(editor: Editor) -> None:
    editor.open(MAIN)
    await editor.shows(PART, "CORS311")
    await editor.shows(MAIN)


async def test_what_is_typed_counts(editor: Editor) -> None:
    editor.open(PART)
    await editor.shows(PART, "CORS311")
    editor.type(PART, GOOD)
    await editor.shows(PART)
    for text in (
        GOOD.replace("https", "http"),
        GOOD + "cors = *\n",
        GOOD,
        GOOD.replace("example", "example/"),
    ):
        editor.type(PART, text)
    await editor.shows(PART, "CORS311")


async def test_a_main_that_is_typed_in_changes_what_its_open_parts_show(editor: Editor) -> None:
    editor.open(PART)
    editor.open(MAIN)
    await editor.shows(PART, "CORS311")
    editor.type(MAIN, "[general]\n[web]\nlisten = 127.0.0.1 8080\n")
    # As a file of its own the part is included by nothing.
    shown = editor.client.diagnostics
    await editor.until(lambda: not any(one.related_information for one in shown[editor.uri(PART)]))
    assert editor.codes(PART) == ["CORS311"]
    await editor.until(lambda: bool(editor.client.refreshed))  # type: ignore[attr-defined]  # of `conftest`


async def test_what_a_closed_document_showed_disappears(editor: Editor) -> None:
    editor.open(MAIN)
    await editor.shows(PART, "CORS311")
    editor.close()
    await editor.shows(PART)


async def test_files_that_change_on_the_disk(editor: Editor) -> None:
    editor.open(MAIN)
    await editor.shows(PART, "CORS311")
    path = editor.root / PART
    before = path.read_text()
    path.write_text(GOOD)
    change = types.FileEvent(editor.uri(PART), types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    await editor.shows(PART)
    path.write_text(before)


async def test_settings_that_are_not_understood(editor: Editor) -> None:
    editor.open("broken/app.conf")
    (found,) = await editor.shows("broken/app.conf", "not-linted")
    assert "nothing" in found.message
    assert found.severity == types.DiagnosticSeverity.Error


async def test_what_is_not_a_configuration_of_asab(editor: Editor) -> None:
    editor.open("nginx.conf")
    await editor.shows("nginx.conf")


async def test_a_descriptor_in_yaml(editor: Editor) -> None:
    editor.open("descriptor.yaml")
    found, _ = await editor.shows("descriptor.yaml", "CORS118", "CORS311")
    assert found.range.start == types.Position(3, 12)


async def test_half_a_character(editor: Editor) -> None:
    editor.open(PART, "[web]\ncors = https://a.example/\n# \ud83d\n")
    await editor.shows(PART, "CORS311")


async def test_positions_are_in_utf_16(editor: Editor) -> None:
    editor.open(PART, "[web]\ncors = https://😀.example, https://a.example/\n")
    first, second = await editor.shows(PART, "CORS311", "CORS311")
    assert (first.range.start.character, first.range.end.character) == (7, 7 + len("https://😀.example") + 1)
    assert second.range.start.character == len("cors = https://😀.example, ") + 1


@pytest.mark.parametrize(("encoding", "length"), [("utf-8", 4), ("utf-32", 1)])
async def test_positions_in_other_encodings(editor: Editor, encoding: str, length: int) -> None:
    client = make_test_lsp_client()
    await client.start_io(sys.executable, "-m", "corscheck", "server")
    capabilities = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(encoding)])
    )
    folders = [types.WorkspaceFolder(editor.root.as_uri(), "project")]
    await client.initialize_session(types.InitializeParams(capabilities, workspace_folders=folders))
    item = types.TextDocumentItem(
        editor.uri(PART), "ini", 1, "[web]\ncors = https://😀.example, https://a.example/\n"
    )
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    _, second = client.diagnostics[item.uri]
    assert second.range.start.character == len("cors = https://.example, ") + length
    await client.shutdown_session()
    await client.stop()  # type: ignore[no-untyped-call]  # of pygls


def session(look: Any, texts: Mapping[str, str]) -> tuple[Session, list[types.PublishDiagnosticsParams]]:
    """A session without an editor, and what it publishes."""
    sent: list[types.PublishDiagnosticsParams] = []
    documents = {f"file://{path}": SimpleNamespace(source=text, version=1) for path, text in texts.items()}
    server: Any = SimpleNamespace(
        workspace=SimpleNamespace(position_encoding=None, get_text_document=documents.__getitem__),
        text_document_publish_diagnostics=sent.append,
    )
    return Session(server, look), sent


async def test_changes_in_a_row_are_linted_once() -> None:
    looks = []

    def look(path: str, _texts: Mapping[str, str]) -> Looked:
        looks.append(path)
        return Looked()

    made, sent = session(look, {"/p/a.conf": "[web]\n"})
    made.open("file:///p/a.conf")
    for _ in range(20):
        made.change("file:///p/a.conf")
    await made.looked("/p/a.conf")
    assert looks == ["/p/a.conf"]
    assert [one.diagnostics for one in sent] == [[]]


async def test_the_result_of_a_text_that_is_gone_is_dropped() -> None:
    texts = {"/p/a.conf": "[web]\n"}
    started = asyncio.Event()
    loop = asyncio.get_running_loop()
    results = iter(("first", "second"))

    def look(_path: str, _texts: Mapping[str, str]) -> Looked:
        loop.call_soon_threadsafe(started.set)
        raise ValueError(next(results))

    made, sent = session(look, texts)
    made.open("file:///p/a.conf")
    await started.wait()
    made.change("file:///p/a.conf")
    await made.looked("/p/a.conf")
    assert ["second" in one.diagnostics[0].message for one in sent] == [True]


@pytest.mark.parametrize("again", [True, False])
async def test_a_working_directory_that_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, again: bool
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    made, _ = session(lambda _path, _texts: Looked(), {})
    made.work_in(str(folder))
    folder.rmdir()
    assert await made.run(os.getcwd) == "/"
    if again:  # such as where another branch is checked out and back
        folder.mkdir()
    assert await made.run(os.getcwd) == (str(folder) if again else "/")


async def test_a_mistake_of_ours_looks_like_no_success() -> None:
    def look(_path: str, _texts: Mapping[str, str]) -> Looked:
        return Looked(found=(None,))  # type: ignore[arg-type]  # what breaks whatever shows it

    made, sent = session(look, {"/p/a.conf": "[web]\n"})
    made.open("file:///p/a.conf")
    await made.looked("/p/a.conf")
    assert [one.code for one in sent[-1].diagnostics] == ["not-linted"]


@pytest.mark.parametrize(
    ("uri", "path"),
    [("file:///p/a%20b.conf", "/p/a b.conf"), ("untitled:Untitled-1", ""), ("git:/p/a.conf", "")],
)
async def test_only_files_have_a_path(uri: str, path: str) -> None:
    assert path_of(uri) == path
