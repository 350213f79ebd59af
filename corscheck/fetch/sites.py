"""Properties of a host: its site, its address space, whether it is potentially trustworthy."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

    from publicsuffixlist import PublicSuffixList

AddressSpace = Literal["public", "local", "loopback"]

# Local Network Access, "IP address block": what is neither public nor loopback.
_LOCAL_NETWORKS = (
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "fc00::/7",
    "fe80::/10",
)


@lru_cache(maxsize=256)  # thousands of requests go to a few hosts
def address_space(host: str) -> AddressSpace:
    """Whether a host is public, local or loopback, as far as its name shows (Local Network Access)."""
    if _is_localhost(host) or _is_loopback_ipv4(host):
        return "loopback"
    address = _address(host)
    if address is None:
        return "local" if host.rstrip(".").endswith(".local") else "public"
    if address.is_loopback:
        return "loopback"
    return "local" if any(address in network for network in _local_networks()) else "public"


def is_potentially_trustworthy(scheme: str, host: str) -> bool:
    """Whether the network cannot tamper with it (Secure Contexts: potentially trustworthy origin).

    127.0.0.0/8, ::1, localhost and the names below it count, but not ::ffff:127.0.0.1, nor 0.0.0.0.
    """
    if scheme in ("https", "wss", "file"):
        return True
    if scheme not in ("http", "ws", "ftp") or address_space(host) != "loopback":
        return False
    return not host.startswith("[") or host == "[::1]"


def is_ip_address(host: str) -> bool:
    """Whether a host is an IP address, IPv6 in brackets."""
    return _address(host) is not None


def same_site(one: str, other: str) -> bool:
    """Whether two hosts share a registrable domain, or are the same host (HTML: schemelessly same site)."""
    if one == other:
        return True
    # A registrable domain has two labels at least, so most pairs need no public suffix list (75 ms).
    if one.split(".")[-2:] != other.split(".")[-2:] or _address(one):
        return False
    domain = registrable_domain(one)
    return domain is not None and domain == registrable_domain(other)


def registrable_domain(host: str) -> str | None:
    """The part of a host name that can be registered; None for public suffixes and single labels."""
    domain: str | None = public_suffixes(accept_unknown=True).privatesuffix(host)
    return domain


def _is_localhost(host: str) -> bool:
    name = host.rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _is_loopback_ipv4(host: str) -> bool:
    """Whether a host is in 127.0.0.0/8, in the one form in which URLs have it."""
    first, *rest = host.split(".")
    return first == "127" and len(rest) == 3 and all(map(_is_byte, rest))


def _is_byte(digits: str) -> bool:
    is_short = digits.isascii() and digits.isdigit() and len(digits) <= 3
    return is_short and int(digits) < 256 and str(int(digits)) == digits


@lru_cache(maxsize=256)
def _address(host: str) -> IPv4Address | IPv6Address | None:
    host = host.strip("[]")
    if ":" not in host and not host[-1:].isdigit():  # a name
        return None
    from ipaddress import IPv6Address, ip_address  # noqa: PLC0415 - 3 ms, only where it may be an address

    try:
        address = ip_address(host)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


@lru_cache(maxsize=1)
def _local_networks() -> tuple[IPv4Network | IPv6Network, ...]:
    from ipaddress import ip_network  # noqa: PLC0415 - as above

    return tuple(map(ip_network, _LOCAL_NETWORKS))


@cache
def public_suffixes(*, accept_unknown: bool) -> PublicSuffixList:
    """The public suffix list; with `accept_unknown` any other last label is a suffix, too (its rule `*`)."""
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 - 75 ms to read its bundled list

    return PublicSuffixList(accept_unknown=accept_unknown)
