"""A service behind nginx that is not ASAB, in a policy file: green, red after its header is removed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.real.test_preflight_nginx import NGINX
from tests.support.services import free_ports, process

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.nginx,
    pytest.mark.skipif(NGINX is None, reason="nginx is not installed (Debian: nginx-light)"),
]

ORIGIN = "add_header Access-Control-Allow-Origin https://app.example.com always;"
API = f"""{ORIGIN}
add_header Access-Control-Allow-Methods "GET, PUT" always;
add_header Access-Control-Allow-Headers content-type always;
add_header Vary Origin always;
if ($request_method = OPTIONS) {{ return 204; }}
return 200 "ok";"""

POLICY = """
[[service]]
name = "gateway"
url = "http://127.0.0.1:${GATEWAY_PORT}"
routes = ["GET /api/orders", "PUT /api/orders/{id}"]

[[expect]]
service = "gateway"
origin = "https://app.example.com"
path = "/api/profile"
result = "allow"

[[expect]]
service = "gateway"
origin = "https://evil.example"
path = "/api/profile"
result = "block"
"""


def checked(directory: Path, api: str) -> tuple[int, dict[str, object]]:
    """The exit code and the report of `corscheck check` while nginx serves `/api/` like this."""
    (port,) = free_ports(1)
    temporary = "".join(
        f"{kind}_temp_path {directory}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = directory / "nginx.conf"
    path.write_text(
        f"daemon off;\npid {directory}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}"
        f"server {{ listen 127.0.0.1:{port}; location /api/ {{ {api} }} }}\n}}\n"
    )
    command = [str(NGINX), "-e", "stderr", "-c", str(path), "-p", str(directory)]
    with process(command, [port], directory / "log"):
        done = subprocess.run(
            [sys.executable, "-m", "corscheck", "check", "--output-format", "json"],
            capture_output=True,
            text=True,
            check=False,
            cwd=directory,
            env={**os.environ, "GATEWAY_PORT": str(port)},
        )
    return done.returncode, json.loads(done.stdout)


def test_green_and_red_after_its_header_is_removed(tmp_path: Path) -> None:
    (tmp_path / "corscheck.toml").write_text(POLICY)
    code, report = checked(tmp_path, API)
    assert (code, report["findings"], report["errors"]) == (0, [], [])
    assert [one["callable"] for one in report["routes"]] == [True, True, True]  # type: ignore[attr-defined]  # JSON
    code, report = checked(tmp_path, API.replace(ORIGIN, ""))
    assert code == 1
    found = {one["code"]: one for one in report["findings"]}  # type: ignore[attr-defined]  # JSON
    assert set(found) == {"CORS261", "CORS262"}
    assert "/api/orders" in found["CORS262"]["message"]
    assert [one["callable"] for one in report["routes"]] == [False, False, False]  # type: ignore[attr-defined]  # JSON
