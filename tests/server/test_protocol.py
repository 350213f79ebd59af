"""A request that cannot be understood is answered."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest
from pygls.exceptions import JsonRpcException

from corscheck.server.features import create
from corscheck.server.looking import Looked


def hover(line: Any, **more: Any) -> dict[str, Any]:
    params = {"textDocument": {"uri": "file:///a.conf"}, "position": {"line": line, "character": 0}}
    return {"jsonrpc": "2.0", "method": "textDocument/hover", "params": params, **more}


@pytest.mark.parametrize(
    ("message", "answers"),
    [
        (hover(-1, id=7), 1),
        (hover("x", id="7"), 1),
        (hover({}, id=7), 1),
        ({"jsonrpc": "2.0", "method": "exit", "params": 1}, 0),
    ],
)
def test_what_cannot_be_understood(message: dict[str, Any], answers: int) -> None:
    protocol = create(lambda _path, _texts: Looked()).protocol
    written: list[bytes] = []
    protocol.set_writer(SimpleNamespace(write=written.append))
    try:
        protocol.structure_message(message)
    except JsonRpcException as error:
        code = error.code
    assert len(written) == answers
    for one in written:
        answer = json.loads(one.partition(b"\r\n\r\n")[2])
        assert answer["id"] == message["id"]
        assert answer["error"]["code"] == code == -32602


def test_what_can_be_understood() -> None:
    protocol = create(lambda _path, _texts: Looked()).protocol
    assert protocol.structure_message(hover(1, id=7)).params.position.line == 1
