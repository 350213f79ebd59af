"""What to change in ASAB's configuration, or around the service, when a browser refuses an answer of ASAB.

Facts: `asab/web/container.py` of 25.15 and 26.37; versions differ in `profiles` only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.asab.profiles import Profile

# By what is checked: the step without its phase.
_SWITCH: Mapping[str, str] = {
    "allow-origin-missing": "Set `cors = *` in the section that the web container reads.",
    "allow-origin-wildcard": (
        "ASAB up to 26.36 answers `*` whatever `cors` is: omit credentials and authorise by a token, or"
        " let the proxy replace the header by `{origin}` and add `Vary: Origin`."
    ),
    "allow-origin-mismatch": (
        "ASAB itself only answers `*`: look for what else sets the header, the application or a proxy."
    ),
    "allow-credentials": (
        "ASAB up to 26.36 sends it with preflights only: omit credentials, and authorise by a token."
    ),
    "method": "ASAB up to 26.36 allows {methods}, in upper case: use those.",
    "header": (
        "ASAB up to 26.36 allows {headers} only, and no option changes it: do without {names}, or let"
        " the proxy set Access-Control-Allow-Headers."
    ),
}
_ALLOW_LIST: Mapping[str, str] = {
    "allow-origin-missing": (
        "Add `{origin}` to `cors`, written exactly so, and the path to `cors_preflight_paths`."
    ),
    "allow-origin-wildcard": (
        "Name the origins in `cors` instead of `*`, and set `cors_allow_credentials = yes`."
    ),
    "allow-credentials": "Set `cors_allow_credentials = yes`.",
    "method": "Add {names} to `cors_allow_methods`. `*` is not a wildcard there.",
    "authorization": "Add `Authorization` to `cors_allow_headers`. `*` is not a wildcard there.",
    "header": "Add {names} to `cors_allow_headers`. `*` is not a wildcard there.",
}
_IGNORED: Mapping[str, str] = {
    "allow-origin-missing": "ASAB before 19.11 has no CORS: upgrade, or let a proxy send the headers.",
}
_TEXTS = {"ignored": _IGNORED, "star": _SWITCH, "switch": _SWITCH, "allow-list": _ALLOW_LIST}


def advice(profile: Profile, step: str, status: int, origin: str, names: str) -> str | None:
    """What to change so that an answer of ASAB passes a check; None where ASAB has no part in it.

    Args:
        profile: how the version that answered serves its configuration.
        step: the failed check as the JSON names it, such as `preflight-status`.
        status: of the answer.
        origin: the value of `Origin`.
        names: the methods or headers the check is about, as a sentence lists them.
    """
    check = step.partition("-")[2]
    if check == "status":
        return _status(profile, status)
    text = _TEXTS[profile.cors].get(check)
    return text and text.format(
        origin=origin, names=names, methods=profile.allow_methods, headers=profile.allow_headers
    )


def _status(profile: Profile, status: int) -> str:
    if status == 401 and profile.auth_on_preflight:
        return "ASAB before 25.36 asks preflights to authenticate: upgrade, or let the proxy answer OPTIONS."
    if not profile.preflight_routes:
        return "ASAB before 20.8 answers no preflight: upgrade, or let the proxy answer OPTIONS."
    notes = [] if profile.prefix_covers_base else ["`/a/*` does not cover `/a`"]
    if profile.paths_limit:
        notes.append(f"ASAB up to 26.36 reads {profile.paths_limit} entries at most")
    return (
        f"Add the path to `cors_preflight_paths`{'; note that ' if notes else ''}{', and that '.join(notes)}."
    )
