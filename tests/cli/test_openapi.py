"""A service that serves what it likes at `/asab/v1/openapi`: `check` reports all the rest all the same."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_preflight import CLASSIC
from tests.support.bombs import TWICE_GZIPPED
from tests.support.servers import Server, requests

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
ITEM = {method: {"parameters": [{"$ref": "#/p"}] * 100} for method in ("get", "put", "post", "delete")}
PATHS = {f"/{{a{n}}}": {"$ref": "#/item"} for n in range(60_000)}

HOSTILE: dict[str, tuple[bytes, bytes]] = {
    "gzip twice": (TWICE_GZIPPED, b"Content-Encoding: gzip, gzip\r\n"),
    "bool": (b"a: !!bool x", b""),
    "integer": (b'a: !!int ""', b""),
    "float": (b'a: !!float ""', b""),
    "timestamp": (b"a: !!timestamp x", b""),
    "date": (b"paths: {2020-99-99: {}}", b""),
    "sexagesimal": (b"a: 1" + b":59" * 600_000, b""),
    "escape": (b'a: "\\UFFFFFFFF"', b""),
    "aliases": (LAUGHS.encode(), b""),
    "references": (json.dumps({"openapi": "3", "paths": PATHS, "item": ITEM, "p": {}}).encode(), b""),
    "python": (b"!!python/object/apply:os.abort []", b""),
    "HTML": (b"<html>", b""),
    "null": (b"null", b""),
    "list": (b"[]", b""),
    "nothing": (b"", b""),
    "deep": (b"[" * 1_000_000, b""),
    "elsewhere": (b"", b"Location: http://169.254.169.254/\r\n"),
}


def serving(body: bytes, lines: bytes) -> Callable[[socket.socket], None]:
    def handle(sock: socket.socket) -> None:
        for head in requests(sock):
            if b"/asab/v1/openapi " in head:
                status = b"302 Found" if lines.startswith(b"Location") else b"200 OK"
                length = b"Content-Length: %d\r\n" % len(body)
                sock.sendall(b"HTTP/1.1 %s\r\n%s%s\r\n" % (status, lines, length) + body)
            else:
                sock.sendall(CLASSIC)

    return handle


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.timeout(60)
def test_no_document_keeps_anything_else_from_being_reported(
    name: str, run: Callable[..., Result], tmp_path: Path
) -> None:
    with Server(serving(*HOSTILE[name])) as server:
        text = f"[web]\nlisten = 127.0.0.1 {server.port}\ncors = *\ncors_preflight_paths = /a\n"
        (tmp_path / "app.conf").write_text(text)
        result = run("check", "app.conf", "--output-format", "json", "--path", "/a", "--no-strangers")
    report = json.loads(result.out)
    assert report["summary"]["checks"] > 0
    assert report["findings"]
    assert result.code in (0, 1)  # the findings are of lower severities than those that fail
    assert "Traceback" not in result.err


@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in ("references", "elsewhere")])
def test_a_document_that_was_named_and_cannot_be_used_is_an_error(
    name: str, run: Callable[..., Result], tmp_path: Path
) -> None:
    body, lines = HOSTILE[name]
    if lines:
        body = gzip.decompress(body)
    (tmp_path / "api").write_bytes(body)
    with Server(serving(b"", b"")) as server:
        text = f"[web]\nlisten = 127.0.0.1 {server.port}\ncors = *\ncors_preflight_paths = /a\n"
        (tmp_path / "app.conf").write_text(text)
        result = run("check", "app.conf", "--openapi", "api", "--output-format", "json")
    assert result.code == 2
    assert "api" in result.err
    assert "Traceback" not in result.err
    assert json.loads(result.out)["findings"]  # what linting found
