"""Variables in the texts of a `[[service]]`: expanded, secret where they are, and an error where not set."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corscheck.cli.live_options import LiveOptions
from corscheck.cli.targets import targets
from corscheck.settings import Settings, load
from corscheck.wire.transport import Connection
from tests.support.servers import Server, requests

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

SECRET = "Tr0ub4dor3xyz"
FILES = ("html", "markdown", "json", "full", "concise", "github", "gitlab", "sarif", "junit", "rdjson")

TABLE = """
[env]
ETC = "etc"

[[service]]
name = "shop"
config = "${ETC}/shop.conf"
url = "http://${HOST}:8080/$${x}"
launch = "python ${APP} --key ${API_KEY}"
openapi = "${ETC}/openapi.json"
proxy = "http://${HOST}:3128"
headers = ["Authorization: Bearer ${TOKEN}", "@more.txt", "X-Both: settings"]
"""
ENVIRON = {"HOST": "127.0.0.1", "APP": "shop.py", "API_KEY": "k3y-of-the-shop", "TOKEN": SECRET}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, value in ENVIRON.items():
        monkeypatch.setenv(name, value)
    Path("etc").mkdir()
    Path("etc/shop.conf").write_text("[web]\nlisten = 127.0.0.1 8080\n")
    Path("more.txt").write_text("X-More: 1\n")
    return tmp_path


def settings(text: str = TABLE) -> Settings:
    Path("corscheck.toml").write_text(text)
    return load(str(Path("corscheck.toml").absolute()))


def test_texts_are_expanded(here: Path) -> None:
    (target,), errors = targets(LiveOptions(), (), settings())
    assert errors == []
    assert target.config == "etc/shop.conf"
    assert (target.url, target.launch) == (
        "http://127.0.0.1:8080/${x}",
        "python shop.py --key k3y-of-the-shop",
    )
    assert target.openapi == str(here / "etc/openapi.json")
    assert target.proxy == target.connection(Connection()).proxy == "http://127.0.0.1:3128"
    assert target.connection(Connection(proxy="env")).proxy == "env"
    headers = (("Authorization", f"Bearer {SECRET}"), ("X-More", "1"), ("X-Both", "settings"))
    assert target.headers == target.axes.send_headers == headers
    assert set(target.secrets) == {SECRET, "k3y-of-the-shop"}


def test_headers_as_a_table(here: Path) -> None:
    text = TABLE.partition("headers")[0] + 'headers = { Authorization = "Bearer ${TOKEN}", X-B = "b: c" }'
    (target,), _ = targets(LiveOptions(), (), settings(text))
    assert target.headers == (("Authorization", f"Bearer {SECRET}"), ("X-B", "b: c"))


def test_options_take_precedence(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOST", "APP", "API_KEY"):  # what an option overrides need not be set
        monkeypatch.delenv(name)
    connection = LiveOptions().connection._replace(header=("x-both: option",), proxy="env")
    options = LiveOptions(url="http://127.0.0.1:1", connection=connection)
    (target,), errors = targets(options, (), settings())
    assert (errors, target.url, target.launch) == ([], "http://127.0.0.1:1", None)
    assert target.axes.send_headers[-2:] == (("X-More", "1"), ("x-both", "option"))
    assert target.headers == target.axes.send_headers[:-1]


@pytest.mark.parametrize(
    ("change", "reported", "line"),
    [
        (("${HOST}", "${GONE}"), "corscheck.toml:8: `service.1.url`: the variable GONE is not set", 8),
        (("${APP}", "${GONE}"), "corscheck.toml:9: `service.1.launch`: the variable GONE is not set", 9),
        (('"${ETC}/o', '"${GONE}/o'), "corscheck.toml:10: `service.1.openapi`: the variable GONE", 10),
        (("${TOKEN}", "${GONE}"), "corscheck.toml:12: `service.1.headers`: the variable GONE is not set", 12),
        (("${TOKEN}", "${GONE"), "corscheck.toml:12: `service.1.headers`: a variable is written", 12),
        (('"${ETC}/shop', '"${GONE}/shop'), "corscheck.toml:7: `service.1.config`: the variable GONE", 7),
        (("@more", "@gone"), "corscheck.toml:12: `service.1.headers` @gone.txt: No such file", None),
        (("X-Both", "Origin"), "`service.1.headers` Origin: a browser sets it itself", None),
        (("X-Both:", "X-Both"), "corscheck.toml:12: `service.1.headers`: write 'Name: value'", None),
    ],
)
def test_mistakes_are_errors_of_the_service(
    here: Path, change: tuple[str, str], reported: str, line: int | None
) -> None:
    found, (error,) = targets(LiveOptions(), (), settings(TABLE.replace(*change)))
    assert found == []
    assert reported in error.message
    assert (error.service, error.untested) == ("shop", "service")
    assert error.span is not None
    assert line in (None, error.span.line)


def test_an_empty_variable_in_a_header(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a CI job without access to its secrets has."""
    monkeypatch.setenv("TOKEN", "")
    _, (error,) = targets(LiveOptions(), (), settings())
    assert error.message.endswith("`service.1.headers`: the variable TOKEN is empty")


def recording(received: list[bytes]) -> Callable[[socket.socket], None]:
    """A service that repeats what it was sent in its answers."""

    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            received.append(request)
            lines = [b"HTTP/1.1 200 OK", b"X-Trace: " + SECRET.encode(), b"Content-Length: 0", b"", b""]
            sock.sendall(b"\r\n".join(lines))

    return handle


def test_real_requests_carry_them_and_no_report_shows_them(here: Path) -> None:
    received: list[bytes] = []
    with Server(recording(received)) as server:
        Path("etc/shop.conf").write_text(
            f"[web]\nlisten = 127.0.0.1 {server.port}\ncors = https://app.example.com\n"
            "cors_preflight_paths = /x\n"
        )
        kept = [
            line for line in TABLE.splitlines() if not line.startswith(("url", "launch", "openapi", "proxy"))
        ]
        Path("corscheck.toml").write_text("\n".join(kept))
        reports = [f"--report={name}:out.{name}" for name in FILES]
        done = subprocess.run(
            [sys.executable, "-m", "corscheck", "check", "--send", "--no-strangers", *reports],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "TOKEN": SECRET},
        )
    assert done.returncode == 1, done.stderr
    token = f"Authorization: Bearer {SECRET}".encode()
    sent = [request for request in received if token in request]
    assert [request for request in sent if request.startswith(b"GET /x ")]
    assert [request for request in sent if request.startswith(b"GET /asab/v1/openapi ")]
    assert not [request for request in sent if request.startswith(b"OPTIONS")]
    for text in (done.stdout, done.stderr, *(Path(f"out.{name}").read_text() for name in FILES)):
        assert SECRET[:8] not in text


def test_the_arguments_of_no_process_of_ours_hold_the_command(here: Path) -> None:
    from corscheck.wire.launch import Service  # noqa: PLC0415

    with Service([sys.executable, "-c", "import time; time.sleep(60)", SECRET]) as service:
        while not (line := Path(f"/proc/{service._process.pid}/cmdline").read_bytes()):
            time.sleep(0.01)  # Linux has the arguments a moment after the process
    assert b"supervisor.py" in line
    assert SECRET.encode() not in line
