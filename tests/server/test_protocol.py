"""A request that cannot be understood is answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

if TYPE_CHECKING:
    from tests.server.conftest import Editor

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize("line", [-1, "x"])
async def test_a_position_that_is_none(editor: Editor, line: Any) -> None:
    position = types.Position(0, 0)
    object.__setattr__(position, "line", line)  # an assignment is validated
    with pytest.raises(JsonRpcInvalidParams):
        await editor.client.text_document_hover_async(
            types.HoverParams(editor.document("nginx.conf"), position)
        )
