"""The README is correct: its commands run, its picture is their output."""

from __future__ import annotations

import re
import runpy
import shlex
from typing import TYPE_CHECKING

import pytest

import corscheck
from corscheck.__main__ import main
from corscheck.settings import load
from tests.support.picture import shown
from tests.support.program import ROOT

if TYPE_CHECKING:
    from pathlib import Path

README = (ROOT / "README.md").read_text()
COMMANDS = re.findall(r"^(python3 -m venv .*)$", README, re.MULTILINE)


def block(language: str, containing: str) -> str:
    """The code block that contains a text."""
    blocks: list[str] = re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)
    return next(text for text in blocks if containing in text)


PICTURES = runpy.run_path(str(ROOT / "docs" / "pictures.py"))


@pytest.fixture(scope="module")
def report() -> str:
    """What the README's first command prints on a terminal, of this checkout and on a free port."""
    done = PICTURES["run"](PICTURES["first_command"]())
    assert done.code == 1, done.text
    return str(done.text)


def test_the_first_command_finds_what_the_readme_says(report: str) -> None:
    text = re.sub(r"\x1b\[[\d;]*m", "", report)
    heading, place = re.split(r"\n --> ", text[text.index("CORS201 [error]") :])[:2]
    assert "the server answers `Access-Control-Allow-Origin: *`" in heading.replace("\n", " ")
    assert place.startswith("fixtures/service/app.conf:6:8\n")


def test_the_page_about_live_reports_shows_what_the_command_prints(report: str) -> None:
    text = re.sub(r"\x1b\[[\d;]*m|\x1b\]8;;.*?\x1b\\\\", "", report)
    blocks = re.findall(r"```text\n(.*?)```", (ROOT / "docs/live.md").read_text(), re.DOTALL)
    assert len(blocks) == 3
    for part in blocks:  # lines are wrapped on a terminal
        assert " ".join(part.split()) in " ".join(text.split())


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_picture_is_what_the_command_prints(report: str, theme: str) -> None:
    picture = PICTURES["picture"](PICTURES["screen"](report), theme)
    servers = re.compile(r"Server: .*")  # Python and aiohttp have versions of their own
    there = shown((ROOT / f"docs/check-{theme}.svg").read_text())
    assert [servers.sub("", line) for line in there] == [servers.sub("", line) for line in shown(picture)]
    assert len(there) <= PICTURES["LINES"]
    assert "@font-face" not in picture
    assert f"docs/check-{theme}.svg" in README


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
