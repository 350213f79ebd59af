"""Preflight through nginx in front of the real ASAB: what it adds, drops, doubles and redirects."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from corscheck.contract.plan import Axes
from corscheck.live.runner import Options, run
from corscheck.live.target import Target
from tests.support.services import APP, World, free_ports, process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")

pytestmark = [
    pytest.mark.nginx,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: nginx-light)"),
]

HIDE = "proxy_hide_header Access-Control-Allow-{};\n"
ALWAYS = "add_header Access-Control-Allow-{} always;\n"
EXACT = (
    HIDE.format("Origin")
    + HIDE.format("Credentials")
    + ALWAYS.format("Origin $allowed")
    + ALWAYS.format("Credentials $with_cookies")
    + "add_header Vary Origin always;\n"
)

# Name → the directives of its location.
PROXIES = {
    "plain": "",
    "adds-origin": ALWAYS.format("Origin *"),
    "adds-other-origin": ALWAYS.format(f"Origin {APP}"),
    "drops-origin": HIDE.format("Origin"),
    "drops-headers": HIDE.format("Headers"),
    "drops-max-age": "proxy_hide_header Access-Control-Max-Age;\n",
    "fewer-methods": HIDE.format("Methods") + ALWAYS.format('Methods "GET, POST"'),
    "doubles-methods": ALWAYS.format('Methods "GET, POST"'),
    "bad-list": HIDE.format("Methods") + ALWAYS.format('Methods "GET POST PUT"'),
    "restricts": EXACT,
    "restricts-without-vary": EXACT.replace("add_header Vary Origin always;\n", ""),
    "echoes": HIDE.format("Origin")
    + ALWAYS.format("Origin $http_origin")
    + "add_header Vary Origin always;\n",
    "slash": HIDE.format("Origin") + ALWAYS.format(f"Origin {APP}/"),
    "password": 'auth_basic "closed";\nauth_basic_user_file /dev/null;\n',
    "forbids": "if ($request_method = OPTIONS) { return 403; }\n",
    "to-https": "return 301 https://$host$request_uri;\n",
    "to-login": "return 302 /login?next=$request_uri;\n",
    "only-success": HIDE.format("Origin") + f"add_header Access-Control-Allow-Origin {APP};\n",
}


class Proxies:
    def __init__(self, world: World, ports: dict[str, int]) -> None:
        self.world = world
        self.ports = ports

    def found(self, name: str, config: str, axes: Axes) -> list[str]:
        target = Target(self.world.config(config), url=f"http://127.0.0.1:{self.ports[name]}", axes=axes)
        report = run([target], Options())
        assert report.errors == ()
        return [finding.code for finding in report.findings]


def configuration(directory: Path, ports: dict[str, int], upstream: int) -> str:
    temporary = "".join(
        f"{kind}_temp_path {directory}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    servers = "".join(
        f"server {{ listen 127.0.0.1:{port}; location / {{\n"
        f"proxy_pass http://127.0.0.1:{upstream};\n{PROXIES[name]}}} }}\n"
        for name, port in ports.items()
    )
    return (
        f"daemon off;\nworker_processes 1;\npid {directory}/pid;\nerror_log {directory}/error.log;\n"
        "events { worker_connections 256; }\n"
        f"http {{\naccess_log off;\n{temporary}"
        f'map $http_origin $allowed {{ default ""; "{APP}" $http_origin; }}\n'
        f'map $http_origin $with_cookies {{ default ""; "{APP}" true; }}\n'
        f"{servers}}}\n"
    )


@pytest.fixture(scope="module")
def proxies(asab: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxies]:
    directory = tmp_path_factory.mktemp("nginx")
    ports = dict(zip(PROXIES, free_ports(len(PROXIES)), strict=True))
    config = directory / "nginx.conf"
    config.write_text(configuration(directory, ports, asab.ports["star"]))
    command = [str(NGINX), "-c", str(config), "-p", str(directory), "-e", str(directory / "error.log")]
    with process(command, list(ports.values()), directory / "log"):
        yield Proxies(asab, ports)


@pytest.mark.parametrize(
    ("name", "config", "expected"),
    [
        ("plain", "star", []),
        ("plain", "one-everywhere", ["CORS201"]),
        ("adds-origin", "star", ["CORS223"]),
        ("adds-other-origin", "one-everywhere", ["CORS223"]),
        ("drops-origin", "star", ["CORS221"]),
        ("drops-headers", "star", ["CORS227"]),
        ("drops-max-age", "star", ["CORS231"]),
        ("fewer-methods", "star", ["CORS226"]),
        ("doubles-methods", "star", ["CORS231"]),
        ("bad-list", "star", ["CORS226"]),
        ("restricts", "one-everywhere", ["CORS231"]),
        ("echoes", "one-everywhere", ["CORS202", "CORS231"]),
        ("slash", "one-everywhere", ["CORS222"]),
        ("password", "star", ["CORS212"]),
        ("forbids", "star", ["CORS211"]),
        ("to-https", "star", ["CORS213"]),
        ("to-login", "star", ["CORS213"]),
    ],
)
def test_exactly_the_expected_findings(proxies: Proxies, name: str, config: str, expected: list[str]) -> None:
    assert proxies.found(name, config, Axes()) == expected


@pytest.mark.parametrize(
    ("name", "config", "expected"),
    [
        ("restricts", "one-everywhere", ["CORS231"]),
        ("restricts-without-vary", "one-everywhere", ["CORS231", "CORS243"]),
        ("only-success", "one-everywhere", ["CORS231", "CORS242"]),
    ],
)
def test_with_requests_that_are_really_sent(
    proxies: Proxies, name: str, config: str, expected: list[str]
) -> None:
    assert proxies.found(name, config, Axes(send=True)) == expected


def test_cookies_pass_where_the_proxy_names_the_origin(proxies: Proxies) -> None:
    axes = Axes(credentials=("include",))
    assert proxies.found("restricts", "one-everywhere", axes) == ["CORS231"]
    assert proxies.found("plain", "star", axes) == ["CORS224"]
