"""What one entry of `cors` is: an origin as browsers serialise it, in another spelling, or not an origin.

A browser sends `scheme://host:port` in one exact spelling (HTML: serialisation of an origin), which the
WHATWG URL parser defines; servers compare it exactly with their lists.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from corscheck.fetch.origin import APP_SCHEMES, Origin, parse_origin
from corscheck.fetch.sites import public_suffixes
from corscheck.fetch.url import scheme_of
from corscheck.records import NamedTuple
from corscheck.suggest import closest
from corscheck.text import quoted

Kind = Literal[
    "any", "null", "origin", "spelling", "separator", "expression", "pattern", "scheme", "word", "opaque",
    "websocket", "app", "userinfo", "path", "port", "malformed",
]  # fmt: skip


class Form(NamedTuple):
    """The form of an entry; `message` says what is wrong with it, `instead` what to write, if known.

    `safe`: `instead` is the same origin for a browser; `mild`: ASAB's allow-list accepts the spelling;
    `origin`: what browsers send, for the kinds `origin` and `spelling`.
    """

    kind: Kind
    message: str = ""
    instead: str | None = None
    safe: bool = False
    mild: bool = False
    origin: Origin | None = None


_LONGEST = 64 + 3 + 253 + 6
_OPAQUE = frozenset(("about", "blob", "data", "file", "filesystem", "javascript", "view-source"))
_PAGES = ("http", "https")
_EXPRESSION = re.compile(r"^[\^~(]|\$$|\\[.dw/]|\.\+|(?<=/)\.\*|\(\?|\[(?:\^|a-z|A-Z|0-9)")
_BARE_HOST = re.compile(
    r"(?:[^\s/:]*\.[^\s/:]+|localhost|\[[0-9a-fA-F:.]+\]|[^\s/:.]+(?=:\d))(?::\d*)?(?:/.*)?"
)
_AUTHORITY = re.compile(r"[^:]*:[/\\]*([^/\\?#]*).*", re.DOTALL)
_PORT = re.compile(r":([^:\]]*)\Z")
# Kind of difference → how a browser's spelling differs.
_SPELLINGS = {
    "letter-case": "in lower case",
    "idn": "with the host in punycode",
    "ip": "with the address in its one canonical form",
    "port": "with the port as a plain number",
    "default-port": "without the default port",
    "slash": "without a slash at its end",
}
_BROKEN_SCHEME = re.compile(r"(?i)(https?)(?:[:;.,]?/{1,2}|[;.,]/+|:+/+)(?=[^/])")


@lru_cache(maxsize=1024)
def classify(text: str) -> Form:
    """What one entry, without white space and commas, is; raises nothing."""
    if text == "*":
        return Form("any")
    if text.lower() == "null":
        return Form("null")
    if len(text) > _LONGEST:
        return Form("malformed", f"{quoted(text)} is longer than an origin can be")
    for recognise in (_separated, _expression, _pattern, _without_scheme, _other_scheme):
        form = recognise(text)
        if form is not None:
            return form
    return _web_origin(text)


def _separated(text: str) -> Form | None:
    """Origins with `;` or `|` between or after them."""
    parts = [part for part in re.split(r"[;|]", text) if part]
    if not re.search(r"[;|]", text) or not all("://" in part or part == "*" for part in parts):
        return None
    mark = ";" if ";" in text else "|"
    return Form("separator", f"`{mark}` does not separate origins", ", ".join(parts) or ",")


def _expression(text: str) -> Form | None:
    """A regular expression; `instead` is the origin where it matches only one."""
    if not _EXPRESSION.search(text) or "@" in text:
        return None
    plain = text.removeprefix("^").removesuffix("$").replace("\\.", ".").replace("\\/", "/")
    origin = parse_origin(plain) if "://" in plain and not _EXPRESSION.search(plain) else None
    instead = plain if isinstance(origin, Origin) and origin.serialised == plain else None
    if instead and "*" in instead:
        instead = None
    message = f"{quoted(text)} is a regular expression, but origins are compared exactly"
    return Form("expression", message, instead)


def _pattern(text: str) -> Form | None:
    """A `*` in the host or the port."""
    if "*" not in text:
        return None
    _scheme, separator, rest = text.rpartition("://")
    authority = re.split(r"[/?#]", rest, maxsplit=1)[0] if separator else text.partition("/")[0]
    if "*" not in authority:
        return None
    message = f"{quoted(text)} is a pattern, but origins are compared exactly: no page has this origin"
    host = _PORT.sub("", authority)
    base = host.removeprefix("*").lstrip(".")
    if not base or base == "*":
        return Form("pattern", message)
    if host.startswith("*.") and "*" not in base and _is_public_suffix(base):
        message = f"{quoted(text)} is a pattern over `{base}`, where anybody can register a name"
    return Form("pattern", message)


def _is_public_suffix(host: str) -> bool:
    return bool(public_suffixes(accept_unknown=False).is_public(host.lower()))


def _without_scheme(text: str) -> Form | None:
    """A host without `https://`, a misspelt `https://`, or a word that is not a host."""
    broken = _BROKEN_SCHEME.match(text)
    if broken and broken[0].lower() != f"{broken[1].lower()}://":
        instead = _canonical(f"{broken[1]}://{text[broken.end() :]}")
        return Form("malformed", f"`{broken[0]}` is not `{broken[1].lower()}://`", instead)
    bare = re.sub(r"\A:?//", "", text)
    if bare == text and scheme_of(text) is not None and not re.match(r"[^/:]+:\d+(?:/|\Z)", text):
        return None
    if not _BARE_HOST.fullmatch(bare) and bare == text:
        return Form("word", f"{quoted(text)} is neither `*` nor an origin such as `https://app.example.com`")
    local = re.match(r"localhost\b|127\.|\[::1\]", bare)
    instead = _canonical(("http://" if local else "https://") + bare)
    return Form("scheme", f"{quoted(text)} has no scheme such as `https://`", instead)


def _other_scheme(text: str) -> Form | None:
    """Anything but http and https."""
    scheme = scheme_of(text)
    if scheme is None or scheme in _PAGES:
        return None
    if scheme in _OPAQUE:
        return Form("opaque", f"{quoted(text)} is not an origin: `{scheme}:` pages send `null`")
    if scheme in ("ws", "wss"):
        instead = _canonical("http" + text[2:])
        return Form(
            "websocket",
            f"a page is never loaded over `{scheme}:`, so no browser sends {quoted(text)}",
            instead,
        )
    if scheme not in APP_SCHEMES and (page := closest(scheme, _PAGES, 0.75)):
        instead = _canonical(page + text[len(scheme) :])
        return Form("malformed", f"`{scheme}:` is not `{page}:`", instead)
    return _app(text, scheme)


def _app(text: str, scheme: str) -> Form:
    """The page of an app or of an extension."""
    host = re.match(r"[^:]*://([^/?#]+)", text)
    if host is None or scheme == "ftp":
        return Form("malformed", f"{quoted(text)} is not the origin of a page")
    if host.end() < len(text):
        message = f"{quoted(text)} continues after the host, where an origin ends"
        return Form("path", message, host[0])
    if scheme in APP_SCHEMES:
        return Form("app", f"only apps and extensions have the origin {quoted(text)}, no web page")
    return Form(
        "app",
        f"browsers have no pages of `{scheme}:`; whether an app sends {quoted(text)} depends on the app",
    )


def _web_origin(text: str) -> Form:
    """An http or https origin, or what makes the URL parser refuse it."""
    authority = _AUTHORITY.sub(r"\1", text)
    if "@" in authority:
        instead = _canonical(text.replace(authority, authority.rpartition("@")[2], 1))
        return Form("userinfo", "user name and password are not part of an origin", instead)
    port = _PORT.search(authority)
    if port and port[1] and not _is_port(port[1]):
        return Form("port", f"`:{port[1]}` in {quoted(text)} is not a port (1 to 65535)")
    origin = parse_origin(text)
    if not isinstance(origin, Origin) or origin.opaque:
        return Form("malformed", f"{quoted(text)} is not an origin: no URL parser accepts it")
    if fault := _bad_host(origin.host):
        return Form("malformed", f"{quoted(text)} is not an origin: {fault}")
    return _spelt(text, authority, origin)


def _spelt(text: str, authority: str, origin: Origin) -> Form:
    """An origin that the URL parser accepts, by its differences from the browser's spelling."""
    kinds = {difference.kind for difference in origin.differences}
    if kinds & {"blanks", "slashes", "host"} or "\\" in text:
        message = f"{quoted(text)} is not an origin; browsers read it as `{origin.serialised}`"
        return Form("malformed", message, origin.serialised)
    if kinds & {"path", "query", "fragment"}:
        rest = text[text.index("://") + 3 + len(authority) :]
        message = f"{quoted(rest)} is not part of an origin, which ends with the host and port"
        return Form("path", message, origin.serialised)
    if not kinds:
        return Form("origin", origin=origin)
    how = ", ".join(phrase for kind, phrase in _SPELLINGS.items() if kind in kinds)
    message = f"browsers send {quoted(text)} {how}: `{origin.serialised}`"
    mild = kinds <= {"letter-case", "slash"}
    return Form("spelling", message, origin.serialised, safe=True, mild=mild, origin=origin)


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and 0 < int(text[-6:]) <= 65535 and not text[:-5].strip("0")


def _bad_host(host: str) -> str | None:
    """Why no such host can exist although the URL parser accepts it (RFC 1035, RFC 3492), or None."""
    if host.startswith("["):
        return None
    name = host.removesuffix(".")
    if len(name) > 253:
        return "a host name has at most 253 characters"
    return next(filter(None, map(_bad_label, name.split("."))), None)


def _bad_label(label: str) -> str | None:
    if not label:
        return "a label of its host is empty"
    if len(label) > 63:
        return f"{quoted(label)} has more than the 63 characters a label may have"
    if label.startswith("-") or label.endswith("-"):
        return f"the label `{label}` begins or ends with a hyphen"
    if label.startswith("xn--") and not _is_punycode(label[4:]):
        return f"`{label}` is not valid punycode"
    return None


def _is_punycode(text: str) -> bool:
    try:
        return not text.encode().decode("punycode").isascii()
    except UnicodeError:
        return False


def _canonical(text: str) -> str | None:
    """The origin that a browser makes of a corrected text; None where it is still not an origin."""
    form = _web_origin(text)
    return form.origin.serialised if form.origin else form.instead
