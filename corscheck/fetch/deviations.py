"""Where today's browsers differ from the Fetch standard, as data.

The verdict follows the standard, except where all three browsers deviate in the same way. What one of them
does differently becomes a note if it can matter for the request. Measured in Chromium 156,
Firefox ESR 153 and WebKitGTK 2.50.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.fetch.headers import extract_list, get, values
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from corscheck.exchange import Headers

ENGINES = ("chrome", "firefox", "safari")
"""The browsers by their names in reports: Chromium, Gecko and WebKit."""

MAX_AGE_CAPS = {"chrome": 7200, "firefox": 86400, "safari": 600}
"""Seconds a preflight's answer is kept at most."""

MAX_AGE_UNREADABLE = {"chrome": 5, "firefox": 0, "safari": 5}
"""Seconds it is kept when Access-Control-Max-Age is missing or not digits; the standard says 5."""

CLIENT_HINTS = {
    "save-data": r"(?i:on)",
    "device-memory": r"[0-9]+(\.[0-9]+)?",
    "dpr": r"[0-9]+(\.[0-9]+)?",
    "width": r"[0-9]+",
    "viewport-width": r"[0-9]+",
    "rtt": r"[0-9]+",
    "downlink": r"[0-9]+(\.[0-9]+)?",
    "ect": r"slow-2g|2g|3g|4g",
    "intervention": r".*",
}
"""Names Chromium safelists beyond the standard, with the values for which it does so."""

_RANGE_READ = re.compile(r"(?i)bytes[ \t]*=[ \t]*\+?[0-9]+[ \t]*-[ \t]*\+?[0-9]*[ \t,]*")
_RANGE_WRITTEN = re.compile(r"bytes=(?:0|[1-9][0-9]*)-(?:0|[1-9][0-9]*)?")


class Seen(NamedTuple):
    """What a deviation can depend on: headers of the request (without forbidden ones) and of both answers."""

    request: Headers
    preflight: Headers = ()
    response: Headers = ()
    include: bool = False  # the credentials mode
    idle_listener: bool = False  # whether there is an upload listener, and no body to upload


class Deviation(NamedTuple):
    """One difference from the standard: in which browsers, what it means, and when it matters."""

    name: str
    engines: tuple[str, ...]
    message: str
    applies: Callable[[Seen], bool]

    @property
    def everywhere(self) -> bool:
        """Whether all browsers do it, so that the verdict follows them and not the standard."""
        return self.engines == ENGINES


def _wildcard(seen: Seen) -> bool:
    allowed = extract_list(seen.preflight, "access-control-allow-headers")
    named = {element.lower() for element in allowed.elements} if allowed else set()
    asked = bool(values(seen.request, "authorization"))
    return asked and not seen.include and "*" in named and "authorization" not in named


def _client_hint(seen: Seen) -> bool:
    return any(_is_client_hint(name, value) for name, value in seen.request)


def _is_client_hint(name: str, value: str) -> bool:
    hint = CLIENT_HINTS.get(name.lower())
    return hint is not None and re.fullmatch(hint, value) is not None


def _user_agent(seen: Seen) -> bool:
    return bool(values(seen.request, "user-agent"))


def asked_for_in_chromium(names: tuple[str, ...], headers: Headers) -> tuple[str, ...]:
    """Those of the CORS-unsafe names (lower case) that Chromium's preflight asks for as well."""
    other = {name.lower() for name, value in headers if not _is_client_hint(name, value)}
    return tuple(name for name in names if name in other and name != "user-agent")


def _repeated(seen: Seen) -> bool:
    names = [name.lower() for name, _ in seen.request]
    return len(set(names)) < len(names)


def _long_range(seen: Seen) -> bool:
    ranges = values(seen.request, "range")
    numbers = [number.lstrip("0") for value in ranges for number in re.findall(r"[0-9]+", value)]
    return any((len(number), number) >= (19, "9223372036854775807") for number in numbers)


def _range_spelling(seen: Seen) -> bool:
    ranges = values(seen.request, "range")
    return any(_RANGE_READ.fullmatch(value) and not _RANGE_WRITTEN.fullmatch(value) for value in ranges)


def _password(seen: Seen) -> bool:
    challenges = get(seen.response, "www-authenticate") or ""
    return seen.include and re.search(r"(?i)(?:^|,\s*)(?:basic|digest)\b", challenges) is not None


def _locations(seen: Seen) -> bool:
    found = values(seen.response, "location")
    return found == [""] or (len(found) > 1 and len(set(found)) == 1)


def _negative_max_age(seen: Seen) -> bool:
    return any(re.fullmatch(r"-[0-9]+", value) for value in values(seen.preflight, "access-control-max-age"))


AUTHORIZATION_UNDER_WILDCARD = Deviation(
    "authorization-under-wildcard",
    ENGINES,
    "`*` in Access-Control-Allow-Headers does not cover Authorization by the standard; today's browsers still"
    " accept it (Firefox logs a warning). Name `Authorization` there before they stop.",
    _wildcard,
)

DEVIATIONS = (
    AUTHORIZATION_UNDER_WILDCARD,
    Deviation(
        "client-hints",
        ("chrome",),
        "Chromium sends no preflight for a client hint set by script; other browsers do.",
        _client_hint,
    ),
    Deviation(
        "user-agent",
        ("chrome",),
        "Chromium drops a User-Agent set by script; other browsers send it after a preflight.",
        _user_agent,
    ),
    Deviation(
        "idle-upload-listener",
        ("chrome",),
        "Chromium sends no preflight for an upload listener where there is no body; other browsers do.",
        lambda seen: seen.idle_listener,
    ),
    Deviation(
        "repeated-header",
        ("chrome",),
        "Chromium joins the values of a header that is given twice before it decides about a preflight.",
        _repeated,
    ),
    Deviation(
        "range-overflow",
        ("chrome",),
        "Chromium asks for a preflight where a Range has numbers of 2^63-1 and more.",
        _long_range,
    ),
    Deviation(
        "range-spelling",
        ("chrome",),
        "Chromium writes a Range in its own spelling, such as `bytes=0-1`, when it sends the request itself.",
        _range_spelling,
    ),
    Deviation(
        "password-dialog",
        ("chrome",),
        "With credentials, Chromium prompts the user for a name and a password on a 401 with Basic or Digest,"
        " before it looks at CORS; meanwhile `fetch()` waits.",
        _password,
    ),
    Deviation(
        "location",
        ("chrome",),
        "Chromium does not follow an empty Location, but two equal ones; the standard does the opposite.",
        _locations,
    ),
    Deviation(
        "max-age-negative",
        ("chrome",),
        "Chromium does not keep a preflight whose Access-Control-Max-Age is negative; the standard says 5 s.",
        _negative_max_age,
    ),
)


@lru_cache(maxsize=64)
def relevant(seen: Seen) -> tuple[Deviation, ...]:
    """The deviations that matter for these headers."""
    return tuple(deviation for deviation in DEVIATIONS if deviation.applies(seen))
