"""A launched service is the one that answers: none before it, it runs to the end, and none after it."""

from __future__ import annotations

import contextlib
import json
import socket
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.cli.test_preflight import CLASSIC, config
from tests.support.live import asab
from tests.support.servers import Server, answering, requests
from tests.support.services import free_ports

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

SERVE = f"""
import http.server, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def answer(self):
        self.send_response_only(204)
        for name, value in {asab()}:
            self.send_header(name, value)
        self.end_headers()
    do_GET = do_OPTIONS = answer
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.fixture
def old() -> Iterator[Server]:
    """A server that runs already, and is as the configuration wants it."""
    with Server(answering(CLASSIC, keep=True)) as server:
        yield server


def sleeping(tmp_path: Path) -> str:
    """A command that lives, listens nowhere, and leaves a trace."""
    (tmp_path / "sleep.py").write_text("import time\nopen('launched', 'w').close()\ntime.sleep(60)\n")
    return f"{sys.executable} sleep.py"


def errors(result: Result) -> list[tuple[str, str]]:
    return [(error["kind"], error["message"]) for error in json.loads(result.out)["errors"]]


@pytest.mark.parametrize("command", ["check", "preflight"])
@pytest.mark.parametrize("dies", [False, True])
@pytest.mark.parametrize("where", ["options", "settings", "url in the settings", "listen"])
def test_what_answers_before_the_launch_is_not_mistaken_for_the_service(
    tmp_path: Path,
    run: Run,
    old: Server,
    command: str,
    where: str,
    dies: bool,  # noqa: FBT001  # a table's column
) -> None:
    url = old.url("")
    launch = f"{sys.executable} -c 'raise SystemExit(1)'" if dies else sleeping(tmp_path)
    config(tmp_path, old.port if where == "listen" else 1, "*")
    options = {
        "options": ("--launch", launch, "--url", url),
        "settings": (),
        "url in the settings": ("--launch", launch),
        "listen": ("--launch", launch),
    }[where]
    if "settings" in where:
        lines = ["[[service]]", 'name = "notes"', 'config = "app.conf"', f'url = "{url}"']
        lines += [f'launch = """{launch}"""'] if where == "settings" else []
        (tmp_path / "corscheck.toml").write_text("\n".join(lines))
    result = run(command, "app.conf", *options, "--select", "CORS2", "--output-format", "json")
    assert result.code == 2
    assert errors(result) == [("other-server", f"{url} answers 204 before the service is launched")]
    assert json.loads(result.out)["checks"] == []
    assert not (tmp_path / "launched").exists()


def test_what_takes_connections_before_the_launch_may_answer_later(tmp_path: Path, run: Run) -> None:
    with Server(lambda sock: time.sleep(3)) as server:
        path = config(tmp_path, server.port, "*")
        launch = ("--launch", sleeping(tmp_path), "--timeout", "0.5")
        result = run("preflight", path, *launch, "--output-format", "json")
    assert result.code == 2
    ((kind, message),) = errors(result)
    assert kind == "other-server"
    assert "takes connections before the service is launched" in message


def test_what_answers_in_place_of_the_launched_service_is_noticed(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)

    def serve_when_launched(stack: contextlib.ExitStack) -> None:
        while not (tmp_path / "launched").exists():
            time.sleep(0.05)
        listener = socket.create_server(("127.0.0.1", port))
        stack.enter_context(Server(answering(CLASSIC, keep=True), listener=listener))

    path = config(tmp_path, port, "*")
    with contextlib.ExitStack() as stack:
        thread = threading.Thread(target=serve_when_launched, args=(stack,))
        thread.start()
        result = run("preflight", path, "--launch", sleeping(tmp_path), "--output-format", "json")
        thread.join()
    assert result.code == 2
    ((kind, message),) = errors(result)
    assert kind == "other-server"
    assert "still answers 204 after the launched service was ended" in message


def test_with_a_url_of_its_own_what_the_settings_launch_is_not_started(
    tmp_path: Path, run: Run, old: Server
) -> None:
    config(tmp_path, 1, "*")
    lines = [
        "[[service]]",
        'config = "app.conf"',
        f'launch = """{sleeping(tmp_path)}"""',
        "behind-proxy = true",
    ]
    (tmp_path / "corscheck.toml").write_text("\n".join(lines))
    for command in ("check", "preflight"):
        result = run(
            command, "app.conf", "--url", old.url(""), "--select", "CORS2", "--output-format", "json"
        )
        assert (result.code, errors(result)) == (0, [])
        assert json.loads(result.out)["checks"]
        assert not (tmp_path / "launched").exists()


def proxy(upstream: int, status: int = 502) -> Callable[[socket.socket], None]:
    """A proxy in front of a port; `status` while nothing listens there."""

    def serve(sock: socket.socket) -> None:
        for request in requests(sock):
            try:
                with socket.create_connection(("127.0.0.1", upstream), timeout=5) as connection:
                    connection.sendall(request)
                    answer = b""
                    while b"\r\n\r\n" not in answer and (data := connection.recv(65536)):
                        answer += data
            except OSError:
                answer = b"HTTP/1.1 %d Gateway\r\nContent-Length: 0\r\n\r\n" % status
            sock.sendall(answer)

    return serve


@pytest.mark.parametrize("status", [502, 503, 504])
def test_behind_a_proxy_the_service_is_awaited_through_it(tmp_path: Path, run: Run, status: int) -> None:
    (port,) = free_ports(1)
    (tmp_path / "serve.py").write_text(f"import time\ntime.sleep(0.5)\n{SERVE}")
    path = config(tmp_path, port, "*")
    launch = ("--launch", f"{sys.executable} serve.py {port}", "--openapi", "off")
    with Server(proxy(port, status)) as front:
        arguments = ("preflight", path, *launch, "--url", front.url(""), "--output-format", "json")
        result = run(*arguments, "--behind-proxy")
        assert (result.code, errors(result)) == (0, [])
        assert json.loads(result.out)["checks"]
        result = run(*arguments)
        assert result.code == 2
        assert errors(result) == [
            ("other-server", f"{front.url('')} answers {status} before the service is launched")
        ]


def test_behind_a_proxy_an_old_service_is_not_mistaken_for_the_new_one(
    tmp_path: Path, run: Run, old: Server
) -> None:
    (port,) = free_ports(1)
    path = config(tmp_path, port, "*")
    launch = ("--launch", sleeping(tmp_path), "--wait", "1", "--behind-proxy", "--output-format", "json")
    with Server(proxy(old.port)) as front:
        result = run("preflight", path, *launch, "--url", front.url(""))
        assert result.code == 2
        ((kind, message),) = errors(result)
        assert (kind, message.partition(" ")[2]) == (
            "other-server",
            "answers 204 before the service is launched",
        )
    config(tmp_path, old.port, "*")  # where the service itself will listen, somebody does
    with Server(proxy(port)) as front:
        result = run("preflight", path, *launch, "--url", front.url(""))
        assert errors(result)[0][0] == "other-server"
    config(tmp_path, port, "*")
    with Server(proxy(port)) as front:  # the service never listens
        result = run("preflight", path, *launch, "--url", front.url(""))
        assert result.code == 3
        assert [kind for kind, _ in errors(result)] == ["launch-failed"]


def test_an_option_about_a_proxy_needs_a_launch_and_a_url(tmp_path: Path, run: Run, old: Server) -> None:
    path = config(tmp_path, old.port, "*")
    result = run("preflight", path, "--behind-proxy")
    assert result.code == 2
    assert "give --launch and --url, too" in result.err


DYING = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    count = 0
    def answer(self):
        Handler.count += 1
        self.send_response_only(204)
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        if Handler.count >= int(sys.argv[2]):
            self.wfile.flush()
            os._exit(9)
    do_GET = do_OPTIONS = answer
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_service_that_does_not_live_to_the_end_is_not_a_success(
    tmp_path: Path, run: Run, count: int
) -> None:
    (tmp_path / "serve.py").write_text(DYING)
    launch = ("--launch", f"{sys.executable} serve.py {{port}} {count}", "--openapi", "off", "--jobs", "1")
    path = config(tmp_path, 1, "*")
    result = run("preflight", path, *launch, "--no-strangers", "--exit-zero", "--output-format", "json")
    assert result.code == 3
    assert any(kind == "launch-failed" and "exit code 9" in text for kind, text in errors(result))
