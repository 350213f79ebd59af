"""Origins and URLs as browsers write them (WHATWG URL; HTML: origin; Fetch: `Origin` header)."""

from __future__ import annotations

from typing import Literal, NamedTuple

AddressSpace = Literal["public", "local", "loopback"]


class Difference(NamedTuple):
    """One thing in which what was typed is not what a browser sends.

    `kind` is one of `blanks`, `letter-case`, `default-port`, `port`, `slash`, `path`, `query`,
    `fragment`, `userinfo`, `idn`, `ip`, `host`, `opaque`.
    """

    kind: str
    message: str


class Origin(NamedTuple):
    """An origin: what was typed and the one form in which a browser sends it (`null` when opaque)."""

    typed: str
    serialised: str
    scheme: str = ""
    host: str = ""  # IPv6 in brackets; empty for opaque origins
    port: int | None = None  # effective, default ports too
    differences: tuple[Difference, ...] = ()

    @property
    def opaque(self) -> bool:
        """Whether browsers send `null` for it."""
        return self.serialised == "null"


class NotAnOrigin(NamedTuple):
    """Text that is no origin, why, and the origin that was probably meant."""

    typed: str
    reason: str
    suggestion: str | None = None


class Url(NamedTuple):
    """An absolute http(s) URL, serialised without its fragment."""

    href: str
    scheme: str
    host: str
    port: int
    origin: str
    credentials: bool  # whether a user name or password is written in it


def parse_origin(text: str) -> Origin | NotAnOrigin:
    """Read what a user typed as an origin; raises nothing."""
    raise NotImplementedError


def parse_url(text: str, base: str | None = None) -> Url | None:
    """Parse a URL; None if it is none or not http(s)."""
    raise NotImplementedError


def address_space(host: str) -> AddressSpace:
    """Whether a host is public, local or loopback, as far as its name alone tells (Local Network Access)."""
    raise NotImplementedError


def is_potentially_trustworthy(scheme: str, host: str) -> bool:
    """Whether a page of that scheme and host is a secure context (Secure Contexts: potentially trustworthy)."""
    raise NotImplementedError
