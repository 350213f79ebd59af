"""Running `corscheck` on a pseudo terminal, and looking for what must not reach one."""

from __future__ import annotations

import os
import pty
import re
import select
from pathlib import Path
from typing import NamedTuple

from tests.support.forks import shared
from tests.support.runner import commands, parse

ACTIVE = "\x1b]0;owned\x07\x1b]52;c;AAAA\x07\x1b[2J\x9b31m\x08\x7f\u202e\u2066\u200b\u00ad\u00a0"
"""Title, clipboard, screen, colour, backspace, bidirectional and invisible characters."""

COMMANDS = "##vso[task.complete]##[add-path]##teamcity[x]"

MARK = "HOSTILE"
"""What every hostile text has, to see that it was printed at all."""

HOSTILE = f"{MARK}{ACTIVE}{COMMANDS}"

_OURS = re.compile(r"\x1b\[[0-9;]*m|\x1b\[\?25[lh]|\x1b\[[0-9]?[AK]|\r")
"""What corscheck and rich's progress bar write themselves: colours, the cursor, erasing lines."""


class Terminal(NamedTuple):
    """What a run showed on its terminal, standard output and error together."""

    code: int | None  # None: it was killed because it had not ended in time
    text: str


def on_terminal(*arguments: str, env: dict[str, str] | None = None, stdin: str = os.devnull) -> Terminal:
    """Run `corscheck` here, its output on a terminal of 120 columns; `stdin`: a path."""
    ours, theirs = pty.openpty()
    name = os.ttyname(theirs)
    forks = shared()
    ended = forks.answers.fileno()
    forks.start(
        *arguments,
        directory=Path.cwd(),
        streams={"stdin": stdin, "stdout": name, "stderr": name},
        env={"COLUMNS": "120", "TERM": "xterm-256color", **(env or {})},
    )
    received = b""
    while ended not in (ready := select.select([ours, ended], [], [])[0]) or ours in ready:
        received += os.read(ours, 65536)
    os.close(theirs)
    os.close(ours)
    return Terminal(forks.ended()["code"], received.decode("utf-8", "surrogateescape"))


def active(text: str) -> list[str]:
    """Lines with something in them that acts on a terminal or hides, the colours of corscheck apart."""
    plain = _OURS.sub("", text.replace("\r\n", "\n"))
    return [line for line in plain.split("\n") if not line.isprintable()]


def runner_commands(text: str, form: str) -> list[str]:
    """Lines in which a CI runner finds a command that is not of the `github` format."""
    found = []
    for line in _OURS.sub("", text.replace("\r\n", "\n")).split("\n"):
        own = ["::"] if form == "github" and parse(line) else []
        if commands(line) != own:
            found.append(line)
    return found
