"""Where the routes of a service come from, and what is reported where no document lists them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from corscheck.contract.openapi import Route
from corscheck.errors import Unreachable, UnusableOpenapi
from corscheck.openapi_source import AUTO_PATH, service_routes
from corscheck.wire.transport import Connection
from tests.support.bombs import TWICE_GZIPPED
from tests.support.servers import Server, answering

if TYPE_CHECKING:
    from pathlib import Path

NOWHERE = "http://127.0.0.1:1"
DOCUMENT = {"openapi": "3.0.1", "servers": [{"url": "v1"}], "paths": {"/a": {"put": {}}}}


def answer(body: bytes, status: str = "200 OK", *lines: bytes) -> bytes:
    head = b"".join(line + b"\r\n" for line in (b"Content-Length: %d" % len(body), *lines))
    return f"HTTP/1.1 {status}\r\n".encode() + head + b"\r\n" + body


def test_a_file_is_read_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "api").write_text("basePath: /v1\npaths: {/a: {put: {}}}")
    routes = (Route("PUT", "/v1/a", "/v1/a"),)
    assert service_routes(str(tmp_path / "api"), NOWHERE, Connection()) == (routes, None, (), None)


@pytest.mark.parametrize("wanted", ["auto", "url"])
def test_a_document_of_a_server(wanted: str) -> None:
    with Server(answering(answer(json.dumps(DOCUMENT).encode()))) as server:
        found = service_routes(
            wanted if wanted == "auto" else server.url("/docs/api.json"), server.url(), Connection()
        )
    path = "/asab/v1/v1/a" if wanted == "auto" else "/docs/v1/a"
    assert found == ((Route("PUT", path, path),), None, (), None)


def test_off_reads_nothing() -> None:
    assert service_routes("off", NOWHERE, Connection()) == ((), "--openapi off", (), None)


# What is no document with routes, and a piece of the sentence about it.
UNUSABLE: list[tuple[bytes, str]] = [
    (b"<!DOCTYPE html><html><body>Not here</body></html>", "HTML"),
    (b"", "empty"),
    (b" \n", "empty"),
    (b"null", "`null`"),
    (b"[]", "a list"),
    (b"- a\n- b\n", "a list"),
    (b'"text"', "a text"),
    (b"12", "a number"),
    (b"{}", "no `paths`"),
    (b'{"openapi": "3.0.1", "paths": []}', "a list"),
    (b"{", "not JSON"),
    (b"a: !!bool x", "type bool"),
    (b'a: !!int ""', "type int"),
    (b'a: "\\UFFFFFFFF"', "neither JSON nor YAML"),
    (b"a: &a [*a]", "itself"),
]


@pytest.mark.parametrize(("content", "says"), UNUSABLE)
def test_a_document_that_was_named_must_be_usable(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "api").write_bytes(content)
    with pytest.raises(UnusableOpenapi, match=says):
        service_routes(str(tmp_path / "api"), NOWHERE, Connection())
    with Server(answering(answer(content))) as server, pytest.raises(UnusableOpenapi, match=says):
        service_routes(server.url("/api"), NOWHERE, Connection())


@pytest.mark.parametrize(("content", "says"), UNUSABLE)
def test_one_that_the_service_offers_need_not_be(content: bytes, says: str) -> None:
    with Server(answering(answer(content))) as server:
        url = server.url()
        found = service_routes("auto", url, Connection())
    assert (found.routes, found.notes) == ((), ())
    assert found.unknown is not None
    assert found.unknown.startswith(f"{url[:-1]}{AUTO_PATH}: ")
    assert says in found.unknown


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        (answer(b"", "404 Not Found"), "answers 404"),
        (answer(b"", "302 Found", b"Location: http://127.0.0.1:1/x"), "another origin, http://127.0.0.1:1"),
        (answer(b"", "302 Found", b"Location: http://169.254.169.254/"), "another origin"),
        (answer(TWICE_GZIPPED, "200 OK", b"Content-Encoding: gzip, gzip"), "larger than 16 MiB"),
        (answer(b"x", "200 OK", b"Content-Encoding: br"), "not asked for"),
        (b"\x16\x03\x01nonsense\r\n\r\n", "speaks TLS on this port"),
    ],
)
def test_why_the_routes_are_not_known(sent: bytes, says: str) -> None:
    with Server(answering(sent)) as server:
        found = service_routes("auto", server.url(), Connection())
        assert found.unknown is not None
        assert says in found.unknown
        with pytest.raises((UnusableOpenapi, Unreachable)):
            service_routes(server.url("/api"), server.url(), Connection())


def test_a_silent_service_has_none_and_a_silent_url_is_an_error() -> None:
    assert "connection refused" in str(service_routes("auto", NOWHERE, Connection()).unknown)
    with pytest.raises(Unreachable, match=r"/api\.json"):
        service_routes(f"{NOWHERE}/api.json", NOWHERE, Connection())


@pytest.mark.parametrize("wanted", ["none.json", "ftp://h/api.json", "."])
def test_what_was_named_must_be_there(wanted: str) -> None:
    with pytest.raises(UnusableOpenapi, match=wanted):
        service_routes(wanted, NOWHERE, Connection())


@pytest.mark.parametrize("paths", [{}, {"b": {"get": {}}}, {"/a": {"summary": "nothing"}}])
def test_a_document_without_routes(paths: dict[str, Any], tmp_path: Path) -> None:
    text = json.dumps(DOCUMENT | {"paths": paths})
    (tmp_path / "api").write_text(text)
    with pytest.raises(UnusableOpenapi, match="lists no routes"):
        service_routes(str(tmp_path / "api"), NOWHERE, Connection())
    with Server(answering(answer(text.encode()))) as server:
        found = service_routes("auto", server.url(), Connection())
    assert found.routes == ()
    assert "lists no routes" in str(found.unknown)


def test_what_is_left_out_is_reported(tmp_path: Path) -> None:
    paths: dict[str, Any] = {"b": {}, **{f"/a{number}": {"put": {}} for number in range(2100)}}
    (tmp_path / "api").write_text(json.dumps(DOCUMENT | {"paths": paths}))
    found = service_routes(str(tmp_path / "api"), NOWHERE, Connection())
    assert (len(found.routes), found.unknown) == (2000, None)
    assert found.notes == (f"{tmp_path}/api: left out: path `b`, which does not begin with `/`",)
    assert found.unread == f"{tmp_path}/api: 100 of its 2,101 paths after 2,000 routes"
