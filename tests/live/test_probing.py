"""Which paths answer alike, as far as one preflight for each shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.contract.cases import Axes
from corscheck.live.probing import probe
from corscheck.live.target import Target, places
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection
from tests.support.servers import Server, requests

if TYPE_CHECKING:
    import socket
    from pathlib import Path

APP = "https://app.example.com"
ANSWERS = {
    b"/a": b"204 x\r\nAccess-Control-Allow-Origin: %b\r\nX-Id: 1",
    b"/b": b"204 x\r\nAccess-Control-Allow-Origin: %b\r\nX-Id: 2\r\nAccess-Control-Allow-Methods: GET",
    b"/star": b"204 x\r\nAccess-Control-Allow-Origin: *",
    b"/proxy": b"204 x\r\nAccess-Control-Allow-Origin: %b\r\nServer: nginx",
    b"/cookies": b"204 x\r\nAccess-Control-Allow-Origin: %b\r\nAccess-Control-Allow-Credentials: true",
    b"/refused": b"401 x",
}


def answer(sock: socket.socket) -> None:
    for request in requests(sock):
        section = ANSWERS.get(request.split()[1], b"404 x").replace(b"%b", APP.encode())
        sock.sendall(b"HTTP/1.1 " + section + b"\r\nContent-Length: 0\r\n\r\n")


def probed(tmp_path: Path, paths: str, url: str, axes: Axes | None = None) -> tuple[int, dict[str, object]]:
    (tmp_path / "app.conf").write_text(f"[web]\ncors = {APP}\ncors_preflight_paths = {paths}\n")
    target = Target(str(tmp_path / "app.conf"), "app", url=url, axes=axes or Axes())
    (place,) = places(target, target.profile(DEFAULT_PROFILE))
    with Wire(Connection(timeout=10)) as wire:
        found = probe(wire, target, place)
    return len(found.answers), dict(found.groups)


def test_paths_that_answer_alike_are_one_group(tmp_path: Path) -> None:
    with Server(answer) as server:
        number, groups = probed(tmp_path, ", ".join(path.decode() for path in ANSWERS), server.url())
    assert number == len(ANSWERS)
    assert list(groups) == [path.decode() for path in ANSWERS]
    assert groups["/a"] == groups["/b"]
    assert len(set(groups.values())) == len(ANSWERS) - 1


@pytest.mark.parametrize("paths", [("/c", "/a"), ("/nowhere",)])
def test_paths_of_the_user_are_probed_in_place_of_those_of_the_configuration(
    tmp_path: Path, paths: tuple[str, ...]
) -> None:
    with Server(answer) as server:
        number, groups = probed(tmp_path, "/a, /c", server.url(), Axes(paths=paths))
    assert (number, set(groups)) == (len(paths), set(paths))


def test_no_answer_makes_no_group_of_its_own(tmp_path: Path) -> None:
    assert probed(tmp_path, "/a, /b", "http://127.0.0.1:1") == (0, {})
