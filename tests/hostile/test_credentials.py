"""A server that redirects everything elsewhere cannot make the user's headers go to another server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.support.forks import Forks, assert_sound
from tests.support.hostile_servers import ok
from tests.support.servers import Server, requests

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

ORIGIN = "https://app.example.com"
GIVEN = (
    "--header",
    "Cookie: session=s3cr3t",
    "--header",
    "X-Api-Key: s3cr3t",
    "--header",
    "Authorization: Bearer s3cr3t",
)
AXES = ("--path", "/x", "--method", "GET", "--no-strangers")
COMMANDS = {
    "preflight": ("preflight", "app.conf", "--send", *AXES),
    "preflight with cookies": ("preflight", "app.conf", "--send", "--credentials", "include", *AXES),
    "check": ("check", "app.conf", "--send", "--credentials", "both", *AXES),
    "check of everything": ("check", "app.conf", "--send", "--credentials", "include"),
    "why": ("why", "{url}/x", "--origin", ORIGIN, "--credentials", "include"),
    "why with a preflight": (
        "why",
        "{url}/x",
        "--origin",
        ORIGIN,
        "-H",
        "X-A: 1",
        "--credentials",
        "include",
    ),
    "why of many": ("why", "--requests", "-"),
    "a document": ("preflight", "app.conf", "--openapi", "{url}/api.json", *AXES),
}


def recording(seen: list[bytes]) -> Callable[[socket.socket], None]:
    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            seen.append(request)
            sock.sendall(ok(b"Content-Length: 0"))

    return handle


def redirecting(location: str, status: str, seen: list[bytes]) -> Callable[[socket.socket], None]:
    """Let preflights pass, and redirect all other requests."""

    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            seen.append(request)
            moved = ok(
                b"Content-Length: 0", f"Location: {location}".encode(), status=f"HTTP/1.1 {status}".encode()
            )
            sock.sendall(ok(b"Content-Length: 0") if request.startswith(b"OPTIONS") else moved)

    return handle


@pytest.mark.parametrize("status", ["301", "302", "307", "308"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_of_the_user_reaches_another_origin(
    command: str, host: str, status: str, forks: Forks, tmp_path: Path
) -> None:
    own: list[bytes] = []
    others: list[bytes] = []
    with Server(recording(others)) as elsewhere:
        location = f"http://{host}:{elsewhere.port}/x"
        with Server(redirecting(location, status, own)) as server:
            listen = f"listen = 127.0.0.1 {server.port}\n"
            (tmp_path / "app.conf").write_text(f"[web]\n{listen}cors = {ORIGIN}\ncors_preflight_paths = /*\n")
            line = json.dumps({"url": server.url("/x"), "origin": ORIGIN, "credentials": "include"})
            arguments = [part.format(url=server.url("")) for part in COMMANDS[command]]
            ran = forks.run(*arguments, *GIVEN, directory=tmp_path, stdin=line + "\n")
    assert_sound(ran)
    assert any(b"s3cr3t" in request for request in own)
    assert others or command == "a document"
    for request in others:
        assert b"s3cr3t" not in request
        assert b"\ncookie:" not in request.lower()
        assert b"\nauthorization:" not in request.lower()
    for request in own:
        assert b"s3cr3t" not in request or not request.startswith(b"OPTIONS")


def test_a_document_of_another_origin_is_asked_for_without_them(forks: Forks, tmp_path: Path) -> None:
    own: list[bytes] = []
    others: list[bytes] = []
    with Server(recording(own)) as server, Server(recording(others)) as elsewhere:
        (tmp_path / "app.conf").write_text(
            f"[web]\nlisten = 127.0.0.1 {server.port}\ncors = {ORIGIN}\ncors_preflight_paths = /*\n"
        )
        ran = forks.run(
            "preflight",
            "app.conf",
            "--openapi",
            elsewhere.url("/api.json"),
            *AXES,
            *GIVEN,
            directory=tmp_path,
        )
    assert_sound(ran)
    (request,) = others
    assert b"s3cr3t" not in request
    assert own  # the rest of the run goes on
    assert not any(b"s3cr3t" in request for request in own)
    assert ran.code == 2
    assert "and were not used for this URL" in ran.err + ran.out


def test_of_many_requests_only_those_to_the_first_ones_origin_are_sent(forks: Forks, tmp_path: Path) -> None:
    own: list[bytes] = []
    others: list[bytes] = []
    with Server(recording(own)) as server, Server(recording(others)) as elsewhere:
        urls = [
            "no URL",
            server.url("/1"),
            elsewhere.url("/2"),
            server.url("/3"),
            f"http://localhost:{server.port}/4",
        ]
        lines = [json.dumps({"id": at, "url": url, "origin": ORIGIN}) for at, url in enumerate(urls)]
        ran = forks.run(
            *("why", "--requests", "-", "--output-format", "json"),
            *GIVEN,
            directory=tmp_path,
            stdin="\n".join(lines),
        )
    assert_sound(ran)
    assert others == []
    assert sorted(request.split()[1] for request in own) == [b"/1", b"/3"]
    assert all(b"X-Api-Key: s3cr3t" in request for request in own)
    answers = {answer["id"]: answer for answer in map(json.loads, ran.out.splitlines())}
    assert ran.code == 2
    assert all("this one was not sent" in json.dumps(answers[at]) for at in (2, 4))
