"""What differs between ASAB versions, as data.

Rules and checks read a profile's fields; nothing else compares version numbers. The facts are from ASAB's
git history and from running the released versions.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from corscheck.records import NamedTuple

DEFAULT_VERSION = "25.15"
"""The newest version released on PyPI."""

CorsMode = Literal["ignored", "star", "switch", "allow-list"]
"""What the option `cors` means: nothing; only exactly `*` counts; any text opens all; a list of origins."""

_19 = {"listen": "0.0.0.0 8080", "backlog": "128", "rootdir": "", "servertokens": "full"}
_20 = {**_19, "cors": "", "cors_preflight_paths": "/openidconnect/*, /test/*"}
_22 = {**_20, "body_max_size": "1048576"}
_26 = {
    **_22,
    "cors_preflight_paths": "/*",
    "cors_allow_headers": "Authorization, Content-Type, X-App, X-Request-Id",
    "cors_allow_methods": "GET, POST, PUT, PATCH, DELETE, OPTIONS",
    "cors_allow_credentials": "no",
    "cors_max_age": "1d",
}


class Profile(NamedTuple):
    """How one ASAB version reads and serves a configuration; the defaults are those of 25.15."""

    version: str  # as asked for
    cors: CorsMode = "switch"
    defaults: dict[str, str] = _22  # `WebContainer.ConfigDefaults`, as text
    # Reading files
    section: str = "web"  # the section of the application's own container
    section_alias: str | None = "asab:web"  # read where that one is missing
    include_separator: str = " "  # what splits an include list of one line
    zookeeper: tuple[str, ...] = ("asab:zookeeper", "zookeeper")  # sections of its settings; (): unknown
    zookeeper_formats: tuple[str, ...] = (".json", ".yaml", ".conf")  # names of nodes; (): any
    # Building the container
    port_only_listen: bool = True  # `listen=8080` alone is understood
    missing_certificate_fatal: bool = True  # otherwise logged, and every handshake fails
    preflight_routes: bool = True  # OPTIONS routes are registered for cors_preflight_paths
    paths_limit: int = 9  # more items melt into the last; 0: no limit
    every_star: bool = True  # each `*` is a wildcard; otherwise only a trailing `/*` is
    prefix_covers_base: bool = False  # `/foo/*` covers `/foo` too
    literal_paths: bool = False  # CORS headers compare paths literally: `/{id}` gets none
    # Answering
    auth_on_preflight: bool = True  # authentication and tenants answer OPTIONS with 401 or 404
    allow_methods: str = "GET, POST, DELETE, PUT, PATCH, OPTIONS"  # fixed, or the option's default
    allow_headers: str = "X-PINGOTHER, Content-Type, Authorization"  # fixed, or the option's default
    allow_credentials: bool = True  # fixed on preflights, or the option's default
    max_age: str = "86400"  # seconds, as sent
    policy_options: bool = False  # cors_allow_methods, cors_allow_headers, ... exist


_CHANGES: tuple[tuple[tuple[int, int], dict[str, Any]], ...] = (
    ((0, 0), {"cors": "ignored", "defaults": _19}),
    ((0, 0), {"section": "asab:web", "section_alias": None, "include_separator": ":", "zookeeper": ()}),
    ((0, 0), {"port_only_listen": False, "preflight_routes": False, "auth_on_preflight": False}),
    ((19, 11), {"cors": "star", "defaults": {**_19, "cors": ""}}),
    ((20, 8), {"cors": "switch", "defaults": _20, "preflight_routes": True}),
    ((21, 1), {"zookeeper": ("asab:zookeeper",), "zookeeper_formats": ()}),
    ((21, 11), {"section": "web"}),
    ((22, 6), {"section_alias": "asab:web", "port_only_listen": True, "defaults": _22}),
    ((23, 9), {"include_separator": " ", "zookeeper": ("asab:zookeeper", "zookeeper")}),
    ((23, 9), {"zookeeper_formats": (".json", ".yaml", ".conf")}),
    ((23, 9), {"auth_on_preflight": True}),
    ((25, 36), {"auth_on_preflight": False}),
    ((25, 45), {"missing_certificate_fatal": False}),
    ((26, 37), {"cors": "allow-list", "defaults": _26, "policy_options": True}),
    ((26, 37), {"paths_limit": 0, "every_star": False, "prefix_covers_base": True, "literal_paths": True}),
    ((26, 37), {"allow_credentials": False}),
    ((26, 37), {"allow_methods": _26["cors_allow_methods"], "allow_headers": _26["cors_allow_headers"]}),
)
"""What each version (year, week) changed, in order."""

_VERSION = re.compile(r"v?([0-9]{2})\.([0-9]{1,2})(?:[.+-].*)?", re.ASCII)


@lru_cache(maxsize=64)  # every answer of a run names the same version
def profile_for(version: str) -> Profile:
    """The profile of an ASAB version such as `25.15`, `v23.09-rc1` or `26.37`.

    Raises ValueError with a sentence where the text is no version.
    """
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        raise ValueError(f"not an ASAB version: {version!r}; versions look like 25.15 or 26.37")
    number = (int(match[1]), int(match[2]))
    fields: dict[str, Any] = {}
    for since, changes in _CHANGES:
        if since <= number:
            fields.update(changes)
    return Profile(version=version.strip(), **fields)


def changed_versions() -> list[str]:
    """The versions that changed something, the oldest first."""
    return [f"{year}.{week:02}" for year, week in sorted({since for since, _ in _CHANGES if any(since)})]


DEFAULT_PROFILE = profile_for(DEFAULT_VERSION)
"""The version used where none is given."""
