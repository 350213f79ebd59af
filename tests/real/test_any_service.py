"""A service behind nginx that is not ASAB, in a policy file: green, red after its header is removed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.real.test_preflight_nginx import NGINX
from tests.support.services import free_ports, process

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

PAGE = (Path(__file__).parents[2] / "docs" / "services.md").read_text(encoding="utf-8")
"""It has a policy file and what `corscheck check` prints."""

POLICY = """
[[service]]
name = "gateway"
url = "${GATEWAY}"
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


def checked(directory: Path, api: str, form: str = "json") -> tuple[int, str, int]:
    """Exit code and report of `corscheck check` while nginx serves `/api/` like this, and its port."""
    (port,) = free_ports(1)
    temporary = "".join(
        f"{kind}_temp_path {directory}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = directory / "nginx.conf"
    path.write_text(
        f"daemon off;\npid {directory}/pid;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}"
        f"server {{ listen 127.0.0.1:{port}; location /api/ {{ {api} }}\n"
        f"location /login {{ return 200; }} }} }}\n"
    )
    command = [str(NGINX), "-e", "stderr", "-c", str(path), "-p", str(directory)]
    url = f"http://127.0.0.1:{port}"
    with process(command, [port], directory / "log"):
        done = subprocess.run(
            [sys.executable, "-m", "corscheck", "check", "--output-format", form],
            capture_output=True,
            text=True,
            check=False,
            cwd=directory,
            env={**os.environ, "GATEWAY": url, "COLUMNS": "100"},
        )
    return done.returncode, done.stdout, port


def document(directory: Path, api: str) -> tuple[int, dict[str, Any]]:
    code, text, _ = checked(directory, api)
    return code, json.loads(text)


def test_green_and_red_after_its_header_is_removed(tmp_path: Path) -> None:
    (tmp_path / "corscheck.toml").write_text(POLICY)
    code, report = document(tmp_path, API)
    assert (code, report["findings"], report["errors"]) == (0, [], [])
    assert [one["callable"] for one in report["routes"]] == [True, True, True]
    code, report = document(tmp_path, API.replace(ORIGIN, ""))
    assert code == 1
    found = {one["code"]: one for one in report["findings"]}
    assert set(found) == {"CORS261", "CORS262"}
    assert "/api/orders" in found["CORS262"]["message"]
    assert [one["callable"] for one in report["routes"]] == [False, False, False]


def test_the_page_shows_what_is_printed(tmp_path: Path) -> None:
    (policy, *_) = re.findall(r"(?s)^```toml\n(.*?)^```$", PAGE, re.MULTILINE)
    (printed,) = re.findall(r"(?s)^```text\n(.*?)^```$", PAGE, re.MULTILINE)
    (tmp_path / "corscheck.toml").write_text(policy)
    code, text, port = checked(tmp_path, API, "full")
    assert code == 1
    assert text.replace(str(port), "8080").startswith(printed)
