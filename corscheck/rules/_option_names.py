"""Names of options about CORS, and the intended option for a misspelt or misplaced one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.rules._ini import swallowed_lines
from corscheck.suggest import closest

if TYPE_CHECKING:
    from corscheck.asab.container import Container, Option

CORS = "cors"
PREFLIGHT_PATHS = "cors_preflight_paths"

LATER = ("cors_allow_credentials", "cors_allow_headers", "cors_allow_methods", "cors_max_age")
"""Options that ASAB has after 26.36."""

OBSOLETE = "preflightpaths"
"""The name of `cors_preflight_paths` while its change was reviewed; never released."""

_OTHER_VERSIONS = frozenset((CORS, PREFLIGHT_PATHS, OBSOLETE, *LATER))
_HINTS = ("access", "cors", "preflight", "origin", "cros", "crs")
_ABOUT_CORS = (
    r"(?:^|[\W_])c(?:or|ro)s(?=$|[\W_\d])|^cors(?:allow|origin|max|method|header|cred|path|enab|expose|preflight|url"
    r"|domain)|(?:^|[\W_])(?:preflight|access[\W_]?control)"
)
_HAS_PATHS = "path|url|uri|route|endpoint|prefix"
_EXCLUDES = "exclu|ignor|skip|exempt|deny|disallow|except"

_INTENDED: tuple[tuple[str, str | None], ...] = (
    ("expose", None),
    (r"\A(?:(?:cors)?(?:allow(?:ed)?)?origins?|accesscontrolalloworigin)\Z", CORS),
    (r"\A(?:cors(?:enabled?|allow|urls?|domains?)|enablecors)\Z", CORS),
    (r"\A(?:accesscontrolallow|cors|preflight)methods\Z", "cors_allow_methods"),
    (r"\A(?:accesscontrolallow|cors|preflight)headers\Z", "cors_allow_headers"),
    (r"\A(?:accesscontrolallow|cors|preflight)credentials\Z", "cors_allow_credentials"),
    (
        r"\A(?:accesscontrol|cors|preflight)(?:max)?(?:age|ttl|cache(?:ttl|time|age)?)(?:secs|seconds)?\Z",
        "cors_max_age",
    ),
    (r"\A(?:enable|web)?preflights?(?:enabled?)?\Z", PREFLIGHT_PATHS),
    (rf"\A(?=.*(?:preflight|cors))(?=.*(?:{_HAS_PATHS})).*(?:{_EXCLUDES})", None),
    (rf"\A(?=.*(?:preflight|cors)).*(?:{_HAS_PATHS})", PREFLIGHT_PATHS),
)
"""Pattern for a name without its separators → the intended option; the first match decides."""


def intended_option(name: str, known: dict[str, str]) -> str | None:
    """The option that `name` is a misspelling of; None for a known option and for anything else.

    `known` are the options of the container, as in `Profile.defaults`.
    """
    if name in known or name in _OTHER_VERSIONS or not any(hint in name for hint in _HINTS):
        return None
    letters = re.sub(r"[^a-z]", "", name).replace("corspreflight", "preflight")
    for pattern, option in _INTENDED:
        if re.search(pattern, letters):
            return option
    return closest(name.replace("-", "_"), (CORS, PREFLIGHT_PATHS, *LATER), 0.75)


def is_about_cors(name: str) -> bool:
    """Whether an option, known to ASAB or not, is evidently meant to configure CORS."""
    return re.search(_ABOUT_CORS, name) is not None


def is_hidden(web: Container, option: str) -> bool:
    """Whether the option is in the section, but as part of another value, or without a separator."""
    swallowed = (match[1] for found in web.options.values() for match in swallowed_lines(found.value.text))
    problems = (one for one in web.configuration.problems if one.type == "ParsingError" and one.span)
    bare = (one.span.text.split()[0] for one in problems if one.span)
    return any(name and name.lower() == option for name in (*swallowed, *bare))


def misspelt(web: Container, option: str) -> Option | None:
    """The option of the section whose name is a misspelling of `option`; None where there is none."""
    known = web.profile.defaults
    if option == PREFLIGHT_PATHS and OBSOLETE in web.options:
        return web.options[OBSOLETE]
    for name, found in web.options.items():
        if name not in known and intended_option(name, known) == option:
            return found
    return None
