"""Command lines that "Copy as cURL" copies: for POSIX shells (all browsers) and for cmd (Chromium)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.paste.captured import Captured, NotCaptured
from corscheck.paste.tokenize import cmd_words, posix_words

if TYPE_CHECKING:
    from corscheck.fetch.request import Body

_SHORT = {
    "X": "request", "H": "header", "d": "data", "F": "form", "b": "cookie", "u": "user", "A": "user-agent",
    "e": "referer", "I": "head", "G": "get", "o": "output", "m": "max-time", "x": "proxy", "E": "cert",
    "c": "cookie-jar", "w": "write-out", "D": "dump-header", "K": "config", "T": "upload-file", "r": "range",
}  # fmt: skip
"""Short options that take a value or mean something here; every other letter is a switch."""

_DATA = frozenset({"data", "data-raw", "data-ascii", "data-binary", "data-urlencode", "json"})
_WITH_VALUE = _DATA | {
    "request", "header", "form", "form-string", "cookie", "user", "user-agent", "referer", "output", "url",
    "max-time", "connect-timeout", "proxy", "cert", "key", "cacert", "resolve", "cookie-jar", "write-out",
    "dump-header", "config", "upload-file", "range", "connect-to", "unix-socket", "interface", "ciphers",
}  # fmt: skip


_START = re.compile(r"\s*(?:[$%>#]\s+)?curl(?:\.exe)?\s")
_OPERATORS = frozenset({";", "&", "&&", "|", "||", ">", "2>"})
_ESCAPED = re.compile(r"\\([\[\]{}])")
"""How browsers keep curl from expanding a URL."""


def is_curl(text: str) -> bool:
    """Whether the text is a curl command line, behind a prompt or not."""
    return _START.match(text) is not None


def parse_curl(text: str) -> Captured:
    """The request that the command line would send. Raises `NotCaptured` with what is wrong with it."""
    # Only cmd continues lines with a caret and has ^" for a quote; what is copied for shells begins with '.
    quote = re.search("[\"']", text)
    cmd = (quote is None or quote[0] == '"') and re.search(r'\^\s*\n|\^"', text) is not None
    start = _START.match(text)
    words = (cmd_words if cmd else posix_words)(text[start.end() :] if start else text)
    options, urls = _options(_command(words))
    if not urls:
        raise NotCaptured("the curl command has no URL")
    if len(urls) > 1:
        raise NotCaptured(f"the curl command has {len(urls)} URLs; ask about one at a time")
    headers = [_header(value) for name, value in options if name == "header"]
    headers += [("Referer", value) for name, value in options if name == "referer"]
    given = {name for name, _ in options}
    if "user" in given:
        headers.append(("Authorization", "Basic *"))
    body = _body(given)
    if body == "form" and any(name.lower() == "content-type" for name, _ in headers):
        body = "bytes"
    return Captured(
        url=_ESCAPED.sub(r"\1", urls[0] if "://" in urls[0] else f"http://{urls[0]}"),
        method=_method(options, given, body),
        headers=tuple(headers),
        body=body,
        cookies="cookie" in given,
    )


def _command(words: list[str]) -> list[str]:
    """The words of one command: up to the shell's next operator."""
    end = next((place for place, word in enumerate(words) if word in _OPERATORS), len(words))
    if any(is_curl(f"{word} ") for word in words[end:]):
        raise NotCaptured("these are several curl commands; ask about one at a time")
    return words[:end]


def _options(words: list[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Long names with values, and URLs."""
    options: list[tuple[str, str]] = []
    urls: list[str] = []
    rest = iter(words)
    for word in rest:
        if not word.startswith("-") or word == "-":
            urls.append(word)
            continue
        for name, value in _named(word):
            if name in _WITH_VALUE and value is None:
                value = next(rest, None)  # noqa: PLW2901 - it is what completes the option
                if value is None:
                    raise NotCaptured(f"the curl command ends behind {word}")
            if name == "url":
                urls.append(value or "")
            else:
                options.append((name, value or ""))
    return options, urls


def _named(word: str) -> list[tuple[str, str | None]]:
    """`--name`, or a bundle of short options whose last may have its value attached (`-sXPUT`)."""
    if word.startswith("--"):
        return [(word[2:], None)]
    found: list[tuple[str, str | None]] = []
    for position, letter in enumerate(word[1:], 2):
        name = _SHORT.get(letter, "")
        if name in _WITH_VALUE:
            return [*found, (name, word[position:] or None)]
        found.append((name, None))
    return found


def _header(text: str) -> tuple[str, str]:
    """`Name: value`; `Name;` is how curl writes an empty value."""
    name, colon, value = text.partition(":")
    return (name.strip(), value.strip()) if colon else (text.strip().rstrip(";"), "")


def _body(given: set[str]) -> Body | None:
    if given & {"form", "form-string"}:
        return "multipart"
    if "json" in given:
        return "json"
    if given & _DATA and "get" not in given:
        return "form"  # the type that curl gives to data
    return "bytes" if "upload-file" in given else None


def _method(options: list[tuple[str, str]], given: set[str], body: Body | None) -> str:
    methods = [value for name, value in options if name == "request"]
    if methods:
        return methods[-1]
    if "head" in given:
        return "HEAD"
    return "PUT" if "upload-file" in given else "POST" if body else "GET"
