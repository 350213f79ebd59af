"""The first policy file says what the services are, and what they answer today."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

import pytest

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.errors import Unreachable
from corscheck.live.draft import draft
from corscheck.live.target import Target
from corscheck.wire.transport import Connection
from tests.support.live import asab
from tests.support.servers import Server, answering
from tests.support.services import free_ports

if TYPE_CHECKING:
    from pathlib import Path

APP = "https://app.example.com"
CLASSIC = (
    b"HTTP/1.1 204 No Content\r\n"
    + "".join(f"{name}: {value}\r\n" for name, value in asab()).encode()
    + b"\r\n"
)
DEAD = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"


def written(tmp_path: Path, name: str, port: int) -> str:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"[web]\nlisten = 127.0.0.1 {port}\ncors = {APP}\ncors_preflight_paths = /api/*\n")
    return str(path)


def drafted(tmp_path: Path, *targets: Target) -> tuple[dict[str, Any], str, tuple[str, ...]]:
    made = draft(targets, DEFAULT_PROFILE, Connection(timeout=5), str(tmp_path))
    document = tomllib.loads(made.text)
    assert len(document["expect"]) == made.expectations
    return document, made.text, made.notes


@pytest.mark.parametrize(("answer", "today"), [(CLASSIC, "allowed"), (DEAD, "blocked (preflight-")])
def test_what_a_service_answers_today(tmp_path: Path, answer: bytes, today: str) -> None:
    with Server(answering(answer, keep=True)) as server:
        target = Target(written(tmp_path, "etc/app.conf", server.port), openapi="off")
        document, text, notes = drafted(tmp_path, target)
    assert document["service"] == [{"name": "app", "config": ["etc/app.conf"]}]
    assert "service" not in document["expect"][0]
    assert f'result = "allow"  # today: {today}' in text
    assert notes == ()


def test_a_service_that_is_down_has_no_today(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    path = written(tmp_path, "app.conf", port)
    _, text, notes = drafted(tmp_path, Target(path))
    assert "# today" not in text
    assert notes == (
        f"http://127.0.0.1:{port} does not answer, so the file does not say what is allowed today",
    )
    with pytest.raises(Unreachable):
        drafted(tmp_path, Target(path, url=f"http://127.0.0.1:{port}"))


def test_each_of_several_services_has_its_own_expectations(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    paths = [written(tmp_path, f"{name}/etc/prod.conf", port) for name in ("shop", "pay")]
    document, _, _ = drafted(tmp_path, *map(Target, paths))
    names = ["shop-prod", "pay-prod"]
    assert [one["name"] for one in document["service"]] == names
    assert list(dict.fromkeys(one["service"] for one in document["expect"])) == names
