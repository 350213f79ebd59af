"""Origins as browsers write them (HTML: origin; URL: origin; Fetch: `Origin` header)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.fetch.url import DEFAULT_PORTS, clean, parse, scheme_of
from corscheck.records import NamedTuple
from corscheck.text import quoted

if TYPE_CHECKING:
    from corscheck.fetch.url import Parsed

APP_SCHEMES = frozenset(
    ("app", "capacitor", "chrome-extension", "ionic", "moz-extension", "safari-web-extension", "tauri")
)
"""Schemes of shells and extensions, which send `scheme://host` although URL calls their origin opaque."""

_OPAQUE = frozenset(("about", "blob", "data", "file", "javascript"))
_PARTS = re.compile(r":([/\\]*)([^/\\?#]*)([^?#]*)([^#]*)(.*)", re.DOTALL)


class Difference(NamedTuple):
    """One thing in which what was typed is not what a browser sends.

    `kind` is one of `blanks`, `slashes`, `letter-case`, `userinfo`, `idn`, `ip`, `host`,
    `default-port`, `port`, `slash`, `path`, `query`, `fragment`, `opaque`.
    """

    kind: str
    message: str


class Origin(NamedTuple):
    """An origin: what was typed and the one form in which a browser sends it (`null` when opaque)."""

    typed: str
    serialised: str
    scheme: str = ""
    host: str = ""  # IPv6 in brackets; empty for opaque origins
    port: int | None = None  # effective: the default port too; None where the scheme has none
    differences: tuple[Difference, ...] = ()

    @property
    def opaque(self) -> bool:
        """Whether browsers send `null` for it."""
        return self.serialised == "null"


class NotAnOrigin(NamedTuple):
    """Text that is not an origin, the reason, and the origin that was probably meant."""

    typed: str
    reason: str
    suggestion: str | None = None


@lru_cache(maxsize=256)  # thousands of requests come from a few origins
def parse_origin(text: str) -> Origin | NotAnOrigin:
    """Read what a user typed as an origin and write it as a browser does; raises nothing."""
    trimmed = clean(text)
    if trimmed == "null":
        return Origin(text, "null", differences=_blanks(text, trimmed))
    refusal = _not_one_origin(text, trimmed)
    if refusal is not None:
        return refusal
    url = parse(trimmed)
    if url is None:
        return NotAnOrigin(text, "no URL parser accepts it: its host or port is not valid")
    if url.scheme == "blob":
        url = parse(trimmed.partition(":")[2]) or url  # URL: the origin of a blob is its creator's
    if url.scheme in DEFAULT_PORTS:
        port = int(url.port) if url.port else DEFAULT_PORTS[url.scheme]
        differences = _blanks(text, trimmed) + _differences(trimmed, url)
        return Origin(text, url.origin, url.scheme, url.host, port, differences)
    if url.scheme in APP_SCHEMES and url.host:
        colon = ":" if url.port else ""
        serialised = f"{url.scheme}://{url.host}{colon}{url.port}"
        number = int(url.port) if url.port else None
        differences = _blanks(text, trimmed) + _differences(trimmed, url)
        return Origin(text, serialised, url.scheme, url.host, number, differences)
    opaque = Difference("opaque", f"the origin of a `{url.scheme}:` page is opaque; browsers send `null`")
    return Origin(text, "null", url.scheme, differences=(opaque,))


def _not_one_origin(text: str, trimmed: str) -> NotAnOrigin | None:
    """The reasons that need no URL parser; None where the text may be an origin."""
    if not trimmed:
        return NotAnOrigin(text, "it is empty")
    if trimmed == "*":
        return NotAnOrigin(text, "`*` is what a server may answer, never an origin")
    if trimmed.lower() == "null":
        return NotAnOrigin(text, "browsers write the opaque origin in lower case", "null")
    if trimmed.count("://") > 1:
        return NotAnOrigin(text, "these are several origins; a page has one")
    scheme = scheme_of(trimmed)
    if scheme is not None and ("://" in trimmed or scheme in DEFAULT_PORTS or scheme in _OPAQUE):
        return None
    meant = parse(f"https://{trimmed}")
    suggestion = meant.origin if meant is not None else None
    return NotAnOrigin(text, "it has no scheme such as `https://`", suggestion)


def _blanks(text: str, trimmed: str) -> tuple[Difference, ...]:
    if text == trimmed:
        return ()
    return (
        Difference("blanks", f"blanks or control characters around or inside {quoted(text)} are dropped"),
    )


def _differences(typed: str, url: Parsed) -> tuple[Difference, ...]:
    """What differs between a cleaned text and the origin it was parsed to, part by part."""
    if typed.lower().startswith("blob:"):
        return (Difference("path", "the origin of a blob is its creator's"),)
    [(slashes, authority, path, query, fragment)] = _PARTS.findall(typed)
    found = []
    if slashes != "//":
        found.append(Difference("slashes", "the scheme is followed by `//`, nothing else"))
    if (scheme_typed := typed[: len(url.scheme)]) != url.scheme:
        found.append(Difference("letter-case", f"the scheme `{scheme_typed}` is written in lower case"))
    found += _authority(authority, url)
    if path in ("/", "\\"):
        found.append(Difference("slash", "an origin has no slash at its end"))
    elif path:
        found.append(Difference("path", f"the path {quoted(path)} is not part of an origin"))
    if query:
        found.append(Difference("query", f"the query {quoted(query)} is not part of an origin"))
    if fragment:
        found.append(Difference("fragment", f"the fragment {quoted(fragment)} is not part of an origin"))
    return tuple(found)


def _authority(authority: str, url: Parsed) -> list[Difference]:
    _, at, place = authority.rpartition("@")
    bracket = place.rfind("]") + 1  # the colons of an IPv6 address do not begin a port
    host, colon, port = place[bracket:].partition(":")
    host = place[:bracket] + host
    found = []
    if at:
        found.append(Difference("userinfo", "user name and password are not part of an origin"))
    if host != url.host:
        found.append(_host(host, url.host))
    if colon and not port:
        found.append(Difference("port", "a colon without a port is left out"))
    elif port and not url.port:
        default = f"`:{port}` is the default port of {url.scheme}; browsers leave it out"
        found.append(Difference("default-port", default))
    elif port != url.port:
        found.append(Difference("port", f"the port `:{port}` is written `:{url.port}`"))
    return found


def _host(typed: str, host: str) -> Difference:
    if not typed.isascii():
        return Difference("idn", f"the host {quoted(typed)} is sent in punycode: `{host}`")
    if typed.lower() == host:
        return Difference("letter-case", f"the host `{typed}` is written in lower case: `{host}`")
    if host.startswith("[") or host.rpartition(".")[2].isdigit():
        return Difference("ip", f"the address `{typed}` is written `{host}`")
    return Difference("host", f"the host {quoted(typed)} is written {quoted(host)}")
