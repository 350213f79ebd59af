"""Options of a web section that were meant to be others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.rules.paths._items import swallowed_lines
from corscheck.suggest import closest

if TYPE_CHECKING:
    from corscheck.asab.container import Container, Option

POLICY = ("cors_allow_credentials", "cors_allow_headers", "cors_allow_methods", "cors_max_age")
"""Options of the rewritten CORS, after ASAB 26.36."""

OBSOLETE = "preflightpaths"
"""The name of `cors_preflight_paths` in the review of the change that brought it; never released."""

_PATHS = "cors_preflight_paths"
_OTHER_VERSIONS = frozenset(("cors", _PATHS, OBSOLETE, *POLICY))
_HINTS = ("access", "cors", "preflight", "origin", "cros", "crs")
_CORS = (
    r"(?:cors)?(?:allow(?:ed)?)?origins?|cors(?:enabled?|allow|urls?|domains?)|enablecors"
    r"|accesscontrolalloworigin"
)
_POLICY = {
    "accesscontrolallowmethods": "cors_allow_methods",
    "accesscontrolallowheaders": "cors_allow_headers",
    "accesscontrolallowcredentials": "cors_allow_credentials",
    "accesscontrolmaxage": "cors_max_age",
    "corscredentials": "cors_allow_credentials",
    "corsheaders": "cors_allow_headers",
    "corsmethods": "cors_allow_methods",
}


def meant(name: str, known: dict[str, str]) -> str | None:
    """The option that `name` is evidently meant to be; None for a known option and for anything else.

    `known` are the options of the container, as in `Profile.defaults`.
    """
    if name in known or name in _OTHER_VERSIONS or not any(hint in name for hint in _HINTS):
        return None
    letters = re.sub(r"[^a-z]", "", name)
    if "expose" in letters:
        return None
    if re.fullmatch(_CORS, letters):
        return "cors"
    if letters in _POLICY:
        return _POLICY[letters]
    if "preflight" in letters or ("cors" in letters and "path" in letters):
        return _PATHS
    return closest(name.replace("-", "_"), ("cors", _PATHS, *POLICY), 0.75)


def mislaid(web: Container, option: str) -> bool:
    """Whether the option stands in the section, but as part of another value, or without a separator."""
    swallowed = (match[1] for found in web.options.values() for match in swallowed_lines(found.value.text))
    problems = (one for one in web.configuration.problems if one.type == "ParsingError" and one.span)
    bare = (one.span.text.split()[0] for one in problems if one.span)
    return any(name and name.lower() == option for name in (*swallowed, *bare))


def misspelt(web: Container, option: str) -> Option | None:
    """An option of the section that is evidently meant to be that one; None where there is none."""
    known = web.profile.defaults
    if option == _PATHS and OBSOLETE in web.options:
        return web.options[OBSOLETE]
    for name, found in web.options.items():
        if name not in known and meant(name, known) == option:
            return found
    return None
