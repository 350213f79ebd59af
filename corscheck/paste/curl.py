"""Command lines that "Copy as cURL" copies: for POSIX shells (all browsers) and for cmd (Chromium)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.exchange import has_header
from corscheck.paste.captured import Captured, NotCaptured
from corscheck.paste.curl_options import SHORT, SWITCHES, VALUED, full_name
from corscheck.paste.tokenize import cmd_words, posix_words
from corscheck.text import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.fetch.request import Body

_DATA = frozenset({"data", "data-raw", "data-ascii", "data-binary", "data-urlencode", "json"})

_OURS = {
    "cacert": "--cacert",
    "cert": "--cert",
    "connect-to": "--resolve",
    "insecure": "--insecure",
    "key": "--key",
    "preproxy": "--proxy",
    "proxy": "--proxy",
    "resolve": "--resolve",
    "socks4": "--proxy",
    "socks4a": "--proxy",
    "socks5": "--proxy",
    "socks5-hostname": "--proxy",
    "unix-socket": "--unix-socket",
}
"""Options about the connection → the option of `corscheck why` with the same meaning."""


_START = re.compile(r"\s*(?:[$%>#]\s+)?curl(?:\.exe)?\s")
_OPERATORS = frozenset({";", "&", "&&", "|", "||", ">", "2>"})
_ESCAPED = re.compile(r"\\([\[\]{}])")
"""How browsers keep curl from expanding a URL."""


def is_curl(text: str) -> bool:
    """Whether the text is a curl command line, with or without a prompt before it."""
    return _START.match(text) is not None


def parse_curl(text: str) -> Captured:
    """The request that the command line would send. Raises `NotCaptured` with what is wrong with it."""
    # Only cmd continues lines with a caret and has ^" for a quote; what is copied for shells begins with '.
    quote = re.search("[\"']", text)
    cmd = (quote is None or quote[0] == '"') and re.search(r'\^\s*\n|\^"', text) is not None
    start = _START.match(text)
    words = (cmd_words if cmd else posix_words)(text[start.end() :] if start else text)
    options, urls, unknown = _options(_command(words))
    if not urls:
        raise NotCaptured("the curl command has no URL")
    if len(urls) > 1:
        hint = f" ({listed(unknown)} is not an option that is known here)" if unknown else ""
        raise NotCaptured(f"the curl command has {len(urls)} URLs; ask about one at a time{hint}")
    given = {name for name, _ in options}
    headers = [*filter(None, (_header(value) for name, value in options if name == "header"))]
    headers += _of_other_options(options)
    body = _body(given)
    if body == "form" and has_header(headers, "content-type"):
        body = "bytes"
    return Captured(
        url=_url(urls[0], options),
        method=_method(options, given, body),
        headers=tuple(headers),
        body=body,
        cookies="cookie" in given,
        notes=tuple(_notes(options)),
    )


def _url(text: str, options: list[tuple[str, str]]) -> str:
    """The URL as curl asks for it, with what `--url-query` adds."""
    url = _ESCAPED.sub(r"\1", text if "://" in text else f"http://{text}")
    for query in [value.removeprefix("+") for name, value in options if name == "url-query"]:
        url, sign, fragment = url.partition("#")
        url += ("&" if "?" in url else "?") + query + sign + fragment
    return url


def _command(words: list[str]) -> list[str]:
    """The words of one command: up to the shell's next operator."""
    end = next((place for place, word in enumerate(words) if word in _OPERATORS), len(words))
    if any(is_curl(f"{word} ") for word in words[end:]):
        raise NotCaptured("these are several curl commands; ask about one at a time")
    return words[:end]


def _options(words: list[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Long names with values, URLs, and options that are not known."""
    options: list[tuple[str, str]] = []
    urls: list[str] = []
    unknown: list[str] = []
    rest = iter(words)
    for word in rest:
        if word == "--":
            urls += rest
        elif not word.startswith("-") or word == "-":
            urls.append(word)
        else:
            for name, value in _named(word):
                if name in VALUED and value is None:
                    value = next(rest, None)  # noqa: PLW2901 - it is what completes the option
                    if value is None:
                        raise NotCaptured(f"the curl command ends after {word}, which needs a value")
                if name == "next":
                    raise NotCaptured(
                        "the curl command makes several requests (--next); ask about one at a time"
                    )
                if name == "url":
                    urls.append(value or "")
                elif name in VALUED or name in SWITCHES:
                    options.append((name, value or ""))
                else:
                    unknown.append(word)
    return options, urls, unknown


def _named(word: str) -> list[tuple[str, str | None]]:
    """`--name`, `--name=value`, or letters of which the last may have its value attached (`-sXPUT`)."""
    if word.startswith("--"):
        name, sign, value = word[2:].partition("=")
        return [(full_name(name) or name, value if sign else None)]
    found: list[tuple[str, str | None]] = []
    for position, letter in enumerate(word[1:], 2):
        name = SHORT.get(letter, letter)
        if name in VALUED:
            return [*found, (name, word[position:] or None)]
        found.append((name, None))
    return found


def _header(text: str) -> tuple[str, str] | None:
    """`Name: value`; `Name;` is an empty value, and `Name:` removes a header that curl adds."""
    name, colon, value = text.partition(":")
    if colon:
        return (name.strip(), value.strip()) if value.strip() else None
    return None if text.startswith("@") else (text.strip().rstrip(";"), "")


def _of_other_options(options: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The headers that curl makes of options."""
    for name, value in options:
        if name == "referer":
            yield "Referer", value.removesuffix(";auto")
        elif name == "range":
            yield "Range", f"bytes={value}"
        elif name in ("user", "aws-sigv4"):
            yield "Authorization", "Basic *" if name == "user" else "AWS4-HMAC-SHA256 *"
        elif name == "oauth2-bearer":
            yield "Authorization", f"Bearer {value}"


def _notes(options: list[tuple[str, str]]) -> Iterator[str]:
    """Notes on parts of the command that are not used."""
    for name, ours in _OURS.items():
        if any(name == given for given, _ in options):
            yield f"--{name} of the curl command is left out; `corscheck why` has {ours} for it."
    for name, value in options:
        if name == "header" and value.startswith("@"):
            yield f"The headers in {value[1:]} are left out: name them one by one."
        elif name == "config":
            yield f"The options in {value} (--config) are left out: name them one by one."
        elif name == "request-target":
            yield "--request-target is left out: browsers ask for the path of the URL."


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
