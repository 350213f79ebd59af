"""How long browsers keep a preflight's answer (Fetch: CORS-preflight cache)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.fetch.deviations import MAX_AGE_CAPS, MAX_AGE_UNREADABLE
from corscheck.fetch.headers import values

if TYPE_CHECKING:
    from corscheck.exchange import Headers

_NAMES = {"chrome": "Chromium", "firefox": "Firefox", "safari": "Safari"}


def max_age(headers: Headers) -> int | None:
    """The seconds the answer asks for; None if the header is missing or no browser can read it."""
    found = values(headers, "access-control-max-age")
    if len(found) != 1 or not re.fullmatch(r"[0-9]+", found[0]):
        return None
    digits = found[0].lstrip("0")
    return int(digits[:18] or "0")  # larger numbers exceed every limit


def kept_for(headers: Headers, engine: str) -> int:
    """Seconds for which a browser (`chrome`, `firefox`, `safari`) sends no further preflight."""
    seconds = max_age(headers)
    if seconds is None:
        return MAX_AGE_UNREADABLE[engine]
    return min(seconds, MAX_AGE_CAPS[engine])


def advice(headers: Headers) -> str | None:
    """A note where browsers do not follow Access-Control-Max-Age; None where they do, or it is missing."""
    found = values(headers, "access-control-max-age")
    if not found:
        return None
    seconds = max_age(headers)
    if seconds is None:
        return "Access-Control-Max-Age is not one number of seconds; browsers keep it for 5 s or not at all."
    if seconds == 0:
        return "Access-Control-Max-Age is 0: every request needs its own preflight."
    capped = [f"{kept_for(headers, engine)} s in {name}" for engine, name in _NAMES.items()
              if kept_for(headers, engine) < seconds]  # fmt: skip
    return f"Access-Control-Max-Age {seconds} counts as {', '.join(capped)}." if capped else None
