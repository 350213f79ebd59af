"""`Invoke-WebRequest` commands, as "Copy as PowerShell" makes them or as people type them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.paste.captured import Captured, NotCaptured
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers
    from corscheck.fetch.request import Body

_COMMAND = re.compile(
    r"(?im)(?:^|[;|=(])\s*(?:PS\b[^>\n]*>\s*)?(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm)(?=\s)"
)
_TOKEN = re.compile(
    r"""(?P<skip>`\r?\n|[ \t\r,]+|\#[^\n]*)
    | (?P<end>[\n;|)}])
    | "(?P<double>(?:[^"`]|`.|"")*)"
    | '(?P<single>(?:[^']|'')*)'
    | (?P<table>@\{)
    | (?P<group>\$?\()
    | (?P<name>-[A-Za-z]+):?
    | (?P<word>[^\s"'`;|(){},]+)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"""`u\{([0-9a-fA-F]{1,6})\}|`(.)|""|\$\(\[char\]\s*(?:0x([0-9a-fA-F]{1,6})|(\d{1,7}))\)""", re.DOTALL
)
_ONE = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "e": "\x1b"}
_VALUED = (
    "uri", "method", "custommethod", "headers", "body", "contenttype", "useragent", "infile", "form",
    "websession", "sessionvariable", "proxy", "timeoutsec", "outfile", "authentication", "token",
)  # fmt: skip
_PSEUDO = {"authority", "method", "path", "scheme"}
"""Pseudo-headers of HTTP/2, which Chromium copies without their colon."""


class _Token(NamedTuple):
    kind: str
    text: str


def is_powershell(text: str) -> bool:
    """Whether the text has `Invoke-WebRequest` or one of its aliases in it."""
    return _COMMAND.search(text) is not None


def parse_powershell(text: str) -> Captured:
    """The request that the command would send. Raises `NotCaptured` with what is wrong with it."""
    commands = list(_COMMAND.finditer(text))
    if len(commands) > 1:
        raise NotCaptured("these are several PowerShell commands; ask about one at a time")
    options, headers = _options(_tokens(text, commands[0].end()))
    url = options.get("uri", "")
    if not url:
        raise NotCaptured("the PowerShell command has no URL")
    if "contenttype" in options:
        headers = (*headers, ("Content-Type", options["contenttype"]))
    if options.get("authentication", "").lower() in ("bearer", "oauth", "basic"):
        headers = (*headers, ("Authorization", "Bearer *"))
    sent: Body | None = "bytes" if options.keys() & {"body", "infile"} else None
    body: Body | None = "multipart" if "form" in options else sent
    method = options.get("custommethod") or options.get("method", "GET").upper()
    cookies = "new-object system.net.cookie" in text.lower()
    return Captured(url if "://" in url else f"http://{url}", method, headers, body, cookies=cookies)


def _tokens(text: str, start: int) -> Iterator[_Token]:
    """The parts of the command, to the end of the text."""
    while start < len(text):
        match = _TOKEN.match(text, start)
        if match is None:
            raise NotCaptured("a quotation mark in the PowerShell command is not closed")
        start, kind = match.end(), match.lastgroup or ""
        if kind in ("double", "single"):
            piece = match[kind]
            yield _Token(
                "text", _ESCAPE.sub(_unescaped, piece) if kind == "double" else piece.replace("''", "'")
            )
        elif kind != "skip":
            yield _Token(kind, match[kind])


def _options(tokens: Iterator[_Token]) -> tuple[dict[str, str], Headers]:
    """The parameters with their values, and the headers."""
    found: dict[str, str] = {}
    headers: Headers = ()
    name = ""
    for token in tokens:
        if token.kind == "end":
            break
        if token.kind == "name":
            name = _full(token.text[1:].lower())
            found.setdefault(name, "")
        elif token.kind == "table":
            table = _table(tokens)
            headers, name = (table if name == "headers" else headers), ""
        else:
            value = _first_text(tokens) if token.kind == "group" else token.text
            if name in _VALUED:
                found[name] = value
            elif "uri" not in found:
                found["uri"] = value
            name = ""
    return found, headers


def _full(name: str) -> str:
    """The parameter of that name, which may be abbreviated."""
    fitting = [known for known in _VALUED if known.startswith(name)]
    return fitting[0] if len(fitting) == 1 else name


def _table(tokens: Iterator[_Token]) -> Headers:
    """The lines of a hash table: `"name" = "value"`, separated by line ends or semicolons."""
    found: list[tuple[str, str]] = []
    parts: list[str] = []
    for token in tokens:
        if token.kind == "end":
            if len(parts) >= 2:
                found.append((parts[0], parts[1]))
            parts = []
            if token.text == "}":
                break
        elif token.kind == "group":
            parts.append(_first_text(tokens))
        elif token.kind == "text":
            parts.append(token.text)
        else:
            parts += filter(None, token.text.split("=", 1))
    names = {name.lower() for name, _ in found}
    pseudo = _PSEUDO if names >= _PSEUDO else set()
    return tuple(line for line in found if line[0].lower() not in pseudo)


def _first_text(tokens: Iterator[_Token]) -> str:
    """The first text in parentheses, such as that of `([System.Text.Encoding]::UTF8.GetBytes("..."))`."""
    found, depth = "", 1
    for token in tokens:
        depth += (token.kind == "group") - (token.text == ")" and token.kind == "end")
        if depth == 0:
            break
        if token.kind == "text" and not found:
            found = token.text
    return found


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[3]
    if digits or match[4]:
        code = int(digits, 16) if digits else int(match[4])
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ONE.get(match[2], match[2]) if match[2] else '"'
