"""`--proxy env`: the proxy that the environment names for a URL, as curl chooses it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.wire.transport import Connection

ENV = "env"
"""The value of `--proxy` for a proxy from the environment."""


def with_proxy(options: Connection, url: str, environ: Mapping[str, str] | None = None) -> Connection:
    """The options with the proxy for a URL in place of `env`."""
    if options.proxy != ENV:
        return options
    # A unix socket is connected to directly.
    return options._replace(proxy=None if options.unix_socket else environment_proxy(url, environ))


def environment_proxy(url: str, environ: Mapping[str, str] | None = None) -> str | None:
    """The proxy for a URL, by `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY`; lower-case names come first.

    `ALL_PROXY` is for schemes without a variable of their own. As for curl, a proxy without a scheme is an
    HTTP proxy.
    """
    from urllib.parse import urlsplit  # noqa: PLC0415  # only where the environment is asked

    scheme, _, rest = url.partition("://")
    found = _variable(f"{scheme}_proxy", environ) or _variable("all_proxy", environ)
    try:
        parts = urlsplit(f"//{rest}")
        host, port = parts.hostname or "", parts.port or {"http": 80, "https": 443}.get(scheme, 0)
    except ValueError:  # no host or port: nothing is sent there
        return None
    if not found or _is_excepted(host, port, _variable("no_proxy", environ)):
        return None
    return found if "://" in found else f"http://{found}"


def unused(host: str, port: int) -> str | None:
    """The first variable that names a proxy for a host; None where none does."""
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    schemes = [
        scheme
        for scheme in ("https", "http")
        if _variable(f"{scheme}_proxy", None) or _variable("all_proxy", None)
    ]
    for scheme in sorted(schemes, key=lambda one: (one == "https") != (port == 443)):
        if environment_proxy(f"{scheme}://{place}/"):
            return f"{scheme.upper()}_PROXY" if _variable(f"{scheme}_proxy", None) else "ALL_PROXY"
    return None


def _variable(name: str, environ: Mapping[str, str] | None) -> str:
    known = os.environ if environ is None else environ
    return (known.get(name) or known.get(name.upper()) or "").strip()


def _is_excepted(host: str, port: int, exceptions: str) -> bool:
    """Whether `NO_PROXY` names a host: it or a domain above it, perhaps with a port; or a network."""
    host = host.lower().rstrip(".")
    for entry in exceptions.lower().replace(",", " ").split():
        name, colon, only = entry.rpartition(":")
        if not colon or not only.isdigit() or (":" in name and not name.endswith("]")):
            name, only = entry, ""
        name = name.strip("[]").lstrip(".").rstrip(".")
        if only and int(only) != port:
            continue
        if entry == "*" or (name and (host == name or host.endswith(f".{name}"))) or _is_in(host, name):
            return True
    return False


def _is_in(host: str, network: str) -> bool:
    """Whether a host is an address in a network, such as `10.0.0.0/8`."""
    from ipaddress import ip_address, ip_network  # noqa: PLC0415  # as above

    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False
