"""Origins that must not be allowed, derived from those that are, each with the weakness that it proves.

These are names that an incorrect comparison would accept, with the information whether browsers can send
them: an origin that no browser sends cannot be exploited. The names are variations of the allowed one, names
reserved by RFC 2606 and RFC 6761, or a label that is not registered; nothing is ever sent *to* them, they
only appear in the `Origin` header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal
from zlib import crc32

from corscheck.fetch.sites import public_suffixes
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corscheck.findings import Severity

Sendable = Literal["yes", "some", "never"]
"""Whether browsers can send such an origin: all of them, some of them, none."""

_ECHO = "any origin is echoed"
_START = "only the start of the origin is compared"
_END = "only the end of the origin is compared"
_DOT = "a dot of the pattern is not escaped and matches any character"
_PART = "a part of the origin is enough"
_CHARACTERS = "the pattern accepts a character that does not end a host name"
_SHARED = "everybody can publish under this suffix"
_LOCAL = "an origin of the developers' machines is allowed"
_LOCAL_START = "the rule for localhost compares only the start of the origin"

# Characters that browsers do send inside a host name: `_` and `-` all of them, the rest only some.
_SEPARATORS: tuple[tuple[str, Sendable], ...] = (
    ("_", "yes"),
    ("-", "yes"),
    *((character, "some") for character in "$+!&'(),;=~{}`\""),
)
_ALWAYS_SENT = 2
# Suffixes of the public suffix list's private section below which anybody can register a name at once.
_SHARED_SUFFIXES = ("github.io", "pages.dev", "netlify.app", "vercel.app", "web.app")


class ForeignOrigin(NamedTuple):
    """An origin that is not allowed, and what it proves if the server allows it."""

    id: str  # unique among those derived from one allowed origin
    origin: str
    weakness: str
    sendable: Sendable = "yes"
    severity: Severity = "error"


class _Parts(NamedTuple):
    scheme: str
    host: str
    port: str  # with its colon, or empty

    def but(self, *, scheme: str | None = None, host: str | None = None, port: str | None = None) -> str:
        return f"{scheme or self.scheme}://{host or self.host}{self.port if port is None else port}"


def label(seed: str) -> str:
    """Eight letters, always the same for the same seed, that are not a registered name."""
    number, letters = crc32(seed.encode("utf-8", "surrogatepass")), []
    for _ in range(6):
        number, letter = divmod(number, 20)
        letters.append("bcdfghjklmnpqrstvwxz"[letter])
    return "".join(["q", *letters, "x"])


def foreign_origins(allowed: Iterable[str], server: str | None = None) -> list[ForeignOrigin]:
    """The origins to try against a server that should allow `allowed` and no others.

    Args:
        allowed: origins as browsers serialise them; `null` and anything else without a host adds
            only the general ones.
        server: the server's own origin. Patterns are often made from its name, so that origins similar to
            it are tried, too; not where its host is an address or a name without a full stop.

    Returns:
        Each origin once, in a stable order, none of them in `allowed`; those that no browser sends
        are included and say so.
    """
    origins = list(allowed)
    similar = [server] if server is not None and _has_domain(server) else []
    known = {*origins, *similar}
    found: list[ForeignOrigin] = []
    for foreign in _candidates(origins, similar):
        if foreign.origin not in known:
            known.add(foreign.origin)
            found.append(foreign)
    return found


def _candidates(origins: list[str], similar: list[str]) -> Iterator[ForeignOrigin]:
    mark = label(" ".join(origins))
    yield from _general(mark)
    known_domains: set[str] = set()
    for origin in [*origins, *similar]:
        parts = _split(origin)
        if parts is None:
            continue
        yield from _of_scheme_and_port(parts)
        if _is_name(parts.host):
            yield from _of_name(parts, mark)
            domain = _registrable(parts.host, parts.host.rpartition(".")[2]) or parts.host
            if domain not in known_domains:  # one pattern for all names of a domain is common
                known_domains.add(domain)
                yield from _of_characters(parts, mark)
        yield from _never_sent(parts, mark)
    yield from _elsewhere(mark)


def _general(mark: str) -> Iterator[ForeignOrigin]:
    yield ForeignOrigin("reflect-invalid", f"https://{mark}.invalid", _ECHO)
    yield ForeignOrigin("reflect-com", f"https://{mark}.com", _ECHO)
    yield ForeignOrigin("null", "null", "sandboxed frames, `data:` and `file:` pages are allowed")


def _elsewhere(mark: str) -> Iterator[ForeignOrigin]:
    for scheme in ("https", "http"):
        yield ForeignOrigin(f"localhost-prefix-{scheme}", f"{scheme}://localhost.{mark}.com", _LOCAL_START)
    yield ForeignOrigin("loopback-prefix", f"http://127.0.0.1.{mark}.com", _LOCAL_START)
    for name, origin in (
        ("localhost", "http://localhost"),
        ("localhost-port", "http://localhost:3000"),
        ("loopback", "http://127.0.0.1:1"),
        ("loopback-6", "http://[::1]"),
    ):
        yield ForeignOrigin(name, origin, _LOCAL, severity="warning")
    for suffix in _SHARED_SUFFIXES:
        yield ForeignOrigin(f"shared-{suffix}", f"https://{mark}.{suffix}", _SHARED)


def _of_scheme_and_port(parts: _Parts) -> Iterator[ForeignOrigin]:
    if parts.scheme == "https":
        weakness = "the scheme is not compared: whoever controls the network speaks for http pages"
        yield ForeignOrigin("downgrade", parts.but(scheme="http"), weakness, severity="warning")
    elif parts.scheme == "http":
        yield ForeignOrigin(
            "upgrade", parts.but(scheme="https"), "the scheme is not compared", severity="info"
        )
    for port in (":8443", ":1"):
        if port != parts.port:
            yield ForeignOrigin(
                "port" + port, parts.but(port=port), "the port is not compared", severity="warning"
            )


def _of_name(parts: _Parts, mark: str) -> Iterator[ForeignOrigin]:
    host = parts.host
    registrable = _registrable(host, host.rpartition(".")[2])
    # First the ones that prove more: a server that compares only one end of an origin does not allow them.
    yield ForeignOrigin("surround", parts.but(host=f"{mark}{host}.{mark}.com"), _PART)
    yield ForeignOrigin("append-dot", parts.but(host=f"{host}.{mark}.com"), _START)
    yield ForeignOrigin("append", parts.but(host=f"{host}{mark}.com"), _START)
    if registrable is not None:
        yield from _of_registrable(parts, registrable, mark)
    yield ForeignOrigin("truncate-end", parts.but(host=host[:-1]), _START)
    subdomains = f"all subdomains of `{host}` are allowed"
    yield ForeignOrigin("child", parts.but(host=f"{mark}.{host}"), subdomains, severity="warning")
    # A full stop at the end makes another origin, and browsers do send it.
    yield ForeignOrigin(
        "trailing-dot", parts.but(host=host + "."), "the host's final dot is ignored", severity="info"
    )
    for character, sendable in _SEPARATORS[:_ALWAYS_SENT]:
        yield from _of_character(parts, mark, character, sendable)


def _of_characters(parts: _Parts, mark: str) -> Iterator[ForeignOrigin]:
    for character, sendable in _SEPARATORS[_ALWAYS_SENT:]:
        yield from _of_character(parts, mark, character, sendable)


def _of_character(parts: _Parts, mark: str, character: str, sendable: Sendable) -> Iterator[ForeignOrigin]:
    host = parts.host
    severity: Severity = "error" if sendable == "yes" else "warning"
    dotted = parts.but(host=f"{host}.{character}.{mark}.com")
    glued = parts.but(host=f"{host}{character}.{mark}.com")
    yield ForeignOrigin(f"separator-{character}", glued, _CHARACTERS, sendable, severity)
    yield ForeignOrigin(f"separator-label-{character}", dotted, _CHARACTERS, sendable, severity)


def _of_registrable(parts: _Parts, registrable: str, mark: str) -> Iterator[ForeignOrigin]:
    host = parts.host
    yield ForeignOrigin("prepend-registrable", parts.but(host=mark + registrable), _END)
    yield ForeignOrigin("truncate-start", parts.but(host=registrable[1:]), _PART)
    if host != registrable:
        whole = f"everything under `{registrable}` is allowed"
        yield ForeignOrigin("sibling", parts.but(host=f"{mark}.{registrable}"), whole, severity="warning")
        yield ForeignOrigin("parent", parts.but(host=registrable), whole, severity="warning")
        ending = f"names under `{registrable}` that only end like `{host}` are allowed"
        yield ForeignOrigin("prepend-host", parts.but(host=mark + host), ending, severity="warning")
    for number, bent in enumerate(_without_dots(host), 1):
        owner = _registrable(bent, host.rpartition(".")[2])
        if owner is not None:
            # Only the owner of the allowed origin can create a name below the same registrable domain.
            severity: Severity = "warning" if owner == registrable else "error"
            yield ForeignOrigin(f"dot-{number}", parts.but(host=bent), _DOT, severity=severity)
        else:
            # Such a name only exists on a private name server; the pattern is wrong nevertheless.
            weakness = f"{_DOT} (this name cannot be registered on the internet)"
            yield ForeignOrigin(f"dot-{number}", parts.but(host=bent), weakness, severity="warning")


def _never_sent(parts: _Parts, mark: str) -> Iterator[ForeignOrigin]:
    origin = parts.but()
    default = {"https": ":443", "http": ":80"}.get(parts.scheme)
    for name, text in (
        ("null-case", "Null"),
        ("case", f"{parts.scheme}://{parts.host.upper()}{parts.port}"),
        ("slash", origin + "/"),
        ("userinfo", f"{origin}@{mark}.com"),
        ("several", f"{origin}, https://{mark}.com"),
        ("default-port", origin + default if default and not parts.port else ""),
    ):
        if text:
            yield ForeignOrigin(name, text, "the comparison is not exact", "never", "info")


def _without_dots(host: str) -> list[str]:
    """The host with each of its dots in turn replaced by a letter."""
    return [host[:at] + "x" + host[at + 1 :] for at, character in enumerate(host) if character == "."]


def _split(origin: str) -> _Parts | None:
    scheme, separator, rest = origin.partition("://")
    if not separator or not rest or "/" in rest:
        return None
    end = rest.find("]") + 1
    host, colon, port = rest[end:].partition(":")
    return _Parts(scheme, rest[:end] + host, colon + port)


def _has_domain(origin: str) -> bool:
    parts = _split(origin)
    return parts is not None and _is_name(parts.host) and "." in parts.host.rstrip(".")


def _is_name(host: str) -> bool:
    """Whether the host is a name, not an address (the parser made addresses canonical)."""
    return not host.startswith("[") and not host.replace(".", "").isdigit()


def _registrable(host: str, unknown: str | None = None) -> str | None:
    """The part of the host that somebody can register or has registered; None for bare names.

    Of names below a suffix that the public suffix list does not know (`.internal`, `.test`), only those
    below the suffix `unknown`.
    """
    suffixes = public_suffixes(accept_unknown=False)
    found: str | None = suffixes.privatesuffix(host)
    labels = host.rsplit(".", 2)
    if found is None and len(labels) > 1 and labels[-1] == unknown and suffixes.publicsuffix(host) is None:
        return ".".join(labels[-2:])
    return found
