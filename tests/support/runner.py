"""A reader of workflow commands, by the rules of GitHub's runner (`ActionCommand.TryParseV2`)."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """What the runner makes of one line of output."""

    level: str
    properties: dict[str, str]
    message: str


def parse(line: str) -> Command | None:
    """The command on a line, or None: it must begin the line, and its header ends at the next `::`."""
    line = line.lstrip()
    if not line.startswith("::"):
        return None
    end = line.find("::", 2)
    if end < 0:
        return None
    level, _, told = line[2:end].partition(" ")
    properties = {}
    for item in told.strip().split(","):
        name, sign, value = item.partition("=")
        if sign and name and value:
            properties[name] = _unescaped(value, {"%3A": ":", "%2C": ","})
    return Command(level, properties, _unescaped(line[end + 2 :], {}))


def _unescaped(text: str, more: dict[str, str]) -> str:
    for code, char in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(code, char)
    return text
