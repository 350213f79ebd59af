"""The options of a web container, for completion and hover: purpose and possible values."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corscheck.asab.profiles import Profile

DESCRIPTIONS = {
    "listen": "Addresses and ports that the container listens on, one a line: `0.0.0.0 8080`; with TLS `8443 "
    "ssl:web`.",
    "backlog": "Connections that wait to be accepted.",
    "rootdir": "Directory with static files to serve.",
    "servertokens": "What the `Server` header names: `full` is ASAB with its version, `prod` without.",
    "body_max_size": "Bytes of a request's body, at most.",
    "cors_preflight_paths": "Paths of which preflights are answered, separated by commas or blanks.",
    "cors_allow_methods": "Methods that the answer to a preflight allows.",
    "cors_allow_headers": "Request headers that the answer to a preflight allows.",
    "cors_allow_credentials": "Whether the answer to a preflight allows cookies and authentication.",
    "cors_max_age": "How long a browser may keep the answer to a preflight: `3600`, `1h`, `1d`.",
}

_CORS = {
    "ignored": "Has no meaning in this version.",
    "star": "CORS headers are sent where it is exactly `*`.",
    "switch": "Any text switches CORS on for every origin: this version compares no origins.",
    "allow-list": "Origins that may call the service, separated by commas or blanks; `*` is any.",
}

_BOOLEANS = ("no", "yes")


def description(option: str, profile: Profile) -> str:
    """What an option is for, in that version; empty where it has none."""
    if option not in profile.defaults:
        return ""
    return _CORS[profile.cors] if option == "cors" else DESCRIPTIONS.get(option, "")


def names(profiles: Sequence[Profile]) -> dict[str, Profile]:
    """The options that one of the versions has, each with the first version that does, CORS first."""
    found: dict[str, Profile] = {}
    for profile in profiles:
        for name in profile.defaults:
            found.setdefault(name, profile)
    return dict(sorted(found.items(), key=lambda item: (not item[0].startswith("cors"), item[0])))


def values(option: str, profile: Profile) -> list[str]:
    """What an option is commonly set to in that version, the default first."""
    default = profile.defaults.get(option)
    if default is None:
        return []
    common: tuple[str, ...] = ()
    if option == "cors":
        common = ("https://",) if profile.cors == "allow-list" else ()
        common += () if profile.cors == "ignored" else ("*",)
    elif option == "cors_allow_credentials":
        common = _BOOLEANS
    elif option == "servertokens":
        common = ("prod",)
    elif option == "listen":
        common = ("127.0.0.1 8080",)
    elif option == "cors_preflight_paths":
        common = ("/*",) if profile.preflight_routes else ()
    return [value for value in dict.fromkeys((default, *common)) if value]


def items(option: str, profile: Profile) -> list[str]:
    """What may be an item of an option that is a list of names; the version's own default."""
    if option not in {"cors_allow_methods", "cors_allow_headers"} or option not in profile.defaults:
        return []
    return profile.defaults[option].replace(",", " ").split()
