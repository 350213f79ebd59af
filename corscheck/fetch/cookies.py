"""What browsers do with the `Set-Cookie` lines of an answer (RFC 6265bis, 5.6 and 5.7; Chromium 156).

Whether third parties may store cookies at all depends on the user's settings and is not judged here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.fetch.sites import is_ip_address, is_potentially_trustworthy, registrable_domain, same_site
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corscheck.fetch.origin import Origin
    from corscheck.fetch.url import Url

_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_MAX_PAIR, _MAX_ATTRIBUTE = 4096, 1024
# The longer ones first, each with the attributes that it requires.
_PREFIXES = {
    "__host-http-": ("Secure", "Path=/", "no Domain", "HttpOnly"),
    "__host-": ("Secure", "Path=/", "no Domain"),
    "__secure-": ("Secure",),
    "__http-": ("Secure", "HttpOnly"),
}


class Cookie(NamedTuple):
    """One `Set-Cookie` line: what to call it, and why it is not stored, a clause; None: it is stored."""

    name: str
    refusal: str | None


class _Parsed(NamedTuple):
    name: str
    value: str
    attributes: dict[str, str]  # by their names in lower case; of several the last

    @property
    def site(self) -> str:
        """`none`, `lax`, `strict`, or `default` for anything else."""
        value = self.attributes.get("samesite", "").lower()
        return value if value in ("none", "lax", "strict") else "default"


def judge_cookies(lines: Iterable[str], origin: Origin, url: Url) -> list[Cookie]:
    """What becomes of cookies that `url` sets for a page of `origin` whose request includes credentials."""
    close = is_same_site(origin, url)
    return [_judged(line, url, close=close) for line in lines]


def is_same_site(origin: Origin, url: Url) -> bool:
    """Whether cookies of the target are those of the page's own site (HTML: same site, with the scheme)."""
    return origin.scheme == url.scheme and same_site(origin.host, url.host)


@lru_cache(maxsize=256)
def _judged(line: str, url: Url, *, close: bool) -> Cookie:
    if _CONTROLS.search(line):
        return Cookie(line.partition("=")[0].strip(), "it has control characters")
    cookie = _parse(line)
    refusal = _bad_pair(cookie) or _bad_domain(cookie, url) or _bad_prefix(cookie) or _insecure(cookie, url)
    if refusal is None and not close and cookie.site != "none":
        mode = f"`SameSite={cookie.site.title()}`" if cookie.site != "default" else "no `SameSite`"
        refusal = f"it comes from another site and has {mode}: that takes `SameSite=None; Secure`"
    return Cookie(cookie.name or cookie.value, refusal)


def _parse(line: str) -> _Parsed:
    pair, *rest = line.split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", name
    attributes: dict[str, str] = {}
    for text in rest:
        key, _, content = text.partition("=")
        content = content.strip(" \t")
        if len(content) <= _MAX_ATTRIBUTE:
            attributes[key.strip(" \t").lower()] = content
    return _Parsed(name.strip(" \t"), value.strip(" \t"), attributes)


def _bad_pair(cookie: _Parsed) -> str | None:
    if not cookie.name and not cookie.value:
        return "it has neither a name nor a value"
    if len(cookie.name) + len(cookie.value) > _MAX_PAIR:
        return f"name and value have more than {_MAX_PAIR} bytes together"
    return None


def _bad_domain(cookie: _Parsed, url: Url) -> str | None:
    domain = cookie.attributes.get("domain", "").removeprefix(".").lower()
    if not domain or domain == url.host:
        return None
    if is_ip_address(url.host) or not url.host.endswith(f".{domain}"):
        return f"its `Domain={domain}` is not one of `{url.host}`"
    return None if registrable_domain(domain) else f"its `Domain={domain}` is a public suffix"


def _bad_prefix(cookie: _Parsed) -> str | None:
    prefix = next((prefix for prefix in _PREFIXES if cookie.name.lower().startswith(prefix)), None)
    if prefix is None:
        hidden = not cookie.name and cookie.value.lower().startswith(tuple(_PREFIXES))
        return "it has no name and a value that begins like a protected name" if hidden else None
    attributes = cookie.attributes
    met = {
        "Secure": "secure" in attributes,
        "Path=/": attributes.get("path") == "/",
        "no Domain": not attributes.get("domain"),
        "HttpOnly": "httponly" in attributes,
    }
    missing = [f"`{rule}`" for rule in _PREFIXES[prefix] if not met[rule]]
    return f"a name that begins with `{prefix}` takes {' and '.join(missing)}" if missing else None


def _insecure(cookie: _Parsed, url: Url) -> str | None:
    if "secure" in cookie.attributes:
        trustworthy = is_potentially_trustworthy(url.scheme, url.host)
        return None if trustworthy else "it is `Secure`, but comes over http"
    if cookie.site == "none":
        return "`SameSite=None` takes `Secure`"
    return "`Partitioned` takes `Secure`" if "partitioned" in cookie.attributes else None
