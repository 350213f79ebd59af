from __future__ import annotations

import io
import os
import shutil
import subprocess
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from corscheck.__main__ import main
from corscheck.cli.headers import LIMIT, Line, checked_headers, expanded, header_lines, pair
from corscheck.errors import UnreadableFile, UsageProblem
from tests.support.servers import OK, Server, requests

if TYPE_CHECKING:
    import socket

FILE = b"\xef\xbb\xbfX-A: 1\r\n\r\n# a comment\n  X-B:2  \nX-Empty;\nX-Latin: caf\xc3\xa9\nX-Last: a:b"
LINES = ("X-A: 1", "X-B:2", "X-Empty;", "X-Latin: cafÃ©", "X-Last: a:b")


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    Path("h.txt").write_bytes(FILE)
    return "@h.txt"


def test_a_file_is_read_line_by_line(file: str) -> None:
    assert expanded(("X-0: 0", file)) == ("X-0: 0", *LINES)
    lines = list(header_lines((file,)))
    assert lines[1] == Line("X-B:2", "--header @h.txt:4")
    assert checked_headers(lines) == (
        ("X-A", "1"),
        ("X-B", "2"),
        ("X-Empty", ""),
        ("X-Latin", "cafÃ©"),
        ("X-Last", "a:b"),
    )


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_curl_sends_the_same(file: str) -> None:
    received: list[bytes] = []

    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            received.append(request)
            sock.sendall(OK)

    with Server(handle) as server:
        subprocess.run(["curl", "-s", "-H", file, server.url("/")], check=True)
    pairs = [line.partition(":") for line in received[0].decode("latin-1").split("\r\n")]
    sent = {name.strip(): value.strip() for name, _, value in pairs}  # curl leaves blanks before a name
    for name, value in checked_headers(header_lines((file,)))[1:]:  # the mark at the start is no text for it
        assert sent[name] == value


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"X-A: 1\nX-B: 2\n")))
    assert expanded(("@-",)) == ("X-A: 1", "X-B: 2")


def test_a_pipe(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(b"X-A: 1\n",))
    writer.start()
    assert expanded((f"@{path}",)) == ("X-A: 1",)
    writer.join()


@pytest.mark.parametrize(
    ("content", "reported"),
    [
        (b"X-A: 1\nAuthorization Bearer abc\n", "--header @h.txt:2: write 'Name: value'"),
        (b"X A: abc", "--header @h.txt:1: write"),
        (b"@x: abc", "--header @h.txt:1: write"),
        (b": abc", "--header @h.txt:1: write"),
        (b"X-A: a\x00bc", "--header @h.txt:1: write"),
        (b"x" * (LIMIT + 1), "--header @h.txt: it is larger than 1 MiB"),
    ],
)
def test_mistakes_name_the_line_and_nothing_of_it(file: str, content: bytes, reported: str) -> None:
    Path(file[1:]).write_bytes(content)
    with pytest.raises(UsageProblem) as error:
        expanded((file,))
    assert str(error.value).startswith(reported)
    assert "abc" not in str(error.value)


@pytest.mark.parametrize("path", ["gone", ".", "", "a\0b"])
def test_files_that_cannot_be_read(file: str, path: str) -> None:
    with pytest.raises(UnreadableFile, match="--header @"):
        expanded((file, f"@{path}"))


def test_standard_input_that_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(UnreadableFile, match="--header @-"):
        expanded(("@-",))


@pytest.mark.parametrize(
    "name", ["Origin", "access-control-request-method", "ACCESS-CONTROL-REQUEST-HEADERS"]
)
def test_what_browsers_write_themselves(name: str) -> None:
    with pytest.raises(UsageProblem, match="a browser sets it itself"):
        checked_headers([Line(f"{name}: x", "--header")])


def test_a_pair() -> None:
    assert pair(Line(" X-A :  b ", "-H")) == ("X-A", "b")
    assert pair(Line("X-A:", "-H")) == ("X-A", "")


@pytest.mark.parametrize("form", ["full", "json"])
def test_why_reads_and_hides_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("page.txt").write_text("Authorization: Bearer s3cret-of-the-page\n")
    Path("mine.txt").write_text("X-Mine: s3cret-of-mine\n")
    received: list[bytes] = []

    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            received.append(request)
            sock.sendall(
                b"HTTP/1.1 200 OK\r\nAccess-Control-Allow-Origin: *\r\nX-Trace: s3cret-of-the-page\r\n"
                b"Access-Control-Allow-Headers: authorization\r\nContent-Length: 0\r\n\r\n"
            )

    with Server(handle) as server:
        arguments = ["why", server.url("/x"), "--origin", "http://127.0.0.1:1", "-H", "@page.txt"]
        code = main([*arguments, "--header", "@mine.txt", "--output-format", form])
    shown = "".join(capsys.readouterr())
    assert code == 0, shown
    assert received[0].startswith(b"OPTIONS")
    assert b"s3cret" not in received[0]
    assert b"Authorization: Bearer s3cret-of-the-page\r\n" in received[1]
    assert b"X-Mine: s3cret-of-mine\r\n" in received[1]
    assert "s3cret" not in shown
