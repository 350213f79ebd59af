from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from tests.support.live import asab
from tests.support.program import ROOT, environment
from tests.support.servers import Server, answering, requests
from tests.support.services import APP, free_ports

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Result

    Run = Callable[..., Result]

CLASSIC = (
    b"HTTP/1.1 204 No Content\r\n"
    + "".join(f"{name}: {value}\r\n" for name, value in asab()).encode()
    + b"\r\n"
)
NOTHING = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
SERVICE = ROOT / "fixtures" / "service"


@pytest.fixture
def classic() -> Iterator[Server]:
    with Server(answering(CLASSIC, keep=True)) as server:
        yield server


def config(tmp_path: Path, port: int, cors: str = APP, name: str = "app.conf") -> str:
    text = f"[web]\nlisten = 127.0.0.1 {port}\ncors = {cors}\ncors_preflight_paths = /*\n"
    (tmp_path / name).write_text(text)
    return name


def service_config(tmp_path: Path) -> tuple[str, int]:
    """The fixture service's configuration with a port of its own, and a path that covers its routes."""
    (port,) = free_ports(1)
    text = (SERVICE / "app.conf").read_text().replace("8089", str(port)).replace("/api/notes/*", "/api/*")
    (tmp_path / "app.conf").write_text(text)
    return "app.conf", port


def launch() -> str:
    return f"{sys.executable} {SERVICE / 'app.py'} -c {{config}}"


def test_the_main_job_on_the_real_service(tmp_path: Path, run: Run) -> None:
    path, _ = service_config(tmp_path)
    result = run("preflight", path, "--launch", launch(), "--output-format", "json")
    assert result.code == 1
    document = json.loads(result.out)
    (finding,) = document["findings"]
    line = (tmp_path / path).read_text().splitlines().index(f"cors = {APP}") + 1
    assert (finding["code"], finding["path"], finding["start"]["line"]) == ("CORS201", "app.conf", line)
    assert "Access-Control-Allow-Origin: *" in finding["message"]
    assert finding["curl"].startswith("curl ")
    assert ["Access-Control-Allow-Origin", "*"] in finding["response"]["headers"]
    summary = document["summary"]
    assert summary["checks"] == len(document["checks"]) == summary["passed"] + summary["failed"]
    assert any(check["title"].startswith("PUT /api/notes/") for check in document["checks"])


def test_the_text_says_expected_and_received(tmp_path: Path, run: Run, classic: Server) -> None:
    result = run("preflight", config(tmp_path, classic.port), "--output-format", "full")
    assert result.code == 1
    for part in ("CORS201", "app.conf:3", "expected", "received: 204", "curl ", f"exactly {APP}"):
        assert part in result.out
    assert result.err == ""


def test_nothing_to_complain_about(tmp_path: Path, run: Run, classic: Server) -> None:
    result = run("preflight", config(tmp_path, classic.port, "*"))
    assert (result.code, result.err) == (0, "")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--ignore", "CORS201"), 0),
        (("--ignore", "CORS2"), 0),
        (("--select", "CORS202"), 0),
        (("--select", "origin-not-enforced"), 1),
    ],
)
def test_the_exit_code(tmp_path: Path, run: Run, classic: Server, more: tuple[str, ...], code: int) -> None:
    assert run("preflight", config(tmp_path, classic.port), *more).code == code


def test_what_is_made_information_fails_no_check(tmp_path: Path, run: Run, classic: Server) -> None:
    (tmp_path / "corscheck.toml").write_text("[severity]\nCORS201 = 'info'\n")
    result = run("preflight", config(tmp_path, classic.port), "--output-format", "json")
    document = json.loads(result.out)
    assert result.code == 0
    assert [finding["severity"] for finding in document["findings"]] == ["info"]
    assert {check["outcome"] for check in document["checks"]} == {"passed"}


def test_a_comment_suppresses_and_its_checks_pass(tmp_path: Path, run: Run, classic: Server) -> None:
    path = config(tmp_path, classic.port)
    text = (tmp_path / path).read_text()
    comment = "# corscheck: ignore[CORS201] -- the proxy restricts it\ncors ="
    (tmp_path / path).write_text(text.replace("cors =", comment))
    result = run("preflight", path, "--output-format", "json")
    document = json.loads(result.out)
    assert result.code == 0
    assert document["findings"] == []
    assert document["suppressed"]
    assert {check["outcome"] for check in document["checks"]} == {"passed"}


@pytest.mark.parametrize(
    ("comment", "more", "noted"),
    [
        ("ignore[CORS201]", (), True),
        ("ignore-file[origin-not-enforced]", (), True),
        ("ignore[CORS201]", ("--ignore", "CORS201"), False),
        ("ignore[CORS242]", (), False),  # only `--send` would tell
        ("ignore[CORS501]", (), False),
    ],
)
def test_a_comment_that_suppresses_nothing_here_is_a_note_as_another_server_may_need_it(
    tmp_path: Path, run: Run, classic: Server, comment: str, more: tuple[str, ...], *, noted: bool
) -> None:
    path = config(tmp_path, classic.port, "*")
    text = (tmp_path / path).read_text()
    (tmp_path / path).write_text(text.replace("cors =", f"# corscheck: {comment} -- a reason\ncors ="))
    result = run("preflight", path, "--output-format", "full", *more)
    assert result.code == 0
    assert (f"note: {path}:3: nothing to suppress" in result.out) == noted


def test_unreachable_is_three_and_a_sentence(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    result = run("preflight", config(tmp_path, port))
    assert result.code == 3
    assert result.err.startswith(f"error: http://127.0.0.1:{port} cannot be reached: ")
    assert "--launch" in result.err
    assert result.err.count("\n") == 1


def test_of_two_services_one_may_be_unreachable(tmp_path: Path, run: Run, classic: Server) -> None:
    (port,) = free_ports(1)
    good, dead = config(tmp_path, classic.port, "*", "good.conf"), config(tmp_path, port, "*", "dead.conf")
    assert run("preflight", good, dead).code == 3
    bad = config(tmp_path, classic.port, APP, "bad.conf")
    result = run("preflight", dead, bad)
    assert result.code == 1
    assert "cannot be reached" in result.err
    assert "CORS201" in result.out


def test_of_two_services_one_may_be_unusable(tmp_path: Path, run: Run, classic: Server) -> None:
    config(tmp_path, classic.port)
    (tmp_path / "none.conf").write_text("[general]\n")
    for order in (("none.conf", "app.conf"), ("app.conf", "none.conf")):
        result = run("preflight", *order)
        assert result.code == 2
        assert result.err == "error: none.conf: there is no web container; use --url, or --section NAME\n"
        assert "CORS201" in result.out


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        ((), "there is nothing to try"),
        (("none.conf",), "none.conf"),
        (("bad.conf",), "bad.conf:2: ASAB cannot load the configuration: MissingSectionHeaderError"),
        (("app.conf", "--url", "ftp://h/"), "not an http or https URL"),
        (("app.conf", "--path", "api"), "a path begins with `/`"),
        (("app.conf", "--origin", "app.example.com"), "did you mean https://app.example.com?"),
        (("app.conf", "--method", "TRACE"), "--method TRACE: "),
        (("app.conf", "--method", "A B"), "--method A B: "),
        (("app.conf", "--method", ""), "--method : "),
        (("app.conf", "--request-header", "A B"), "--request-header A B: "),
        (("app.conf", "--shard", "3/2"), "--shard 3/2"),
        (("app.conf", "--shard", "x"), "write K/N"),
        (("app.conf", "--header", "x"), "write 'Name: value'"),
        (("app.conf", "--launch", "python {port} 'x"), "--launch"),
        (("app.conf", "--openapi", "none.json"), "none.json"),
        (("app.conf", "--asab-version", "new"), "not an ASAB version"),
        (("nothing.conf",), "no web container"),
    ],
)
def test_what_cannot_be_done_is_two(
    tmp_path: Path, run: Run, classic: Server, arguments: tuple[str, ...], part: str
) -> None:
    config(tmp_path, classic.port)
    (tmp_path / "bad.conf").write_text("\nx = 1\n")
    (tmp_path / "nothing.conf").write_text("[general]\n")
    result = run("preflight", *arguments)
    assert result.code == 2
    assert part in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "options", [("--output-format", "sarif"), ("--output-format", "gitlab"), ("--report", "rdjson:x.json")]
)
def test_a_dry_run_is_no_report_of_findings(tmp_path: Path, run: Run, options: tuple[str, str]) -> None:
    for command in "preflight", "check":
        result = run(command, config(tmp_path, 1), "--dry-run", *options)
        assert result.code == 2
        assert "has nothing but findings" in result.err


def test_a_dry_run_sends_nothing(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    result = run("preflight", config(tmp_path, port), "--dry-run", "--output-format", "concise")
    assert (result.code, result.err) == (0, "")
    lines = result.out.splitlines()
    assert lines[0] == f"PUT /corscheck from {APP} with authorization, content-type: expect allow"
    assert lines[-1] == f"{len(lines) - 1} requests would be sent"
    document = json.loads(run("preflight", "app.conf", "--dry-run", "--output-format", "json").out)
    assert {check["outcome"] for check in document["checks"]} == {"skipped"}


@pytest.mark.parametrize("service", ["", '[[service]]\nconfig = "other.conf"\nname = "other"\n'])
def test_what_is_expected_of_all_services_is_planned_for_a_configuration_of_none(
    tmp_path: Path, run: Run, service: str
) -> None:
    (port,) = free_ports(1)
    path = config(tmp_path, port)
    (tmp_path / "other.conf").write_text("[web]\n")
    without = run("preflight", path, "--dry-run", "--output-format", "concise").out
    row = f'[[expect]]\norigin = "{APP}"\npath = "/policy"\nmethod = "DELETE"\nresult = "allow"\n'
    (tmp_path / "corscheck.toml").write_text(service + row)
    planned = run("preflight", path, "--dry-run", "--output-format", "concise")
    assert f"DELETE /policy from {APP}" in planned.out
    assert len(planned.out.splitlines()) == len(without.splitlines()) + 1


def test_shards_are_the_whole_together(tmp_path: Path, run: Run) -> None:
    path = config(tmp_path, 1)

    def titles(*more: str) -> list[str]:
        out = run("preflight", path, "--dry-run", "--output-format", "json", *more).out
        return [check["title"] for check in json.loads(out)["checks"]]

    parts = [titles("--shard", f"{number}/3") for number in (1, 2, 3)]
    assert sorted(title for part in parts for title in part) == sorted(titles())
    assert all(parts)


def test_enough_failures_stop_it(tmp_path: Path, run: Run) -> None:
    with Server(answering(NOTHING, keep=True)) as server:
        path = config(tmp_path, server.port)
        result = run("preflight", path, "--max-failures", "2", "--output-format", "json")
    document = json.loads(result.out)
    assert result.code == 1
    assert len(document["checks"]) == 2
    assert any("--max-failures" in note for note in document["notes"])


def silent_on_options(sock: socket.socket) -> None:
    """Answer everything except OPTIONS, where the connection is closed."""
    for request in requests(sock):
        if request.startswith(b"OPTIONS"):
            return
        sock.sendall(NOTHING)


def test_a_server_that_is_silent_on_preflights_is_at_fault_not_the_network(tmp_path: Path, run: Run) -> None:
    with Server(silent_on_options) as server:
        result = run("preflight", config(tmp_path, server.port), "--output-format", "json")
    document = json.loads(result.out)
    assert result.code == 1
    assert [finding["code"] for finding in document["findings"]] == ["CORS216"]
    assert "cannot be reached" not in result.err
    assert any("stopped after 20 requests without an answer" in one["message"] for one in document["errors"])
    assert len(document["checks"]) == 20


def test_where_no_answer_is_expected_and_none_comes_nothing_is_known(tmp_path: Path, run: Run) -> None:
    with Server(silent_on_options) as server:
        result = run("preflight", config(tmp_path, server.port, ""))
    assert result.code == 3
    assert "answers a plain GET, but nothing that is tried" in result.err


def test_further_attempts_are_reported(tmp_path: Path, run: Run) -> None:
    first = iter([b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n"] * 2)

    def busy(sock: socket.socket) -> None:
        for request in requests(sock):
            sock.sendall(next(first, CLASSIC) if b"Request-Method: POST" in request else CLASSIC)

    with Server(busy) as server:
        path = config(tmp_path, server.port, "*")
        result = run("preflight", path, "--retries", "3", "--jobs", "1", "--no-strangers")
    assert result.code == 0
    assert "requests 1 took several attempts (--retries)" in result.err


def test_the_deadline_leaves_checks_untried_and_blames_nobody(tmp_path: Path, run: Run) -> None:
    def slow(sock: socket.socket) -> None:
        for _ in requests(sock):
            time.sleep(0.05)
            sock.sendall(CLASSIC)

    with Server(slow) as server:
        path = config(tmp_path, server.port, "*")
        result = run("preflight", path, "--deadline", "0.6", "--jobs", "1", "--openapi", "off")
    assert result.code == 3
    assert "the deadline of the run, 0.6 s, has passed" in result.out
    assert "CORS" not in result.out


def test_a_preflight_never_carries_the_users_headers(tmp_path: Path, run: Run) -> None:
    received: list[bytes] = []

    def serve(sock: socket.socket) -> None:
        for request in requests(sock):
            received.append(request)
            sock.sendall(CLASSIC)

    with Server(serve) as server:
        path = config(tmp_path, server.port, "*")
        run("preflight", path, "--send", "--header", "Authorization: Bearer secret", "--no-strangers")
    preflights = [one for one in received if one.startswith(b"OPTIONS")]
    assert preflights
    assert not any(b"secret" in one for one in preflights)
    gets = [one for one in received if one.startswith(b"GET /corscheck ")]
    assert gets
    assert all(b"Authorization: Bearer secret\r\n" in one for one in gets)


def test_pages_over_https_and_a_server_over_http(tmp_path: Path, run: Run) -> None:
    allow = f"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: {APP}\r\n".encode()
    lists = (
        b"Access-Control-Allow-Methods: PUT, POST, PATCH, DELETE\r\n"
        b"Access-Control-Allow-Headers: authorization, content-type\r\n\r\n"
    )
    with Server(answering(allow + lists, keep=True)) as server:
        path = config(tmp_path, server.port)
        address = f"api.example.com:{server.port}"
        target = ("--url", f"http://{address}", "--resolve", f"{address}:127.0.0.1", "--no-strangers")
        result = run("preflight", path, *target, "--path", "/a", "--output-format", "json")
        assert result.code == 1
        document = json.loads(result.out)
        (finding,) = document["findings"]
        assert (finding["code"], finding["start"]["line"]) == ("CORS271", 3)
        assert {check["outcome"] for check in document["checks"]} == {"failed"}
        assert server.connections > 0  # what the server answers is known all the same
        assert run("preflight", path, *target, "--path", "/a", "--ignore", "CORS271").code == 0
        assert run("preflight", path, "--no-strangers", "--path", "/a").code == 0  # on loopback


@pytest.mark.parametrize("command", ["preflight", "check"])
@pytest.mark.parametrize("target", ["http://127.0.0.1:{port}", "http://localhost:{port}"])
def test_a_redirect_to_another_host_or_port_gets_none_of_the_users_headers(
    tmp_path: Path, run: Run, command: str, target: str
) -> None:
    allow = "Access-Control-Allow-Origin: {origin}\r\nAccess-Control-Allow-Credentials: true\r\n"
    preflight = (
        f"HTTP/1.1 204 No Content\r\n{allow}Access-Control-Allow-Methods: PUT, POST, PATCH, DELETE\r\n"
        "Access-Control-Allow-Headers: authorization, content-type, x-api-key\r\n\r\n"
    )
    own: list[bytes] = []
    foreign: list[bytes] = []

    def collecting(received: list[bytes], answer: str) -> Callable[[socket.socket], None]:
        def serve(sock: socket.socket) -> None:
            for request in requests(sock):
                received.append(request)
                origin = request.decode().partition("Origin: ")[2].partition("\r\n")[0] or "*"
                text = preflight if request.startswith(b"OPTIONS") else answer
                sock.sendall(text.replace("{origin}", origin).encode())

        return serve

    found = f"HTTP/1.1 200 OK\r\n{allow}Content-Length: 0\r\n\r\n"
    with Server(collecting(foreign, found)) as other:
        location = target.format(port=other.port)
        moved = f"HTTP/1.1 302 Found\r\n{allow}Location: {location}/x\r\nContent-Length: 0\r\n\r\n"
        with Server(collecting(own, moved)) as server:
            path = config(tmp_path, server.port)
            secrets = ("--header", "Cookie: sid=secret", "--header", "X-Api-Key: secret")
            run(command, path, "--send", "--credentials", "include", "--openapi", "off", *secrets)
    sent = [one for one in own if b"secret" in one]
    assert any(b"Cookie: sid=secret\r\n" in one for one in sent)  # strangers are tried without, too
    assert all(b"X-Api-Key: secret\r\n" in one for one in sent)
    assert not any(one.startswith(b"OPTIONS") for one in sent)
    assert foreign
    assert not any(b"secret" in one for one in foreign)


def test_a_free_port_is_put_in(tmp_path: Path, run: Run) -> None:
    (tmp_path / "serve.py").write_text(
        "import http.server, sys\n"
        "class Handler(http.server.BaseHTTPRequestHandler):\n"
        "    def answer(self):\n"
        "        self.send_response(204)\n"
        "        self.send_header('Access-Control-Allow-Origin', '*')\n"
        "        self.send_header('Access-Control-Allow-Methods', 'PUT, POST, PATCH, DELETE')\n"
        "        self.send_header('Access-Control-Allow-Headers', 'authorization, content-type')\n"
        "        self.end_headers()\n"
        "    do_GET = do_OPTIONS = answer\n"
        "http.server.ThreadingHTTPServer(('127.0.0.1', int(sys.argv[1])), Handler).serve_forever()\n"
    )
    command = f"{sys.executable} serve.py {{port}}"
    result = run("preflight", config(tmp_path, 1, "*"), "--launch", command, "--openapi", "off")
    assert result.code == 0
    assert result.err.startswith("note: http://127.0.0.1:")  # `concise` has no place for it
    assert "nothing in the answers says that ASAB sent them" in result.err
    result = run("preflight", "app.conf", "--launch", command, "--openapi", "off", "--output-format", "full")
    assert (result.code, result.err) == (0, "")
    assert "\nnote: http://127.0.0.1:" in result.out


def test_a_service_that_ends_is_shown_with_its_output(tmp_path: Path, run: Run) -> None:
    (port,) = free_ports(1)
    command = f"{sys.executable} -c \"print('no database'); raise SystemExit(7)\""
    start = time.monotonic()
    result = run("preflight", config(tmp_path, port), "--launch", command)
    assert result.code == 3
    assert "exit code 7" in result.err
    assert "no database" in result.err
    assert time.monotonic() - start < 100


def test_what_another_version_makes_of_the_file_is_reported(
    tmp_path: Path, run: Run, classic: Server
) -> None:
    (tmp_path / "corscheck.toml").write_text('asab-version = "26.37"\n')
    result = run("preflight", config(tmp_path, classic.port, "*"), "--output-format", "json")
    _, note = json.loads(result.out)["notes"]
    assert "the server runs ASAB 25.15 (Server: asab/25.15), the configuration was linted for 26.37" in note


def test_many_requests_are_announced(tmp_path: Path, run: Run, classic: Server) -> None:
    paths = [part for number in range(100) for part in ("--path", f"/{number}")]
    result = run("preflight", config(tmp_path, classic.port, "*"), *paths, "--no-strangers")
    assert result.err == f"sending 500 requests to http://127.0.0.1:{classic.port}\n"


def test_ctrl_c_tells_what_is_known_and_is_130(tmp_path: Path) -> None:
    seen = threading.Semaphore(0)

    def serve(sock: socket.socket) -> None:
        for number, _ in enumerate(requests(sock)):
            if number >= 5:
                seen.release()
                time.sleep(30)
            sock.sendall(CLASSIC)

    with Server(serve) as server:
        command = [sys.executable, "-m", "corscheck", "preflight", config(tmp_path, server.port)]
        with subprocess.Popen(
            [*command, "--openapi", "off", "--jobs", "1", "--output-format", "json"],
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        ) as process:
            assert seen.acquire(timeout=30)
            time.sleep(0.3)
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in err
    document = json.loads(out)
    assert document["checks"]
    assert [finding["code"] for finding in document["findings"]] == ["CORS201"]
    assert [error["kind"] for error in document["errors"]] == ["interrupted"]


def test_without_a_network_there_is_no_network_library(tmp_path: Path) -> None:
    config(tmp_path, 1)
    code = (
        "import sys; from corscheck.__main__ import main; main(['preflight', 'app.conf', '--help'])\n"
        "print(sorted({'httpx', 'rich', 'asyncio'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.endswith("[]\n")


def test_the_public_function(tmp_path: Path, classic: Server) -> None:
    code = (
        "import corscheck\n"
        f"report = corscheck.preflight('app.conf', url='{classic.url('')}', strangers=False)\n"
        "print([finding.code for finding in report.findings], len(report.checks) > 5)"
    )
    config(tmp_path, 1)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "['CORS201'] True\n"
