"""Hostile text through every field of every command and format, printed on a pseudo terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.servers import Server, requests
from tests.support.terminal import ACTIVE, HOSTILE, MARK, Terminal, active, on_terminal, runner_commands

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

REPORTS = ("full", "concise", "json", "github", "gitlab", "sarif", "junit", "rdjson")
FILE_REPORTS = ("html", "markdown")

MAIN = f"""
[general]
include = {HOSTILE}*.conf
  no/{HOSTILE}.conf
[web]
listen = 127.0.0.1 PORT
cors = https://{HOSTILE}.example, {HOSTILE}, https://app.example.com
cors_preflight_paths = /{HOSTILE}, {HOSTILE}, /api/*
cors_{HOSTILE} = x
preflight{HOSTILE} = y
backlog = {HOSTILE}
[web:{HOSTILE}]
listen = {HOSTILE}
cors = *
# corscheck: ignore[CORS999] -- {HOSTILE}
cors_preflight_paths = /x
[{HOSTILE}:web]
cors = ${{{HOSTILE}:x}}
"""
INCLUDED = f"[web]\ncors_preflight_paths = /{{{HOSTILE}\n[we{HOSTILE}b]\n"
BROKEN = f"[web]\n{HOSTILE} = 1\n{HOSTILE} = 2\n{HOSTILE}\ncors = x\n[web]\n"
GOOD = "[web]\nlisten = 127.0.0.1 PORT\ncors = https://app.example.com\ncors_preflight_paths = /api/*\n"

SETTINGS = f"""
[[service]]
name = {json.dumps(HOSTILE)}
config = "good.conf"
url = "http://127.0.0.1:PORT"

[[expect]]
service = {json.dumps(HOSTILE)}
origin = "https://app.example.com"
method = "PUT"
path = "/api/x"
result = "block"
reason = {json.dumps(HOSTILE)}
"""


def answer(request: bytes) -> bytes:
    """What a hostile server sends to any request; the OpenAPI document lists hostile routes."""
    raw = HOSTILE.encode()
    names = (
        "Access-Control-Allow-Origin",
        "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",
        "Server",
    )
    headers = [name.encode() + b": " + raw for name in names]
    body = raw
    if b" /asab/v1/openapi " in request:
        body = json.dumps({"openapi": "3.0.0", "paths": {f"/api/{HOSTILE}": {"put": {}}}}).encode()
        headers = [b"Content-Type: application/json"]
    elif b" /redirect" in request:
        return b"HTTP/1.1 302 " + raw + b"\r\nLocation: http://" + raw + b"/\r\nContent-Length: 0\r\n\r\n"
    elif b" /not-http" in request:
        return raw + b"\r\n\r\n"
    elif b" /names" in request:
        headers.append(b"X-" + raw + b": x")
    headers.append(b"Content-Length: " + str(len(body)).encode())
    return b"\r\n".join([b"HTTP/1.1 200 " + raw, *headers, b"", body])


def handle(sock: socket.socket) -> None:
    for request in requests(sock):
        sock.sendall(answer(request))


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(handle) as found:
        yield found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Server) -> Path:
    monkeypatch.chdir(tmp_path)
    port = str(server.port)
    for name, text in {
        "main.conf": MAIN,
        f"{HOSTILE}1.conf": INCLUDED,
        "broken.conf": BROKEN,
        "good.conf": GOOD,
        "::error::x.conf": GOOD,
    }.items():
        Path(name).write_text(text.replace("PORT", port))
    return tmp_path


def harmless(shown: Terminal, form: str = "full", *, printed: bool = True) -> None:
    """`printed`: whether hostile text must have been printed, so that the test tests something."""
    assert "Traceback" not in shown.text
    assert MARK.lower() in shown.text.lower() or not printed, shown.text
    assert active(shown.text) == []
    assert runner_commands(shown.text, form) == []


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize("path", ["main.conf", "broken.conf", "::error::x.conf"])
def test_lint(here: Path, path: str, form: str) -> None:
    shown = on_terminal("lint", path, "--output-format", form, "-v")
    harmless(shown, form, printed=path != "::error::x.conf")


@pytest.mark.parametrize("name", FILE_REPORTS)
def test_reports_in_files(here: Path, name: str) -> None:
    on_terminal("lint", "main.conf", "--report", f"{name}:out")
    text = Path("out").read_text().replace("\ufe0f", "")
    assert all(line.isprintable() for line in text.split("\n"))
    assert runner_commands(text, name) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("--statistics",),
        ("--diff",),
        ("--diff", "--unsafe-fixes"),
        ("--show-files",),
        ("--fix", "--unsafe-fixes"),
        ("--add-ignore", HOSTILE),
        ("--baseline", f"{HOSTILE}.json", "--update-baseline"),
        ("--baseline", f"{HOSTILE}.json"),
        ("--config", f"{HOSTILE}.toml"),
        ("--select", HOSTILE),
        ("--section", HOSTILE),
        ("--asab-version", HOSTILE),
        ("--report", f"{HOSTILE}:x"),
        ("--report", f"json:{HOSTILE}/x"),
        ("--output-format", HOSTILE),
        (f"--{HOSTILE}",),
        ("--fail-on", HOSTILE),
    ],
    ids=lambda words: words[0].replace(HOSTILE, "HOSTILE"),
)
def test_options_of_lint(here: Path, arguments: tuple[str, ...]) -> None:
    shown = on_terminal("lint", "main.conf", *arguments)
    harmless(shown, printed=False)


def test_the_fixed_text_of_standard_input(here: Path) -> None:
    shown = on_terminal("lint", "-", "--fix", stdin="main.conf")
    assert MARK in shown.text
    assert active(shown.text) == []


def test_the_diff_of_a_pipeline(here: Path) -> None:
    """Its log is a pipe, and read by the runner."""
    shown = on_terminal("lint", "main.conf", "--diff", env={"TF_BUILD": "True"})
    harmless(shown)


@pytest.mark.parametrize("form", ["full", "json"])
@pytest.mark.parametrize(
    "path", ["main.conf", "broken.conf", f"{HOSTILE}1.conf"], ids=["main", "broken", "name"]
)
def test_show(here: Path, path: str, form: str) -> None:
    shown = on_terminal(
        "show", path, "--covers", f"/{HOSTILE}", "--section", HOSTILE, "--output-format", form
    )
    harmless(shown, form)


@pytest.mark.parametrize("form", REPORTS)
@pytest.mark.parametrize("command", ["check", "preflight"])
def test_live(here: Path, server: Server, command: str, form: str) -> None:
    shown = on_terminal(
        command, "good.conf", "--url", server.url(""), "--send", "--output-format", form,
        "--path", f"/api/{HOSTILE}", "--request-header", "x-a", "--timeout", "2"
    )  # fmt: skip
    harmless(shown, form)


@pytest.mark.parametrize("form", REPORTS)
def test_settings(here: Path, server: Server, form: str) -> None:
    Path("corscheck.toml").write_text(SETTINGS.replace("PORT", str(server.port)))
    harmless(on_terminal("check", "--output-format", form, "--timeout", "2"), form)


QUOTED = json.dumps(HOSTILE)


@pytest.mark.parametrize(
    "text",
    [
        f"{HOSTILE} = 1",
        f"{QUOTED} = 1",
        f"select = [{QUOTED}]",
        f"severity = {{{QUOTED} = 'error'}}",
        f"[[service]]\nname = {QUOTED}\nconfig = {QUOTED}",
        f"[[expect]]\norigin = {QUOTED}\npath = {QUOTED}\nresult = {QUOTED}",
    ],
)
def test_mistakes_in_settings(here: Path, text: str) -> None:
    Path("corscheck.toml").write_text(text)
    for command in ("check", "lint"):
        harmless(on_terminal(command), printed=False)


@pytest.mark.parametrize("form", ["full", "json", "github", "junit"])
@pytest.mark.parametrize("dies", [True, False])
def test_what_a_launched_service_writes(here: Path, form: str, *, dies: bool) -> None:
    lines = f"{HOSTILE}\n::stop-commands::x\n ::error::{MARK}\n".encode()
    Path("lines").write_bytes(lines)
    Path("service.sh").write_text("cat lines\n" if dies else "cat lines\nexec sleep 60\n")
    Path("quiet.conf").write_text(GOOD.replace("PORT", "1"))
    wait = "30" if dies else "1"  # one that dies is not waited for
    shown = on_terminal(
        "check", "quiet.conf", "--launch", "sh service.sh", "--wait", wait, "--output-format", form
    )
    assert shown.code != 0
    harmless(shown, form)


@pytest.mark.parametrize("form", ["full", "concise", "json"])
@pytest.mark.parametrize("path", ["/api/x", "/redirect", "/not-http", "/names"])
def test_why(server: Server, path: str, form: str) -> None:
    shown = on_terminal(
        "why", server.url(path), "--origin", "https://app.example.com", "-X", "PUT", "-H", "X-A: 1",
        "--credentials", "include", "--output-format", form
    )  # fmt: skip
    harmless(shown, form)


@pytest.mark.parametrize(
    "arguments",
    [
        (f"http://{HOSTILE}/", "--origin", "https://a.example"),
        (f"http://127.0.0.1:1/{HOSTILE}", "--origin", HOSTILE),
        (f"http://127.0.0.1:1/{HOSTILE}", "--origin", f"https://{HOSTILE}.example"),
        (f"http://127.0.0.1:1/{HOSTILE}", "--origin", "https://a.example", "-X", HOSTILE),
        (f"http://127.0.0.1:1/{HOSTILE}", "--origin", "https://a.example", "-H", f"{HOSTILE}: 1"),
        (f"http://127.0.0.1:1/{HOSTILE}", "--origin", "https://a.example", "-H", f"Accept: x{HOSTILE}"),
        ("http://127.0.0.1:1/", "--origin", "https://a.example", "--proxy", f"http://{HOSTILE}:1"),
        ("http://127.0.0.1:1/", "--origin", "https://a.example", "--resolve", HOSTILE),
        ("http://127.0.0.1:1/", "--origin", "https://a.example", "--cacert", HOSTILE),
        ("--har", HOSTILE),
        ("--curl", HOSTILE),
        ("--requests", HOSTILE),
    ],
    ids=str,
)
@pytest.mark.parametrize("form", ["full", "json"])
def test_options_of_why(here: Path, arguments: tuple[str, ...], form: str) -> None:
    harmless(
        on_terminal("why", *arguments, "--output-format", form), form, printed="--cacert" not in arguments
    )


@pytest.mark.parametrize("form", ["full", "concise", "json"])
def test_files_of_why(here: Path, form: str) -> None:
    url = f"http://127.0.0.1:1/{HOSTILE}"
    lines = [
        {"id": HOSTILE, "url": url, "origin": "https://a.example"},
        {"id": 1, "url": url, "origin": HOSTILE, "method": HOSTILE},
        {HOSTILE: HOSTILE},
    ]
    Path("all.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in lines) + HOSTILE)
    Path("curl.txt").write_text(
        f"curl '{url}' -H 'Origin: https://a.example' -X '{HOSTILE}' -H 'X-{HOSTILE}: 1'"
    )
    request = {
        "method": "GET", "url": url, "httpVersion": "x",
        "headers": [{"name": "Origin", "value": "https://a.example"}, {"name": HOSTILE, "value": HOSTILE}],
    }  # fmt: skip
    response = {"status": 200, "statusText": HOSTILE, "headers": [{"name": HOSTILE, "value": HOSTILE}]}
    entry = {"request": request, "response": response, "_error": HOSTILE}
    Path("one.har").write_text(json.dumps({"log": {"entries": [entry]}}))
    for option, name in (("--requests", "all.jsonl"), ("--curl", "curl.txt"), ("--har", "one.har")):
        harmless(on_terminal("why", option, name, "--output-format", form), form, printed=False)


@pytest.mark.parametrize("form", ["text", "json"])
def test_rule(form: str) -> None:
    harmless(on_terminal("rule", HOSTILE, "--output-format", form))


@pytest.mark.parametrize(
    "arguments", [(HOSTILE,), ("--" + HOSTILE,), ("lint", HOSTILE), ("show", HOSTILE)], ids=str
)
def test_usage_errors(arguments: tuple[str, ...]) -> None:
    harmless(on_terminal(*arguments))


def test_init(here: Path, server: Server) -> None:
    shown = on_terminal(
        "init", "main.conf", "good.conf", "--url", server.url(""), "-o", "-", "--launch", HOSTILE
    )
    harmless(shown, printed=False)


def test_the_progress_bar(here: Path) -> None:
    """It is drawn after half a second; the title has the URL, which is not markup."""

    def slow(sock: socket.socket) -> None:
        import time  # noqa: PLC0415

        for request in requests(sock):
            time.sleep(0.2)
            sock.sendall(answer(request))

    with Server(slow) as server:
        url = server.url("/[/red][link=http://evil.example]x")
        shown = on_terminal(
            "preflight", "good.conf", "--url", url, "--jobs", "1", "--timeout", "5", "--max-failures", "3"
        )
    assert "Traceback" not in shown.text
    assert "\x1b]8" not in shown.text
    assert active(shown.text) == []


def test_what_is_looked_for_is_found() -> None:
    """The test of the test."""
    assert active(ACTIVE)
    assert active("\x1b]0;x\x07") == ["\x1b]0;x\x07"]
    assert active("\x1b[1;31mred\x1b[0m ✓ žluť\r\n") == []
    assert runner_commands("x ##vso[y]\n::error::z", "full") == ["x ##vso[y]", "::error::z"]
    assert runner_commands("::error::z", "github") == []
