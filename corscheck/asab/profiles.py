"""What differs between ASAB versions, as data.

Rules and judges ask a profile's fields; nobody compares version numbers. The facts are from ASAB's
git history and from running the released versions.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

DEFAULT_VERSION = "25.15"
"""The newest version released on PyPI."""

CorsMode = Literal["ignored", "star", "switch", "allow-list"]
"""What the option `cors` means: nothing; only exactly `*` counts; any text opens all; a list of origins."""

_DEFAULTS = {
    "listen": "0.0.0.0 8080",
    "backlog": "128",
    "rootdir": "",
    "servertokens": "full",
    "cors": "",
    "cors_preflight_paths": "/openidconnect/*, /test/*",
    "body_max_size": "1048576",
}


class Profile(NamedTuple):
    """How one ASAB version reads and serves a configuration; the defaults are those of 20.8 to 26.36."""

    version: str  # as asked for
    cors: CorsMode = "switch"
    defaults: dict[str, str] = _DEFAULTS  # `WebContainer.ConfigDefaults`, as text
    preflight_routes: bool = True  # OPTIONS routes are registered for cors_preflight_paths
    paths_limit: int = 9  # more items melt into the last; 0: no limit
    every_star: bool = True  # each `*` is a wildcard; otherwise only a trailing `/*` is
    prefix_covers_base: bool = False  # `/foo/*` covers `/foo` too
    section_alias: str | None = "asab:web"  # read where there is no [web]
    include_separator: str = " "  # what splits an include list of one line
    zookeeper: tuple[str, ...] = ("asab:zookeeper", "zookeeper")  # sections of its settings; (): unknown
    port_only_listen: bool = True  # `listen=8080` alone is understood
    missing_certificate_fatal: bool = True  # otherwise logged, and every handshake fails
    auth_on_preflight: bool = True  # authentication and tenants answer OPTIONS with 401 or 404
    headers_everywhere: bool = True  # CORS headers on every response, not only on covered paths
    allow_methods: str = "GET, POST, DELETE, PUT, PATCH, OPTIONS"  # fixed, or the option's default
    allow_headers: str = "X-PINGOTHER, Content-Type, Authorization"  # fixed, or the option's default
    allow_credentials: bool = True  # fixed on preflights, or the option's default
    max_age: str = "86400"  # fixed, or the option's default
    policy_options: bool = False  # cors_allow_methods, cors_allow_headers, ... exist
    negotiates: bool = False  # the lists are cut down to what the preflight asked for
    vary_origin: bool = False


_VERSION = re.compile(r"v?([0-9]{2})\.([0-9]{1,2})(?:[.-].*)?", re.ASCII)


def profile_for(version: str) -> Profile:
    """The profile of an ASAB version such as `25.15`, `v23.09-rc1` or `26.37`.

    Raises ValueError with a sentence where the text is no version.
    """
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        raise ValueError(f"not an ASAB version: {version!r}; versions look like 25.15 or 26.37")
    return Profile(version=version)


DEFAULT_PROFILE = profile_for(DEFAULT_VERSION)
"""What counts where nobody says which version runs."""
