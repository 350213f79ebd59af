"""What an entry of `cors` can be, and how messages quote it; the judging itself is in `_entry`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal, NamedTuple

from corscheck.rules import _messages

if TYPE_CHECKING:
    from corscheck.fetch.origin import Origin

Kind = Literal[
    "any", "null", "origin", "spelling", "separator", "expression", "pattern", "scheme", "word", "opaque",
    "websocket", "app", "userinfo", "path", "port", "malformed",
]  # fmt: skip


class Form(NamedTuple):
    """What an entry is. `message` is what is wrong with it and `instead` what to write, where that is known.

    `safe`: a browser means the same by `instead`; `mild`: ASAB's allow-list corrects it by itself;
    `origin`: what browsers send, for the kinds `origin` and `spelling`.
    """

    kind: Kind
    message: str = ""
    instead: str | None = None
    safe: bool = False
    mild: bool = False
    origin: Origin | None = None


def shown(text: str) -> str:
    """An entry as a message quotes it, without passwords, what cannot be seen made visible."""
    if "@" in text:
        text = re.sub(r"(?:\A|(?<=/))[^/]*@", "...@", text)
    if not text.isprintable():
        from corscheck.fetch.text import visible  # noqa: PLC0415  # rarely needed

        text = visible(text)
    return _messages.shown(text)
