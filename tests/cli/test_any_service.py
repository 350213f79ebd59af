"""`--url` without a configuration, and `[[service]]` tables without `config`: any HTTP service."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import corscheck
from corscheck.errors import UsageProblem
from tests.support.servers import Server, requests

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

APP = "https://app.example.com"
ALLOWED = (
    f"Access-Control-Allow-Origin: {APP}\r\nVary: Origin\r\nAccess-Control-Allow-Methods: PUT\r\n"
    "Access-Control-Allow-Headers: content-type\r\n"
)
ROUTES = json.dumps({"openapi": "3.0.0", "paths": {"/open": {"get": {}, "put": {}}, "/asab/v1": {"get": {}}}})


def service(head: str = ALLOWED, document: str = "") -> Callable[[socket.socket], None]:
    """Answers `/open` with these headers, other paths without; serves its OpenAPI document."""

    def handle(sock: socket.socket) -> None:
        for request in requests(sock):
            line = request.decode().partition("\r\n")[0]
            if "/asab/v1/openapi" in line:
                status, more, body = ("200 OK" if document else "404 Not Found"), "", document
            else:
                status, more, body = "200 OK", head if "/open" in line else "", ""
            sock.sendall(
                f"HTTP/1.1 {status}\r\nServer: x\r\n{more}Content-Length: {len(body)}\r\n\r\n{body}".encode()
            )

    return handle


def report(run: Callable[..., Any], *arguments: str) -> tuple[int, dict[str, Any]]:
    result = run(*arguments, "--output-format", "json")
    return result.code, json.loads(result.out)


@pytest.mark.parametrize("command", ["check", "preflight"])
@pytest.mark.parametrize(
    ("paths", "code", "routes"),
    [
        (("/open",), 0, {"GET /open": True}),
        (("/open", "/closed"), 1, {"GET /open": True, "GET /closed": False}),
    ],
)
def test_named_paths(
    run: Callable[..., Any], command: str, paths: tuple[str, ...], code: int, routes: dict[str, bool]
) -> None:
    with Server(service()) as server:
        arguments = [part for path in paths for part in ("--path", path)]
        found, document = report(run, command, "--url", server.url(""), "--origin", APP, *arguments)
    assert found == code
    assert {f"{one['method']} {one['path']}": one["callable"] for one in document["routes"]} == routes
    assert {one["code"] for one in document["findings"]} == ({"CORS262"} if code else set())
    assert (document["errors"], document["summary"]["files"]) == ([], 0)
    assert "foreign" in {check["kind"] for check in document["checks"]}


def test_routes_of_its_document(run: Callable[..., Any]) -> None:
    with Server(service(document=ROUTES)) as server:
        code, document = report(run, "check", "--url", server.url(""), "--origin", APP)
    assert code == 0
    assert [f"{one['method']} {one['path']}" for one in document["routes"]] == ["GET /open", "PUT /open"]
    assert not [note for note in document["notes"] if "not known" in note]


def test_routes_that_are_not_known_are_said_to_be(run: Callable[..., Any]) -> None:
    with Server(service()) as server:
        code, document = report(run, "check", "--url", server.url("/open/"), "--origin", APP)
        first = run("check", "--url", server.url("/open/"), "--origin", APP)
    assert code == 0
    assert [one["path"] for one in document["routes"]] == ["/open/"]
    assert "the routes of the service are not known" in (first.out + first.err)


def test_an_origin_that_must_not_be_allowed(run: Callable[..., Any]) -> None:
    def echo(sock: socket.socket) -> None:
        for request in requests(sock):
            origin = next(
                (line[8:] for line in request.decode().split("\r\n") if line.startswith("Origin: ")), "*"
            )
            sock.sendall(
                f"HTTP/1.1 200 OK\r\nVary: Origin\r\nAccess-Control-Allow-Origin: {origin}\r\n"
                "Content-Length: 0\r\n\r\n".encode()
            )

    with Server(echo) as server:
        arguments = ("check", "--url", server.url(""), "--origin", APP, "--path", "/x")
        code, document = report(run, *arguments)
        assert (code, [one["code"] for one in document["findings"]]) == (1, ["CORS202"])
        assert document["findings"][0]["path"] == f"127.0.0.1:{server.port}"
        assert report(run, *arguments, "--no-strangers")[0] == 0


def test_a_server_for_everybody_is_not_a_mistake(run: Callable[..., Any]) -> None:
    with Server(service("Access-Control-Allow-Origin: *\r\n")) as server:
        code, document = report(run, "check", "--url", server.url(""), "--origin", APP, "--path", "/open")
    assert (code, document["findings"]) == (0, [])


TABLE = """
[[service]]
name = "gateway"
url = "URL"
openapi = "off"
routes = ["GET /open", "GET /closed"]
internal = "/closed"

[[expect]]
service = "gateway"
origin = "https://app.example.com"
path = "/open"
method = "PUT"
result = "allow"

[[expect]]
origin = "https://evil.example"
path = "/open"
result = "block"
"""


def test_a_service_of_the_settings(run: Callable[..., Any]) -> None:
    with Server(service()) as server:
        Path("corscheck.toml").write_text(TABLE.replace("URL", server.url("")))
        code, document = report(run, "check")
        assert (code, document["findings"]) == (0, [])
        routes = {f"{one['method']} {one['path']} {one['origin']}" for one in document["routes"]}
        assert {f"GET /open {APP}", f"PUT /open {APP}"} <= routes
        assert not [one for one in routes if "/closed" in one]
        Path("corscheck.toml").write_text(
            TABLE.replace("URL", server.url("")).replace('internal = "/closed"', "")
        )
        code, document = report(run, "check")
    (finding,) = document["findings"]
    assert (code, finding["code"], finding["path"], finding["start"]["line"]) == (
        1,
        "CORS262",
        "corscheck.toml",
        4,
    )
    assert "GET /closed" in finding["message"]


def test_beside_a_configuration(run: Callable[..., Any]) -> None:
    with Server(service()) as server:
        Path("app.conf").write_text(f"[web]\nlisten = 127.0.0.1 {server.port}\ncors =\n")
        text = TABLE.replace("URL", server.url("")) + "\n[[service]]\nname = 'app'\nconfig = 'app.conf'\n"
        Path("corscheck.toml").write_text(text)
        _, document = report(run, "check", "--no-strangers")
    assert {check["axes"]["service"] for check in document["checks"]} == {"gateway", "app"}
    assert document["summary"]["files"] == 1


@pytest.mark.parametrize(
    ("arguments", "reported"),
    [
        (("--url", "http://127.0.0.1:1"), "give --url and --origin for any HTTP service"),
        (("--origin", APP), "give --url and --origin for any HTTP service"),
        (("--url", "ftp://x", "--origin", APP), "--url ftp://x: not an http or https URL"),
    ],
)
def test_what_is_missing(run: Callable[..., Any], arguments: tuple[str, ...], reported: str) -> None:
    result = run("check", *arguments)
    assert result.code == 2
    assert reported in result.err


@pytest.mark.parametrize(
    ("table", "reported"),
    [
        ("[[service]]\nname = 'x'", "corscheck.toml:1: `service.1`: `config` is missing; without it, `url`"),
        ("[[service]]\nname = 'x'\nurl = 'http://127.0.0.1:1'", "x: nothing says which pages call it"),
        (
            "[[service]]\nname = 'x'\nurl = 'http://${GONE_}'",
            "`service.1.url`: the variable GONE_ is not set",
        ),
    ],
)
def test_what_is_missing_in_the_settings(run: Callable[..., Any], table: str, reported: str) -> None:
    Path("corscheck.toml").write_text(table)
    result = run("check")
    assert result.code == 2
    assert reported in result.err


def test_one_that_is_down(run: Callable[..., Any]) -> None:
    code, document = report(run, "check", "--url", "http://127.0.0.1:1", "--origin", APP, "--path", "/x")
    assert (code, [one["kind"] for one in document["errors"]]) == (3, ["unreachable"])


def test_a_dry_run(run: Callable[..., Any]) -> None:
    result = run("check", "--url", "http://127.0.0.1:1", "--origin", APP, "--path", "/x", "--dry-run")
    assert result.code == 0
    assert "GET /x from https://app.example.com really sent: expect allow" in result.out


def test_the_report_speaks_of_no_file(run: Callable[..., Any]) -> None:
    with Server(service()) as server:
        arguments = (
            "check",
            "--url",
            server.url(""),
            "--origin",
            APP,
            "--path",
            "/open",
            "--path",
            "/closed",
        )
        result = run(*arguments, "--output-format", "full")
    assert "1 of 2 routes can be called" in result.out
    assert "2 requests to the routes: 1 blocked (CORS262)" in result.out
    assert "file says" not in result.out


PROXIED = {"GET http://api.example.test/x HTTP/1.1"}


@pytest.mark.parametrize("way", ["option", "settings"])
def test_through_the_proxy_of_the_environment(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """The name is known to the proxy only."""
    lines: list[str] = []

    def proxy(sock: socket.socket) -> None:
        for request in requests(sock):
            lines.append(request.decode().partition("\r\n")[0])
            sock.sendall(f"HTTP/1.1 200 OK\r\n{ALLOWED}Content-Length: 0\r\n\r\n".encode())

    url = "http://api.example.test"
    with Server(proxy) as server:
        for name in ("http_proxy", "all_proxy", "no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HTTP_PROXY", server.url(""))
        how = ("--proxy", "env")
        if way == "settings":
            table = f"[[service]]\nurl = '{url}'\nproxy = 'env'\nopenapi = 'off'\nroutes = 'GET /x'\n"
            expect = f"[[expect]]\norigin = '{APP}'\npath = '/x'\nresult = 'allow'\n"
            Path("corscheck.toml").write_text(table + expect)
            code, document = report(run, "check", "--no-strangers")
        else:
            arguments = ("--url", url, "--origin", APP, "--path", "/x", "--no-strangers", "--openapi", "off")
            code, document = report(run, "check", *arguments, *how)
        # http is mixed content for a page that is served over https, whatever the way.
        assert (code, {one["code"] for one in document["findings"]}) == (1, {"CORS271"})
    assert set(lines) >= PROXIED
    assert all(" http://api.example.test/" in line for line in lines)


@pytest.mark.parametrize("command", ["check", "preflight"])
def test_an_empty_name_is_not_a_service_without_a_configuration(
    run: Callable[..., Any], command: str
) -> None:
    """Such as that of a variable that is not set."""
    with Server(service()) as server:
        result = run(command, "", "--url", server.url(""), "--origin", APP, "--path", "/open")
    assert result.code == 2


def test_from_python() -> None:
    with Server(service()) as server:
        arguments: dict[str, Any] = {"url": server.url(""), "origins": [APP], "paths": ["/open", "/closed"]}
        found = corscheck.preflight(None, **arguments)
        with pytest.raises(UsageProblem, match="is empty"):
            corscheck.preflight("", **arguments)
    assert [(route.path, route.callable) for route in found.routes] == [("/open", True), ("/closed", False)]
    assert [finding.code for finding in found.findings] == ["CORS262"]


@pytest.mark.parametrize("way", ["method", "internal"])
def test_where_no_route_is_left_nothing_is_green(run: Callable[..., Any], way: str) -> None:
    with Server(service(document=ROUTES)) as server:
        if way == "internal":
            url = server.url("")
            Path("corscheck.toml").write_text(f"[[service]]\nurl = '{url}'\ninternal = ['/open']\n")
            code, document = report(run, "check", "--origin", APP)
        else:
            code, document = report(
                run, "check", "--url", server.url(""), "--origin", APP, "--method", "PATCH"
            )
    assert (code, [one["kind"] for one in document["errors"]]) == (2, ["not-tested"])
    assert "no route is left" in document["errors"][0]["message"]
