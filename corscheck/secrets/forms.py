"""Secrets in text of any kind, found by their form or by the name before them.

Values with the form of a placeholder, such as `@PORT@` or `${PASSWORD}`, are shown. Every pattern takes
time linear in the text.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from corscheck.secrets.names import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "***"

_SHORT = 1000  # characters of texts that are cached

_SUSPICIOUS = (
    *("@", "key", "bearer", "basic", "cookie", "token", "secret", "pass", "pwd", "jwt", "credential"),
    *("authorization", "session", "sig"),
)
"""A quick test: few texts contain this, and only in these can a pattern below match."""

_IN_A_LIST = "authorization,"
"""What the titles of most checks contain; no pattern matches a name that a comma follows."""

_PLACEHOLDER = (
    r"(?:@{1,2}[\w.-]+@{1,2}|\$\{[^{}]*\}|\$\(\w+\)|\$\w+|\{\{[^{}]*\}\}|\{%[^{}]*%\}"
    r"|%\(\w+\)s|%%?\w+%%?|<[\w .-]+>|\*\*\*|__[A-Z][A-Z0-9_]*__|#\{[^{}]*\}#?|<%[^%]*%>"
    r"|\[\[[^\[\]]*\]\]|\(\([\w./-]+\)\)|![A-Z][A-Z0-9_]*!)"
)

_USER_IN_URL = (
    r"\b[a-z][a-z0-9+.-]{0,20}://(?P<secret>[^\s/?#\"'`<>]{1,500}"
    # The password may have a `/` in it; a port is not a password.
    r"|[^\s/?#:@\"'`<>]{0,200}:(?!\d{1,5}(?:[/?#\s]|\Z))(?:(?!://)[^\s\"'`<>]){0,500})@(?=[^\s@,;])"
)
_USER_BEFORE_HOST = (
    r"(?<![\w.@+/:-])(?!mailto:)(?P<secret>[\w.+-]{1,200}:(?!//)[^\s/@:,\"'`]{1,200})@(?=[\w\[*])"
)
_PRIVATE_KEY = r"-----BEGIN [a-z0-9 ]{0,40}PRIVATE KEY-----(?P<secret>.*?)(?=-----END|\Z)"
_COOKIE = r"(?<![\w-])(?:set-)?cookie2?: *(?P<secret>[^\s=`\"';]{1,200}=[^\r\n`\"']*)"
_SCHEME = r"(?:bearer|basic|digest|negotiate|token|apikey)"
_AUTHORIZATION = (
    r"(?<![\w-])(?:proxy-)?authorization: *"
    rf"(?P<secret>(?:{_SCHEME} +[^\s`\"']|[\w.~+/-]{{0,200}}\d)[^\r\n`\"']*)"
)
_CREDENTIALS = r"\b(?:bearer|basic|apikey) +(?P<secret>(?=[^\s`\"']{0,200}[0-9=])[\w.~+/-]{8,}=*)"
_PATTERNS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("@",), _USER_IN_URL),
    (("@",), _USER_BEFORE_HOST),
    (("private key",), _PRIVATE_KEY),
    (("cookie",), _COOKIE),
    (("authorization:",), _AUTHORIZATION),
    (("bearer", "basic", "apikey"), _CREDENTIALS),
)
"""Each with texts of which every match contains one: searching for them is much faster."""

_NAMED: tuple[tuple[str, str], ...] = (
    (
        ":",
        r"(?<![\w\[/.-])(?!(?:proxy-)?authorization:)(?P<name>[a-z][\w-]{0,100}): ?(?P<secret>[^\s`\"',;]+)",
    ),
    ("=", r"(?<![\w-])(?P<name>[a-z][\w.-]{0,100})=(?P<secret>[^\s&'\"`;,#]+)"),
    ('"', r"\"(?P<name>[\w.-]{1,100})\" ?: ?\"(?P<secret>[^\"\r\n]+)\""),
    ("--", r"(?<![\w-])--(?P<name>[a-z][\w-]{0,100}) +(?P<secret>[^\s-][^\s]*)"),
)
"""A name, a sign (the first text) and a value, for names that say secret: in a header, a query, JSON."""

_SIGNATURES = frozenset({"sig", "signature", "x-amz-signature", "x-amz-credential", "x-goog-signature"})

_MODE = "credentials"
"""Fetch's word for whether cookies are sent, and an option of corscheck; secret only as an option's name."""

_SECTION = r"(?<![^\r\n])[ \t]*\[(?P<name>[^\]\r\n]*)\]"
_OPTION = (
    r"(?<![^\r\n])(?P<indent>[ \t]*)[\"']?(?P<name>[A-Za-z][\w .-]{0,100}?)[\"']?[ \t]*[=:][ \t]*"
    r"(?P<secret>[^\r\n]*)"
)


def mask_forms(text: str) -> str:
    """The text with everything masked that looks like a secret or follows a name that says so."""
    if not _has_any(text.casefold().replace(_IN_A_LIST, ""), _SUSPICIOUS):
        return text
    return _mask_short(text) if len(text) <= _SHORT else _without(text, _merged(_forms(text)))


@lru_cache(maxsize=4096)
def _mask_short(text: str) -> str:
    """As `mask_forms`, cached: thousands of verdicts and checks share most of their texts."""
    return _without(text, _merged(_forms(text)))


def mask_file(text: str) -> str:
    """The text of a configuration file without its `secret_spans`."""
    return _without(text, secret_spans(text))


def secret_spans(text: str) -> list[tuple[int, int]]:
    """The places of secrets in the text of a configuration file, in order, none within another.

    In addition to what `mask_forms` finds, these are the values of options whose names say secret, and those
    of `[passwords]`, with their further lines.
    """
    if not _has_any(text.casefold(), _SUSPICIOUS):
        return []
    return _merged([*_forms(text), *_option_values(text)])


def is_placeholder(text: str) -> bool:
    """Whether a value is a placeholder for another one."""
    return re.fullmatch(_PLACEHOLDER, text.strip()) is not None


def _without(text: str, spans: list[tuple[int, int]]) -> str:
    parts, end = [], 0
    for start, stop in spans:
        parts += [text[end:start], MASK]
        end = stop
    return "".join([*parts, text[end:]]) if parts else text


def _forms(text: str) -> Iterator[tuple[int, int]]:
    folded = text.casefold()
    patterns, named = _compiled()
    for needed, pattern in patterns:
        for match in pattern.finditer(text) if _has_any(folded, needed) else ():
            if not _is_put_in_later(match["secret"]):
                yield match.span("secret")
    for sign, pattern in named:
        for match in pattern.finditer(text) if sign in text else ():
            name = match["name"].lower()
            says = name in _SIGNATURES or (name != _MODE and is_secret_name(match["name"]))
            if says and not is_placeholder(match["secret"]):
                yield match.span("secret")


@cache
def _compiled() -> tuple[list[tuple[tuple[str, ...], re.Pattern[str]]], list[tuple[str, re.Pattern[str]]]]:
    """The patterns, made on first use: only reports need them."""
    patterns = [(needed, re.compile(text, re.IGNORECASE | re.DOTALL)) for needed, text in _PATTERNS]
    return patterns, [(sign, re.compile(text, re.IGNORECASE)) for sign, text in _NAMED]


def _has_any(folded: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110  # `any` takes three times as long, and every text of a report comes here
        if word in folded:
            return True
    return False


def _is_put_in_later(secret: str) -> bool:
    """Whether it consists of placeholders, but for a user's name or the beginning of a host's.

    The `@` after it may belong to one, as in `https://@HOST@/`.
    """
    several = rf"(?:{_PLACEHOLDER}[:;]?)"
    form = rf"(?:[\w.-]*[:.-])?(?:{several}+@?|{several}*@{{1,2}}[\w.-]*)"
    return re.fullmatch(form, secret) is not None


def _option_values(text: str) -> Iterator[tuple[int, int]]:
    headers = re.finditer(_SECTION, text)
    header, section = next(headers, None), ""
    for match in re.finditer(_OPTION, text):
        while header and header.start() <= match.start():
            section = header["name"].strip().lower()
            header = next(headers, None)
        if not is_secret_name(match["name"]) and section.partition(":")[0] != "passwords":
            continue
        start, end = match.span("secret")
        # Lines that are indented further belong to the value.
        more = re.compile(rf"(?:\r\n|\r|\n)(?:{match['indent']}[ \t][^\r\n]*|[ \t]*(?=[\r\n]))")
        while further := more.match(text, end):
            end = further.end()
        value = text[start:end].rstrip()
        if value and not is_placeholder(value):
            yield start, start + len(value)


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        elif start < end:
            merged.append((start, end))
    return merged
