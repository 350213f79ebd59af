"""Readers of commands in a log, by the rules of GitHub's runner, of Azure's agent and of TeamCity."""

from __future__ import annotations

import re
from typing import NamedTuple


class Command(NamedTuple):
    """What the runner makes of one line of output."""

    level: str
    properties: dict[str, str]
    message: str


def parse(line: str) -> Command | None:
    """GitHub's `ActionCommand.TryParseV2`: a command begins the line, its header ends at the next `::`."""
    line = line.lstrip()
    if not line.startswith("::"):
        return None
    end = line.find("::", 2)
    if end < 0:
        return None
    level, _, reported = line[2:end].partition(" ")
    properties = {}
    for item in reported.strip().split(","):
        name, sign, value = item.partition("=")
        if sign and name and value:
            properties[name] = _unescaped(value, {"%3A": ":", "%2C": ","})
    return Command(level, properties, _unescaped(line[end + 2 :], {}))


def parse_azure(line: str) -> Command | None:
    """Azure's `Command.TryParse`: `##vso[` anywhere in the line, properties to the first `]`."""
    start = line.find("##vso[")
    if start < 0:
        return None
    end = line.index("]", start)
    area, _, listed = line[start + len("##vso[") : end].partition(" ")
    pairs = (item.split("=", 1) for item in listed.split(";") if item)
    return Command(area, {name: _agents(value) for name, value in pairs}, _agents(line[end + 1 :]))


def _agents(text: str) -> str:
    for code, char in {"%3B": ";", "%0D": "\r", "%0A": "\n", "%5D": "]", "%AZP25": "%"}.items():
        text = text.replace(code, char)
    return text


def commands(line: str) -> list[str]:
    """Everything on a line that some runner may take for a command; more than they do, where that is simpler.

    `##[` is GitHub's `ActionCommand.TryParse` and Azure's format of log lines, `##vso[` is Azure's
    `Command.TryParse`, `##teamcity[` TeamCity's service message; all of them anywhere in the line.
    """
    found = re.findall(r"##\w*\[", line)
    return [*found, "::"] if line.lstrip().startswith("::") else found


def _unescaped(text: str, more: dict[str, str]) -> str:
    for code, char in {"%0D": "\r", "%0A": "\n", **more, "%25": "%"}.items():
        text = text.replace(code, char)
    return text
