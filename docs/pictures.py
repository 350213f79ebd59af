# ruff: noqa: INP001  # a script, not a package
"""Draw the README's pictures, light and dark: `python docs/pictures.py`.

They show the first screen of what the README's first command prints on a terminal. The service that it starts
is given a free port, and the pictures show the one that the configuration names. `tests/real/test_readme.py`
holds that they are current.
"""

from __future__ import annotations

import io
import os
import pty
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from socket import socket
from typing import NamedTuple

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

ROOT = Path(__file__).parents[1]
CONFIG = "fixtures/service/app.conf"
TITLE = f"corscheck check {CONFIG} --launch ..."
COLUMNS, LINES = 100, 39
"""Of the screen."""

_ANSI = ("000000", "cd3131", "107c10", "949800", "0451a5", "bc05bc", "0598bc", "555555")
_ANSI_DARK = ("000000", "f14c4c", "23d18b", "e5e510", "3b8eea", "d670d6", "29b8db", "e5e5e5")


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour)
    return red, green, blue


THEMES = {
    "light": TerminalTheme(_rgb("ffffff"), _rgb("1f2328"), [*map(_rgb, _ANSI)]),
    "dark": TerminalTheme(_rgb("181818"), _rgb("e6e6e6"), [*map(_rgb, _ANSI_DARK)]),
}
"""The colours of VS Code's terminal."""


class Output(NamedTuple):
    """What a command printed on a terminal, with its colours, and its exit code."""

    text: str
    code: int


def first_command() -> list[str]:
    """The arguments of the README's first command."""
    line = re.findall(
        r"^python3 -m venv .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )[0]
    return shlex.split(line.partition(".venv/bin/corscheck ")[2].replace(".venv/bin/python", sys.executable))


def run(arguments: list[str]) -> Output:
    """Run corscheck with these arguments, of which the second is the configuration, on a free port."""
    text = (ROOT / CONFIG).read_text(encoding="utf-8")
    port = re.findall(r"^listen = \S+ (\d+)$", text, re.MULTILINE)[0]
    with socket() as one:
        one.bind(("127.0.0.1", 0))
        free = str(one.getsockname()[1])
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "app.conf")
        config.write_text(text.replace(port, free), encoding="utf-8")
        found = on_terminal([arguments[0], str(config), *arguments[2:]])
    shown = found.text.replace(str(config), CONFIG).replace(f":{free}", f":{port}")
    return found._replace(text=re.sub(rf"\b{free}\b", port, shown))


def on_terminal(arguments: list[str]) -> Output:
    """Run corscheck in the checkout, its standard output on a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(  # noqa: S603  # the command that the README names
        [sys.executable, "-m", "corscheck", *arguments],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"},
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    received = b""
    while True:
        try:
            data = os.read(ours, 65536)
        except OSError:  # Linux: nobody has the other end any more
            break
        if not data:
            break
        received += data
    os.close(ours)
    return Output(received.decode().replace("\r\n", "\n"), process.wait())


def screen(text: str) -> str:
    """The first screen of the text, and how much is left out."""
    lines = text.rstrip("\n").split("\n")
    if len(lines) <= LINES:
        return text
    return "\n".join([*lines[: LINES - 2], "", f"\x1b[2m({len(lines) - LINES + 2} more lines)\x1b[0m\n"])


def picture(text: str, theme: str) -> str:
    """What a terminal shows of the text, as SVG that loads nothing."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text.from_ansi(text), soft_wrap=False)
    svg = console.export_svg(title=TITLE, theme=THEMES[theme], unique_id=f"corscheck-{theme}")
    if theme == "light":
        svg = svg.replace("rgba(255,255,255,0.35)", "rgba(0,0,0,0.35)")  # the line around it
    svg = re.sub(r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    return re.sub(
        r"[ \t]+$", "", svg.replace("Fira Code", "ui-monospace, Menlo, Consolas"), flags=re.MULTILINE
    )


def main() -> int:
    """Write the pictures."""
    text = screen(run(first_command()).text)
    for theme in THEMES:
        (ROOT / "docs" / f"check-{theme}.svg").write_text(picture(text, theme), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
