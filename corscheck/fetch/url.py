"""Absolute http(s) URLs as the WHATWG URL standard parses them, and references resolved against them."""

from __future__ import annotations

import re
from functools import lru_cache

from corscheck.records import NamedTuple

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443, "ftp": 21}
"""URL: special scheme. `file`, the sixth, has no port."""

# Fetch: port blocking.
BLOCKED_PORTS = frozenset((
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))  # fmt: skip

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_DOT_SEGMENT = re.compile(r"/(\.\.?)(?![^/])")  # URL: single-dot, double-dot URL path segment
_EDGES = "".join(map(chr, range(0x21)))  # URL: C0 control or space
_INSIDE = str.maketrans("", "", "\t\n\r")  # URL: ASCII tab or newline, removed everywhere


class Parsed(NamedTuple):
    """A URL record of any scheme, as far as it is needed; `port` is empty for the scheme's default."""

    href: str  # without fragment
    scheme: str
    host: str
    port: str
    origin: str
    credentials: bool


class Url(NamedTuple):
    """An absolute http(s) URL, serialised without its fragment."""

    href: str
    scheme: str
    host: str  # IPv6 in brackets
    port: int  # effective
    origin: str
    credentials: bool  # whether a user name or password is written in it


def clean(text: str) -> str:
    """The text as the URL parser first trims it, lone surrogates replaced (Web IDL: USVString)."""
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.strip(_EDGES).translate(_INSIDE)


def scheme_of(text: str) -> str | None:
    """The scheme a cleaned text starts with, in lower case."""
    match = _SCHEME.match(text)
    return match[1].lower() if match else None


def parse(text: str) -> Parsed | None:
    """Parse an absolute URL of any scheme (URL: basic URL parser); None for failure."""
    import can_ada  # noqa: PLC0415 - a compiled module, loaded when the first URL is met

    text = clean(text)
    try:
        url = can_ada.parse(text)
    except ValueError:
        return None
    if "#" in text:
        url.hash = ""
    protocol, path = url.protocol, url.pathname
    if protocol in ("http:", "https:") and ("/." in path or "^" in path):  # others are not changed by this
        url.pathname = _plainer(path)
    credentials = "@" in text and bool(url.username or url.password)
    href = url.href
    href = text if href == text else href  # one text for both: a run has very many
    return Parsed(href, protocol[:-1], url.hostname, url.port, url.origin, credentials)


def _plainer(path: str) -> str:
    """An equivalent path that can_ada 3.0 parses as the standard says.

    It overlooks dot segments after a segment that begins with a dot, unless they are percent-encoded, and
    does not percent-encode `^`.
    """
    return _DOT_SEGMENT.sub(lambda dots: f"/{'%2e' * len(dots[1])}", path).replace("^", "%5E")


@lru_cache(maxsize=256)  # the URL that was judged is sent to next
def parse_url(text: str, base: str | None = None) -> Url | None:
    """Parse a URL, relative to `base` if given; None if it is not a URL, or neither http nor https."""
    url = parse(text if base is None else resolve(text, base))
    if url is None or url.scheme not in ("http", "https"):
        return None
    port = int(url.port) if url.port else DEFAULT_PORTS[url.scheme]
    return Url(url.href, url.scheme, url.host, port, url.origin, url.credentials)


def resolve(text: str, base: str) -> str:
    """The absolute URL, not yet parsed, that `text` refers to on `base`, a serialised http(s) URL.

    URL: scheme state to relative slash state. The parser then removes dot segments and escapes.
    """
    text = clean(text)
    scheme, _, rest = base.partition("://")
    named = scheme_of(text)
    if named is not None:
        if named != scheme:
            return text
        text = text[len(named) + 1 :]  # `http:x` on an http base means `x`
    if re.match(r"[/\\]{2}", text):
        return f"{scheme}:{text}"
    path_start = rest.find("/")
    authority, path = rest[:path_start], rest[path_start:]
    path, question, query = path.partition("?")
    if text[:1] in ("/", "\\"):
        return f"{scheme}://{authority}{text}"
    if text[:1] == "?":
        return f"{scheme}://{authority}{path}{text}"
    if text[:1] in ("", "#"):
        return f"{scheme}://{authority}{path}{question}{query}{text}"
    return f"{scheme}://{authority}{path[: path.rfind('/') + 1]}{text}"
