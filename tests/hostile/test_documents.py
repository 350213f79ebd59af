"""OpenAPI documents that are broken or mean it: the run goes on, and says what it could not use."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.support.forks import Forks, Ran, assert_sound
from tests.support.hostile_documents import DOCUMENTS, Document
from tests.support.hostile_servers import good, ok
from tests.support.servers import Server, requests

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from tests.support.hostile_servers import Handle

ORIGIN = "https://app.example.com"


def serving(document: Document) -> Handle:
    """A service as it should be, but for its document."""
    lines = [b"Content-Length: %d" % len(document.content)]
    if document.encoding:
        lines.append(b"Content-Encoding: " + document.encoding.encode())

    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            asked = request.startswith(b"GET /asab/v1/openapi ")
            sock.sendall(ok(*lines) + document.content if asked else ok(b"Content-Length: 0"))

    return handle


def configured(place: Path, port: int) -> None:
    text = f"[web]\nlisten = 127.0.0.1 {port}\ncors = {ORIGIN}\ncors_preflight_paths = /*\n"
    (place / "app.conf").write_text(text)


def run(forks: Forks, place: Path, *arguments: str) -> Ran:
    ran = forks.run(*arguments, "--output-format", "json", directory=place)
    assert_sound(ran)
    return ran


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_what_a_service_offers_ends_no_run(document: Document, forks: Forks, tmp_path: Path) -> None:
    with Server(serving(document)) as server:
        configured(tmp_path, server.port)
        ran = run(forks, tmp_path, "preflight", "app.conf", "--no-strangers", "--max-failures", "1")
    report = json.loads(ran.out)
    assert "passed" in {check["outcome"] for check in report["checks"]}
    if document.says is not None:
        (note,) = [note for note in report["notes"] if re.search("routes.* not (known|tested)", note)]
        assert re.search(document.says, note)
        assert len(note) < 2000
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if not one.encoding], ids=lambda one: one.name)
def test_one_that_was_named_has_to_be_usable(document: Document, forks: Forks, tmp_path: Path) -> None:
    (tmp_path / "api").write_bytes(document.content)
    with Server(good) as server:
        configured(tmp_path, server.port)
        axes = ("--no-strangers", "--method", "PUT", "--max-failures", "1")
        ran = run(forks, tmp_path, "preflight", "app.conf", "--openapi", "api", *axes)
    if document.says is None:
        assert ran.code in (0, 1), ran.err
    else:
        assert ran.code == 2
        (error,) = [one["message"] for one in json.loads(ran.out)["errors"]]
        assert re.match(r"(http://\S+: routes were not tested: |cannot read )?api\b", error)
        assert re.search(document.says, error)
        assert len(error) < 2000
