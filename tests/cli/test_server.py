"""`corscheck server`: how it is started, and what it shares with `lint`."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from corscheck.cli.commands import COMMANDS
from corscheck.cli.options import VersionOptions
from corscheck.cli.server import ServerOptions, look
from corscheck.errors import UsageProblem

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Result

TEXT = "[web]\nlisten = 127.0.0.1 1\ncors = https://a.example/\n"


def python(code: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", code], input=stdin, capture_output=True, timeout=100, check=False
    )


def test_without_the_extra(run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("corscheck.server")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pygls", None)
    monkeypatch.setitem(sys.modules, "lsprotocol", None)
    result = run("server")
    assert result.code == 2
    assert result.out == ""
    assert result.err == "error: corscheck server needs pygls: install corscheck with its extra `server`\n"


def test_it_ends_when_the_editor_is_gone() -> None:
    done = python("from corscheck.__main__ import main; raise SystemExit(main(['server']))")
    assert (done.returncode, done.stdout) == (0, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-"])
def test_where_a_stream_is_closed(closed: str) -> None:
    command = f"{shlex.quote(sys.executable)} -m corscheck server {closed}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("error: corscheck server talks to an editor")
    assert done.stderr.count("\n") == 1


def test_other_commands_import_none_of_it() -> None:
    code = (
        "import sys; from corscheck.cli.commands import COMMANDS, load; from corscheck.cli import app\n"
        "for name in COMMANDS: load(name)\n"
        "from corscheck.__main__ import main; main(['lint', '.'])\n"
        "heavy = {'pygls', 'lsprotocol', 'corscheck.server'} & sys.modules.keys()\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    assert "server" in COMMANDS
    assert python(code).stderr.endswith(b"[]\n")


def test_it_finds_what_lint_finds(run: Callable[..., Result], tmp_path: Path) -> None:
    run("--version")  # changes to the directory
    (tmp_path / "app.conf").write_text("")
    looked = look(
        ServerOptions(version=VersionOptions("26.37")),
        str(tmp_path / "app.conf"),
        {str(tmp_path / "app.conf"): TEXT},
    )
    (tmp_path / "app.conf").write_text(TEXT)
    lines = run(
        "lint", "app.conf", "--asab-version", "26.37", "--output-format", "concise", "--min-severity", "info"
    )
    assert [one.finding.code for one in looked.found] == [
        line.split()[1] for line in lines.out.splitlines() if line.startswith("app.conf:")
    ]
    assert [one.finding.span.source.path for one in looked.found] == ["app.conf"] * len(looked.found)


def test_a_file_in_a_project_of_two_hundred(run: Callable[..., Result], tmp_path: Path) -> None:
    """It takes 15 ms; the limit is for machines that others keep busy."""
    run("--version")
    (tmp_path / ".git").mkdir()
    for number in range(100):
        (tmp_path / f"s{number}").mkdir()
        main = f"[general]\ninclude = ${{THIS_DIR}}/cors.conf\n[web]\nlisten = 127.0.0.1 {8000 + number}\n"
        (tmp_path / f"s{number}/app.conf").write_text(main)
        (tmp_path / f"s{number}/cors.conf").write_text("[web]\ncors = *\n")
    path = str(tmp_path / "s7/cors.conf")
    times = []
    for number in range(5):
        start = time.process_time()
        looked = look(ServerOptions(), path, {path: f"[web]\ncors = https://a{number}.example\n"})
        times.append(time.process_time() - start)
        assert [one.path for one in looked.readings] == ["s7/app.conf"]
    assert min(times) < 0.5


def test_settings_and_baseline_hold(run: Callable[..., Result], tmp_path: Path) -> None:
    run("--version")
    (tmp_path / "app.conf").write_text(TEXT)
    (tmp_path / "corscheck.toml").write_text(
        'asab-version = "26.37"\nbaseline = "known.json"\nexclude = ["old"]\n'
    )
    assert run("lint", "app.conf", "--update-baseline").code == 0
    path = str(tmp_path / "app.conf")
    assert look(ServerOptions(), path, {path: TEXT}).found == ()
    assert [
        one.finding.code for one in look(ServerOptions(), path, {path: TEXT + "cors_max_age = x\n"}).found
    ]
    old = str(tmp_path / "old/app.conf")
    assert look(ServerOptions(), old, {old: TEXT}).readings == ()


def test_settings_that_are_not_understood(run: Callable[..., Result], tmp_path: Path) -> None:
    run("--version")
    (tmp_path / "corscheck.toml").write_text("nothing = 1\n")
    path = str(tmp_path / "app.conf")
    with pytest.raises(UsageProblem, match="nothing"):
        look(ServerOptions(), path, {path: TEXT})
