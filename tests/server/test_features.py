"""Every request that is answered, in a real session."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types

from corscheck.server.actions import FIX_ALL
from corscheck.server.features import _wanted

if TYPE_CHECKING:
    from tests.server.conftest import Editor

PART, MAIN, YAML = "svc/conf.d/cors.conf", "svc/app.conf", "descriptor.yaml"

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_what_the_server_says_it_does(editor: Editor) -> None:
    can = editor.client.offered  # type: ignore[attr-defined]  # set by the fixture
    assert can.text_document_sync.change == types.TextDocumentSyncKind.Full
    assert set(can.code_action_provider.code_action_kinds) == {"quickfix", FIX_ALL}
    assert all(
        (can.hover_provider, can.completion_provider, can.definition_provider, can.document_link_provider)
    )
    assert can.inlay_hint_provider


async def test_hover(editor: Editor) -> None:
    editor.open(PART)
    params = types.HoverParams(editor.document(PART), types.Position(1, 10))
    found = await editor.client.text_document_hover_async(params)
    assert found
    assert isinstance(found.contents, types.MarkupContent)
    assert "**[CORS311]" in found.contents.value
    assert "Effective `[web]` `cors`, from `svc/conf.d/cors.conf:2`" in found.contents.value
    params = types.HoverParams(editor.document(PART), types.Position(0, 0))
    assert await editor.client.text_document_hover_async(params) is None


async def test_quick_fix(editor: Editor) -> None:
    editor.open(PART)
    (action,) = await editor.actions(PART, "quickfix")
    assert action.is_preferred
    (change,) = action.edit.document_changes
    assert (change.text_document.uri, change.text_document.version) == (editor.uri(PART), 1)
    (edit,) = change.edits
    assert (edit.range.start, edit.range.end) == (types.Position(1, 7), types.Position(1, 25))
    assert edit.new_text == "https://a.example"


async def test_quick_fixes_of_a_range(editor: Editor) -> None:
    editor.open(PART)
    for line, number in ((0, 0), (1, 1), (2, 0)):
        place = types.Range(types.Position(line, 0), types.Position(line, 99))
        params = types.CodeActionParams(
            editor.document(PART), place, types.CodeActionContext([], ["quickfix"])
        )
        assert len(await editor.client.text_document_code_action_async(params) or ()) == number


@pytest.mark.parametrize("only", [(FIX_ALL,), ("source.fixAll",), ("source",)])
async def test_fix_all(editor: Editor, only: tuple[str, ...]) -> None:
    editor.open(PART)
    (action,) = await editor.actions(PART, *only)
    assert action.kind == FIX_ALL
    (change,) = action.edit.document_changes
    assert [edit.new_text for edit in change.edits] == ["cors = https://a.example\n"]


async def test_fixes_are_for_the_text_that_was_typed_last(editor: Editor) -> None:
    editor.open(PART)
    editor.type(PART, "# one more line\n[web]\ncors = https://b.example/\n")
    (action,) = await editor.actions(PART, "quickfix")
    (change,) = action.edit.document_changes
    assert (change.text_document.version, change.edits[0].range.start.line) == (2, 2)


async def test_completion(editor: Editor) -> None:
    editor.open(PART, "[web]\ncors_m")
    params = types.CompletionParams(editor.document(PART), types.Position(1, 6))
    found: Any = await editor.client.text_document_completion_async(params)
    assert "cors_max_age" in [item.label for item in found]


async def test_definition_and_links(editor: Editor) -> None:
    editor.open(MAIN)
    params = types.DefinitionParams(editor.document(MAIN), types.Position(1, 15))
    found: Any = await editor.client.text_document_definition_async(params)
    assert [one.uri for one in found] == [editor.uri(PART)]
    links = await editor.client.text_document_document_link_async(
        types.DocumentLinkParams(editor.document(MAIN))
    )
    assert [one.target for one in links or ()] == [editor.uri(PART)]


@pytest.mark.parametrize(("name", "label"), [(PART, "→ /api/{tail:.*}, /api"), (YAML, "→ /{tail:.*}")])
async def test_inlays(editor: Editor, name: str, label: str) -> None:
    editor.open(name)
    place = types.Range(types.Position(0, 0), types.Position(99, 0))
    params = types.InlayHintParams(editor.document(name), place)
    found = await editor.client.text_document_inlay_hint_async(params)
    assert [one.label for one in found or ()] == [label]


async def test_a_document_that_is_not_a_file(editor: Editor) -> None:
    document = types.TextDocumentIdentifier("untitled:Untitled-1")
    hover = types.HoverParams(document, types.Position(0, 0))
    assert await editor.client.text_document_hover_async(hover) is None
    place = types.Range(types.Position(0, 0), types.Position(1, 0))
    inlays = types.InlayHintParams(document, place)
    assert not await editor.client.text_document_inlay_hint_async(inlays)
    actions = types.CodeActionParams(document, place, types.CodeActionContext([]))
    assert not await editor.client.text_document_code_action_async(actions)


@pytest.mark.parametrize(
    ("kind", "only", "wanted"),
    [
        ("quickfix", None, True),
        ("quickfix", [], True),
        ("quickfix", ["quickfix"], True),
        ("quickfix", ["source"], False),
        (FIX_ALL, ["source"], True),
        (FIX_ALL, ["source.fixAll.corscheck"], True),
        (FIX_ALL, ["source.fixAll.ruff"], False),
        (FIX_ALL, ["source.fix"], False),
    ],
)
async def test_kinds_of_actions(kind: str, only: list[str] | None, wanted: bool) -> None:  # noqa: FBT001
    assert _wanted(kind, only) == wanted
