"""The README tells the truth: its commands run, its picture is what they print."""

from __future__ import annotations

import re
import shlex
import sys
from typing import TYPE_CHECKING

import pytest

import corscheck
from corscheck.__main__ import main
from corscheck.settings import load
from corscheck.wire.launch import free_port
from tests.support.picture import picture, shown
from tests.support.program import ROOT
from tests.support.program import corscheck as program

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text()
PORT = "8089"
COMMANDS = re.findall(r"^(python3 -m venv .*)$", README, re.MULTILINE)


def block(language: str, containing: str) -> str:
    """The code block that contains a text."""
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return next(text for text in blocks if containing in text)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the README's first command prints, of this checkout and on a free port."""
    config = tmp_path_factory.mktemp("service") / "app.conf"
    port = str(free_port())
    config.write_text((ROOT / "fixtures/service/app.conf").read_text().replace(PORT, port))
    _, _, command = COMMANDS[0].partition(".venv/bin/corscheck ")
    arguments = shlex.split(command.replace(".venv/bin/python", sys.executable))
    arguments[1] = str(config)
    done = program(*arguments, "--color", "always", "--output-format", "full", cwd=ROOT)
    assert done.returncode == 1, done.stderr
    return done.stdout.replace(str(config), "fixtures/service/app.conf").replace(port, PORT)


def test_the_first_command_finds_what_the_readme_says(report: str) -> None:
    text = re.sub(r"\x1b\[[\d;]*m", "", report)
    heading, place = text[text.index("CORS201 [") :].split("\n")[:2]
    assert "the server answers `Access-Control-Allow-Origin: *`" in heading
    assert place == " --> fixtures/service/app.conf:6:8"


def test_the_picture_is_what_the_command_prints(report: str, request: pytest.FixtureRequest) -> None:
    path = ROOT / "docs" / "check.svg"
    svg = picture(report, "corscheck check fixtures/service/app.conf --launch ...")
    if request.config.getoption("--update-golden"):
        path.write_text(svg)
    servers = re.compile(r"Server: .*")  # Python and aiohttp have versions of their own
    shows = [servers.sub("", line) for line in shown(path.read_text())]
    assert shows == [servers.sub("", line) for line in shown(svg)]


def test_the_second_command_is_what_ci_runs() -> None:
    assert len(COMMANDS) == 2
    assert "pytest" in COMMANDS[1]
    assert "README.md" in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize(
    "line", [line for line in block("sh", "corscheck lint").splitlines() if line.startswith("corscheck")]
)
def test_the_commands_have_these_options(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = shlex.split(line, comments=True)[1:]
    main([arguments[0], "--help"])
    options = capsys.readouterr().out
    assert options.startswith(f"Usage: corscheck {arguments[0]}")
    for option in arguments[1:]:
        if option.startswith("-"):
            assert re.search(rf"(^|[ ,]){option}\b", options, re.MULTILINE)


def test_the_settings_are_understood(tmp_path: Path) -> None:
    text = block("toml", "[[service]]")
    (tmp_path / "corscheck.toml").write_text(text)
    settings = load(str(tmp_path / "corscheck.toml"))
    assert (len(settings.service), len(settings.expect)) == (1, 1)
    assert settings.service[0].name == "notes"


def test_the_suppression_silences() -> None:
    text = (
        block("ini", "ignore[").replace("[web]\n", "[web]\nlisten = 127.0.0.1 8080\n")
        + "cors_preflight_paths = /\n"
    )
    codes = {finding.code for finding in corscheck.lint(text)}
    assert not codes & {"CORS501", "CORS901", "CORS902", "CORS903", "CORS904"}
    assert "CORS501" in {finding.code for finding in corscheck.lint(text.replace("# corscheck", "# "))}
