"""Preflight against servers that are not ASAB 25.15: later ones, proxies, other frameworks, hostile ones."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import aiohttp.web
import aiohttp_cors
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from corscheck.contract.plan import Axes
from corscheck.contract.untested import with_untested
from corscheck.live.runner import Options, run
from corscheck.live.target import Target
from corscheck.wire.transport import Connection
from tests.support.asab_next import AsabNext
from tests.support.servers import Server, answering, requests
from tests.support.services import APP, aiohttp_server, uvicorn_server

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from pathlib import Path

    from corscheck.run_report import Report

SEND = Axes(send=True)
LISTS = ("CORS226", "CORS227")  # Allow-Methods and Allow-Headers are missing, too


def tried(tmp_path: Path, options: dict[str, str], port: int, axes: Axes = SEND, **connection: Any) -> Report:
    """A run of a configuration with these options against a server on that port."""
    config = tmp_path / "app.conf"
    lines = [f"{name} = {value}\n" for name, value in options.items()]
    config.write_text("".join(["[web]\n", f"listen = 127.0.0.1 {port}\n", *lines]))
    target = Target(str(config), axes=axes, openapi="off")
    return run([target], Options(Connection(**connection)))


def found(report: Report) -> list[tuple[str, str]]:
    assert report.errors == ()
    return [(finding.code, finding.span.text) for finding in report.findings]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"cors": APP}, []),
        ({"cors": f"{APP}, https://admin.example.com", "cors_preflight_paths": "/api/*, /x"}, []),
        ({"cors": "*"}, []),
        ({"cors": "*", "cors_allow_credentials": "yes"}, []),
        ({"cors": APP, "cors_allow_credentials": "yes"}, []),
        ({"cors": ""}, []),
        ({"cors": "https://App.example.com/"}, []),
        ({"cors": APP, "cors_allow_methods": "GET, POST", "cors_allow_headers": "X-App"}, []),
        ({"cors": APP, "cors_preflight_paths": ", ".join(f"/p{n}" for n in range(12))}, []),
        ({"cors": "https://app.example.com:443"}, [("CORS221", "https://app.example.com:443")]),
        ({"cors": "app.example.com"}, [("CORS221", "app.example.com")]),
    ],
)
def test_the_generation_after_26_36(
    tmp_path: Path, options: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    with aiohttp_server(AsabNext(options).app()) as port:
        report = tried(tmp_path, options, port)
    assert found(report) == expected
    (note,) = report.notes
    assert "runs ASAB 26.37" in note
    assert "`cors` means something else there" in note


def test_a_later_one_that_forgets_vary(tmp_path: Path) -> None:
    options = {"cors": APP}
    with aiohttp_server(AsabNext(options, vary=False).app()) as port:
        assert found(tried(tmp_path, options, port)) == [("CORS243", APP)]
        assert found(tried(tmp_path, options, port, Axes())) == []


@pytest.mark.parametrize(
    ("middleware", "expected"),
    [
        ({"allow_origins": [APP], "allow_headers": ["authorization"], "allow_methods": ["*"]}, []),
        ({"allow_origins": [APP], "allow_headers": ["authorization"], "allow_methods": ["PUT"]}, ["CORS211"]),
        ({"allow_origins": [APP], "allow_methods": ["*"]}, ["CORS211"]),
        ({"allow_origins": ["*"], "allow_headers": ["*"], "allow_methods": ["*"]}, ["CORS201"]),
        (
            {
                "allow_origins": ["*"],
                "allow_headers": ["*"],
                "allow_methods": ["*"],
                "allow_credentials": True,
            },
            ["CORS202"],
        ),
        (
            {
                "allow_origin_regex": r"https://app.example\.com.*",
                "allow_headers": ["*"],
                "allow_methods": ["*"],
            },
            ["CORS202"],
        ),
        ({"allow_origins": ["https://other.example"], "allow_methods": ["*"]}, ["CORS211"]),
    ],
)
def test_starlette(tmp_path: Path, middleware: dict[str, Any], expected: list[str]) -> None:
    async def answer(_: object) -> PlainTextResponse:
        return PlainTextResponse("")

    app = Starlette(
        routes=[Route("/api/{rest:path}", answer, methods=["GET", "PUT", "OPTIONS"])],
        middleware=[Middleware(CORSMiddleware, **middleware)],
    )
    options = {"cors": APP, "cors_preflight_paths": "/*"}
    with uvicorn_server(app) as port:
        report = tried(tmp_path, options, port, Axes(paths=("/api/x",), send=True))
    assert [code for code, _ in found(report)] == expected
    assert any("nothing in the answers says that ASAB" in note for note in report.notes)


@pytest.mark.parametrize(
    ("origin", "policy", "expected"),
    [
        (APP, {"allow_headers": "*", "allow_methods": "*"}, ["CORS243", "CORS242"]),
        (APP, {"allow_headers": ("authorization",)}, ["CORS243", "CORS211"]),
        ("*", {"allow_headers": "*", "allow_methods": "*"}, ["CORS202", "CORS243", "CORS242"]),
    ],
)
def test_aiohttp_cors(tmp_path: Path, origin: str, policy: dict[str, Any], expected: list[str]) -> None:
    async def answer(_: object) -> aiohttp.web.Response:
        return aiohttp.web.Response()

    app = aiohttp.web.Application()
    library: Any = aiohttp_cors  # without types
    cors = library.setup(app, defaults={origin: library.ResourceOptions(**policy)})
    resource = cors.add(app.router.add_resource("/api/x"))
    for method in ("GET", "PUT", "POST", "PATCH", "DELETE"):
        cors.add(resource.add_route(method, answer))
    options = {"cors": APP, "cors_preflight_paths": "/api/x"}
    with aiohttp_server(app) as port:
        report = tried(tmp_path, options, port, Axes(paths=("/api/x",), send=True))
    assert [code for code, _ in found(report)] == expected


def preflights(handle: Callable[[socket.socket, bytes], None]) -> Callable[[socket.socket], None]:
    """Answer real requests as ASAB would, and leave preflights to `handle`."""

    def serve(sock: socket.socket) -> None:
        for request in requests(sock):
            if request.startswith(b"OPTIONS"):
                handle(sock, request)
                return
            sock.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")

    return serve


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        (b"", {"CORS216"}),
        (b"\x00\xff garbage\r\n\r\n", {"CORS216"}),
        (
            b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: \x1b[31m*\x07\r\n\r\n",
            {"CORS222", *LISTS},
        ),
        (b"HTTP/1.1 204 " + b"x" * 100_000 + b"\r\n\r\n", {"CORS216", "CORS221"}),
        (b"HTTP/1.1 204 No Content\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n", {"CORS216", "CORS221"}),
        (b"HTTP/1.1 999 ::error::x%0A\r\nServer: asab/\x1b]0;x\x07\r\n\r\n", {"CORS211"}),
        (b"HTTP/1.1 301 M\r\nLocation: javascript:alert(1)\r\n\r\n", {"CORS213"}),
        (
            b"HTTP/1.1 204 N\r\nAccess-Control-Allow-Origin: " + b"a" * 50_000 + b"\r\n\r\n",
            {"CORS222", *LISTS},
        ),
    ],
    ids=["nothing", "garbage", "escapes", "long reason", "many lines", "999", "script", "long value"],
)
def test_a_hostile_server_neither_hangs_nor_breaks_the_run(
    tmp_path: Path, answer: bytes, codes: set[str]
) -> None:
    options = {"cors": APP, "cors_preflight_paths": "/api/*"}
    axes = Axes(strangers=False, methods=("PUT",))
    with Server(preflights(lambda sock, _: sock.sendall(answer))) as server:
        report = with_untested(tried(tmp_path, options, server.port, axes, timeout=5.0))
    seen = {finding.code for finding in report.findings}
    assert seen <= codes
    assert seen or report.errors
    for finding in report.findings:
        assert len(finding.message) < 2000


def test_a_server_that_drips_is_given_up(tmp_path: Path) -> None:
    def drip(sock: socket.socket, _: bytes) -> None:
        while True:  # until the other side has had enough
            sock.sendall(b"X")
            time.sleep(0.01)

    options = {"cors": APP, "cors_preflight_paths": "/api"}
    axes = Axes(strangers=False, methods=("PUT",), paths=("/api",))
    with Server(preflights(drip)) as server:
        report = with_untested(tried(tmp_path, options, server.port, axes, timeout=0.5))
    assert report.errors or report.findings


def test_something_that_is_not_http_is_not_reached(tmp_path: Path) -> None:
    with Server(answering(b"220 mail.example.com ESMTP\r\n")) as server:
        report = tried(tmp_path, {"cors": APP}, server.port, timeout=1.0)
    assert [error.kind for error in report.errors] == ["not-http"]
    assert report.findings == ()
