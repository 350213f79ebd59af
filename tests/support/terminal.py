"""Running `corscheck` on a pseudo terminal, and looking for what must not reach one."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
import time
from typing import IO, NamedTuple

from tests.support.program import environment
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

    code: int
    text: str


def on_terminal(
    *arguments: str, env: dict[str, str] | None = None, stdin: int | IO[str] = subprocess.DEVNULL
) -> Terminal:
    """Run `corscheck` with its standard output and error on a terminal of 120 columns."""
    seconds = 60.0
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "corscheck", *arguments],
        env=environment(COLUMNS="120", TERM="xterm-256color", **(env or {})),
        stdin=stdin,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    received = b""
    deadline = time.monotonic() + seconds
    try:
        while time.monotonic() < deadline:
            try:
                data = os.read(ours, 65536)
            except OSError:  # Linux: nobody has the other end any more
                break
            if not data:
                break
            received += data
        code = process.wait(max(deadline - time.monotonic(), 1))
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    return Terminal(code, received.decode("utf-8", "surrogateescape"))


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
