"""What the operator evidently meant by `cors`, whatever ASAB makes of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.contract.strangers import label
from corscheck.fetch.origin import NotAnOrigin, parse_origin
from corscheck.rules.observation import Allowed, Intent

if TYPE_CHECKING:
    from corscheck.asab.model import Container
    from corscheck.source import Value

_OFF = frozenset({"off", "no", "none", "false", "0", "disable", "disabled", "never", "nobody", "deny"})
_ON = frozenset({"on", "yes", "true", "1", "enable", "enabled", "all", "any", "always", "everybody"})
_SEPARATOR = re.compile(r"[,;\s]+")
_COMMENT = re.compile(r"(?:^|\s)[#;]")  # ASAB's parser knows none behind a value: people still write them
_PATTERN = re.compile(r"(https?://)\*\.([^/*]+)")


def read_intent(container: Container) -> Intent:
    """What `cors` of the container evidently promises."""
    credentials = _credentials(container)
    value = container.cors
    if not value.text:
        return Intent("disabled")
    comment = _COMMENT.search(value.text)
    if comment:
        value = value.slice(0, comment.start())
    entries = [entry.strip("\"'[]") for entry in value.split(_SEPARATOR)]
    texts = {entry.text.lower() for entry in entries if entry.text}
    if not texts or texts <= _OFF:
        return Intent("off", credentials=credentials)
    if "*" in texts or texts <= _ON:
        return Intent("anyone", credentials=credentials)
    origins = tuple(found for entry in entries if entry.text and (found := _allowed(entry)))
    return Intent("listed" if origins else "unclear", origins, credentials)


def _allowed(value: Value) -> Allowed | None:
    """The origin that an entry evidently means: as browsers write it, with the missing scheme added."""
    pattern = _PATTERN.fullmatch(value.text)
    if pattern:
        origin = parse_origin(f"{pattern[1]}{label(value.text)}.{pattern[2]}")
        if not isinstance(origin, NotAnOrigin):
            return Allowed(origin.serialised, value, origin.serialised.partition(label(value.text))[2])
    origin = parse_origin(value.text)
    if isinstance(origin, NotAnOrigin):
        return None if origin.suggestion is None else Allowed(origin.suggestion, value)
    return Allowed(origin.serialised, value)


def _credentials(container: Container) -> bool:
    """Whether cookies are promised: only a version with an option for it can promise them.

    Earlier ones always say `Allow-Credentials: true` next to `*`, which no browser accepts.
    """
    profile = container.profile
    if not profile.policy_options:
        return False
    value = container.values.get("cors_allow_credentials")
    if value is None:
        return profile.allow_credentials
    return value.text.strip().lower() in ("yes", "true", "on", "1", "y", "t")
