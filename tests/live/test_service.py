from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from corscheck.asab.profiles import DEFAULT_PROFILE
from corscheck.contract.plan import Axes
from corscheck.errors import UsageProblem
from corscheck.live.runner import Options, run
from corscheck.live.service import launched
from corscheck.live.target import Target, places
from corscheck.run_report import exit_code
from tests.support.live import asab
from tests.support.services import free_ports

if TYPE_CHECKING:
    from pathlib import Path

SERVER = f"""
import http.server, os
print("variables:", os.environ.get("SITE"), os.environ.get("PORT"))
class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self):
        self.send_response_only(204)
        for name, value in {asab()}:
            self.send_header(name, value)
        self.end_headers()
    do_GET = do_OPTIONS = answer
http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def config(tmp_path: Path, listen: str, more: str = "cors_preflight_paths = /*\n") -> str:
    path = tmp_path / "app.conf"
    path.write_text(f"[web]\nlisten = {listen}\ncors = *\n{more}")
    return str(path)


def test_nothing_is_launched_nothing_changes() -> None:
    target = Target("app.conf")
    assert launched(target) is target


@pytest.mark.parametrize(
    ("launch", "expected"),
    [
        ("env A=1 B=x=y python app.py C=3", {"A": "1", "B": "x=y"}),
        ("/usr/bin/env A= 'B=two words' python", {"A": "", "B": "two words"}),
        ("env -i A=1 python", {}),
        ("python A=1", {}),
    ],
)
def test_variables_that_the_command_sets_hold_for_the_configuration(
    launch: str, expected: dict[str, str]
) -> None:
    made = launched(Target("app.conf", launch=launch, environ={"SITE": "s"}))
    assert made.environ == {"SITE": "s", **expected}


def test_a_free_port_is_the_same_wherever_it_stands() -> None:
    target = Target(
        "app.conf",
        url="http://localhost:{port}/x",
        launch="env PORT={port} python {config} {port}",
        environ={},
    )
    made = launched(target)
    port = str(made.port)
    assert made.launch == f"env PORT={port} python {{config}} {port}"
    assert made.url == f"http://localhost:{port}/x"
    assert made.environ == {"PORT": port}
    assert launched(made) == made


def test_a_command_that_cannot_be_used_is_reported() -> None:
    with pytest.raises(UsageProblem, match="--launch"):
        launched(Target("app.conf", launch="env 'A"))


@pytest.mark.parametrize(
    ("listen", "url"),
    [
        ("127.0.0.1 $PORT", "http://127.0.0.1:{}"),
        ("$PORT ssl", "https://127.0.0.1:{}"),
        ("127.0.0.1 8080", "http://127.0.0.1:{}"),  # the command tells it otherwise
    ],
)
def test_where_the_port_leads(tmp_path: Path, listen: str, url: str) -> None:
    more = "cert = c\nkey = k\n" if "ssl" in listen else ""
    made = launched(Target(config(tmp_path, listen, more), launch="env PORT={port} python", environ={}))
    (place,) = places(made, DEFAULT_PROFILE)
    assert place.base_url == url.format(made.port)


def test_the_service_runs_in_the_environment_that_its_file_is_read_in(tmp_path: Path) -> None:
    (tmp_path / "serve.py").write_text(SERVER)
    path = config(tmp_path, "127.0.0.1 $PORT", "cors_preflight_paths = ${SITE}/*\n")
    target = Target(
        path,
        launch=f"env PORT={{port}} {sys.executable} {tmp_path}/serve.py",
        environ={"SITE": "/api"},
        openapi="off",
        axes=Axes(strangers=False),
    )
    report = run([target], Options())
    assert report.errors == ()
    assert {finding.code for finding in report.findings} == {"CORS204"}  # it answers everywhere
    promised = [check for check in report.checks or () if check.expected.startswith("allow")]
    assert {dict(check.axes)["path"] for check in promised} >= {"/api/corscheck"}


def test_what_keeps_it_from_starting_is_reported_with_its_output(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    other = "[web:other]\nlisten = 127.0.0.1 1\ncors = *\n"
    path = config(tmp_path, f"127.0.0.1 {port}", f"cors_preflight_paths = api\n{other}")
    command = f"{sys.executable} -c \"raise SystemExit('no')\""
    target = Target(path, launch=command, start_anyway=True)
    (error,) = run([target], Options()).errors  # once, though it has two places
    assert error.kind == "launch-failed"
    assert "exit code 1" in error.message
    assert error.help is not None
    assert error.help.endswith("ValueError: path should be started with / or be empty")
    assert f"{path}:4: " in error.help


@pytest.mark.parametrize("wrong", ["cors_preflight_paths = api\n", "backlog = many\n"])
def test_a_service_that_does_not_start_is_not_launched(tmp_path: Path, wrong: str) -> None:
    (port,) = free_ports(1)
    path = config(tmp_path, f"127.0.0.1 {port}", wrong)
    command = f"{sys.executable} -c \"open('{tmp_path}/started', 'w')\""
    report = run([Target(path, launch=command)], Options())
    (error,) = report.errors
    assert (error.kind, exit_code(report)) == ("not-loaded", 2)
    assert error.message.startswith(
        "the service was not launched: with this configuration ASAB does not start"
    )
    assert error.help is not None
    assert "--start-anyway" in error.help
    assert not (tmp_path / "started").exists()
    run([Target(path, launch=command, start_anyway=True)], Options())
    assert (tmp_path / "started").exists()


CRASHING = """
import http.server, os, sys
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_error(404)
    def do_OPTIONS(self):
        print("no memory left", flush=True)
        os._exit(9)
http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
"""


def test_a_service_that_ends_at_a_preflight_is_reported_with_its_output(tmp_path: Path) -> None:
    (tmp_path / "serve.py").write_text(CRASHING)
    command = f"{sys.executable} {tmp_path}/serve.py {{port}}"
    error = run([Target(config(tmp_path, "127.0.0.1 1"), launch=command)], Options()).errors[-1]
    assert error.kind == "launch-failed"
    assert error.message.startswith("the service ended with exit code 9 while it was tried")
    assert "no memory left" in error.message
