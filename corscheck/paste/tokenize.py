"""Command lines split into words, by the rules of POSIX shells (with `$'...'`) and of cmd."""

from __future__ import annotations

import re

from corscheck.paste.captured import NotCaptured

_POSIX = re.compile(
    r"""(?P<skip>\\\r?\n)            # a line that goes on
    | (?P<blank>\s+)
    | '(?P<single>[^']*)'
    | \$'(?P<ansi>(?:[^'\\]|\\.)*)'
    | "(?P<double>(?:[^"\\]|\\.)*)"
    | \\(?P<escaped>.)
    | (?P<plain>[^\s'"\\$]+|\$)""",
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE = re.compile(r'\\(?:\r?\n|(["\\$`]))')
_ANSI = re.compile(
    r"\\(?:x(?P<hex>[0-9a-fA-F]{1,2})|u(?P<u>[0-9a-fA-F]{1,4})|U(?P<U>[0-9a-fA-F]{1,8})"
    r"|(?P<oct>[0-7]{1,3})|(?P<one>.))",
    re.DOTALL,
)
_ONE = {"n": "\n", "r": "\r", "t": "\t", "a": "\a", "b": "\b", "e": "\x1b", "f": "\f", "v": "\v"}
_CARET = re.compile(r"\^(\r?\n){2}|\^\r?\n|\^(.)", re.DOTALL)
_CMD = re.compile(r'(?P<blank>\s+)|"(?P<quoted>(?:[^"\\]|\\.|"")*)"|(?P<plain>(?:[^\s"\\]|\\.)+)', re.DOTALL)


def posix_words(text: str) -> list[str]:
    """Words as a POSIX shell reads them. Nothing is expanded."""
    return _words(text, _POSIX)


def cmd_words(text: str) -> list[str]:
    """Words as cmd and then a program's argument parser read them."""

    def uncaret(match: re.Match[str]) -> str:
        if match[0].count("\n") == 2:
            return "\n"  # how Chromium writes a line end inside quotes
        return match[2] or " "

    return _words(_CARET.sub(uncaret, text), _CMD)


def _words(text: str, grammar: re.Pattern[str]) -> list[str]:
    words: list[str] = []
    begun = False
    position, text = 0, text.strip()
    while position < len(text):
        match = grammar.match(text, position)
        if match is None:
            raise NotCaptured("a quotation mark in the command line is not closed")
        position = match.end()
        kind = match.lastgroup or ""
        if kind == "blank":
            begun = False
        elif kind != "skip":
            piece = _piece(kind, match[kind])
            if begun:
                words[-1] += piece
            else:
                words.append(piece)
            begun = True
    return words


def _piece(kind: str, text: str) -> str:
    if kind == "double":
        return _IN_DOUBLE.sub(lambda match: match[1] or "", text)
    if kind == "ansi":
        return _ANSI.sub(_unescaped, text)
    if kind == "quoted":
        # Firefox puts a backslash before what PowerShell would expand.
        return re.sub(r'\\(["\\$`])|""', lambda match: match[1] or '"', text)
    return text


def _unescaped(match: re.Match[str]) -> str:
    digits = match["hex"] or match["u"] or match["U"]
    if digits or match["oct"]:
        code = int(digits, 16) if digits else int(match["oct"], 8)
        return chr(code) if code <= 0x10FFFF else "\ufffd"
    return _ONE.get(match["one"], match["one"])
