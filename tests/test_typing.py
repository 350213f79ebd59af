"""The Python interface as type checkers see it, from a user's script."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.program import environment
from tests.support.servers import Server, answering

SCRIPT = Path(__file__).parent / "data" / "typed_script.py"
CLASSIC = (
    b"HTTP/1.1 204 No Content\r\nAccess-Control-Allow-Origin: *\r\n"
    b"Access-Control-Allow-Methods: GET, PUT\r\nAccess-Control-Allow-Headers: content-type, x-api-key\r\n\r\n"
)
WRONG = """
import corscheck

corscheck.preflight("app.conf", orgins=["https://app.example.com"])
corscheck.why("http://a.example/", origin="https://b.example", headers={"a": 1})
corscheck.lint(b"text")
"""


def checked(tool: list[str], script: Path) -> subprocess.CompletedProcess[str]:
    """The script as a project of its own would check it."""
    command = [sys.executable, "-m", *tool, str(script)]
    return subprocess.run(
        command, cwd=script.parent, env=environment(), capture_output=True, text=True, check=False
    )


TOOLS = {
    "mypy": ["mypy", "--strict", "--cache-dir", ".mypy"],
    "pyright": ["basedpyright", "--level", "error"],
}


@pytest.mark.parametrize("tool", TOOLS)
def test_a_script_is_checked(tmp_path: Path, tool: str) -> None:
    if tool == "pyright":
        pytest.importorskip("basedpyright", reason="basedpyright is not installed")
    (tmp_path / "script.py").write_text(SCRIPT.read_text())
    (tmp_path / "wrong.py").write_text(WRONG)
    done = checked(TOOLS[tool], tmp_path / "script.py")
    assert done.returncode == 0, done.stdout + done.stderr
    done = checked(TOOLS[tool], tmp_path / "wrong.py")
    assert done.returncode == 1
    for name in ("orgins", "headers", "lint"):
        assert name in done.stdout


def test_the_script_runs(tmp_path: Path) -> None:
    (tmp_path / "app.conf").write_text("[web]\nlisten = 8080\ncors = https://app.example.com\n")
    with Server(answering(CLASSIC)) as server:
        done = subprocess.run(
            [sys.executable, str(SCRIPT), "app.conf", server.url("")],
            cwd=tmp_path,
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[1:] == ["3", "2"]
    assert "CORS301" in done.stdout
