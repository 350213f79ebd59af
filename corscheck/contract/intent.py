"""What the operator evidently meant by `cors`, independent of how ASAB reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.contract.foreign_origins import label
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.rules.live._case import Allowed, Intent
from corscheck.rules.origins import classify, read_cors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.asab.container import Container
    from corscheck.source import Value

_LIST = re.compile(r"[^;|]+")  # people write these separators, although ASAB does not support them
_PATTERN = re.compile(r"(https?://)\*\.([^/*]+)")
_YES = frozenset({"yes", "true", "on", "1", "y", "t"})


def read_intent(container: Container) -> Intent:
    """What `cors` of the container evidently promises."""
    credentials = _credentials(container)
    read = read_cors(container.cors.text)
    if read.meaning == "empty":
        return Intent("disabled")
    if read.meaning == "off":
        return Intent("off", credentials=credentials)
    if read.meaning == "on" or read.wildcard:
        return Intent("anyone", credentials=credentials)
    values = [container.cors.slice(entry.start, entry.end) for entry in read.entries]
    if container.profile.cors == "allow-list":  # there only the exact spelling is the origin `null`
        values = [value for value in values if value.text == "null" or value.text.lower() != "null"]
    origins = tuple(found for value in values for found in _allowed(value))
    return Intent("listed" if origins else "unclear", origins, credentials)


def _allowed(value: Value) -> Iterator[Allowed]:
    """The origins that an entry evidently means: as browsers write them, with the missing scheme added."""
    for match in _LIST.finditer(value.text):
        part = value.slice(match.start(), match.end())
        pattern = _PATTERN.fullmatch(part.text)
        mark = label(part.text) if pattern else ""
        written = f"{pattern[1]}{mark}.{pattern[2]}" if pattern else part.text
        origin = parse_origin(written)
        if isinstance(origin, NotAnOrigin):
            # What to write instead is known for a missing scheme and the like, not for any word or path.
            origin = parse_origin(classify(written).instead or written.lower())
        if isinstance(origin, NotAnOrigin) or (origin.serialised == "null" and written.lower() != "null"):
            continue
        yield Allowed(origin.serialised, part, origin.serialised.partition(mark)[2] if pattern else None)


def _credentials(container: Container) -> bool:
    """Whether cookies are promised: only a version with an option for it can promise them.

    Earlier ones always say `Allow-Credentials: true` next to `*`, which no browser accepts.
    """
    profile = container.profile
    if not profile.policy_options:
        return False
    value = container.values.get("cors_allow_credentials")
    return profile.allow_credentials if value is None else value.text.strip().lower() in _YES
