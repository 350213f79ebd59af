"""Secrets that are known: values of environment variables, or given for a server only."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from corscheck.secrets.forms import MASK

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 4
"""Code points of the shortest secret that is also masked within other text, not only as a whole."""

_RUN = 6
"""Code points of a secret that are masked where a message quotes a part of it."""


def mask_known(text: str, secrets: Iterable[str]) -> str:
    """The text without these secrets, in the forms in which sentences, URLs and command lines have them."""
    before = text
    for secret in secrets:
        text = _without(text, secret)
    return text if text == before else re.sub(rf"(?:{re.escape(MASK)}){{2,}}", MASK, text)


def mask_value(text: str, secrets: Iterable[str]) -> str:
    """A single value without these secrets, wherever they are in it."""
    for secret in secrets:
        if text == secret:
            return MASK
        if len(secret) >= SHORTEST and not _is_trivial(secret):
            text = _replaced(text, secret)
    return text


def _replaced(text: str, secret: str) -> str:
    """The text with a mask for the secret, in any letter case."""
    if len(secret) > len(text) or secret.lower() not in text.lower():
        return text
    return re.sub(re.escape(secret), MASK, text, flags=re.IGNORECASE)


def _is_trivial(secret: str) -> bool:
    """Whether it is a word or a number that any text may have, so that hiding it would hide everything."""
    return re.fullmatch(r"(?i)true|false|yes|no|on|off|none|null|default|\d{1,5}|\W*", secret) is not None


def _without(text: str, secret: str) -> str:
    if _is_trivial(secret):
        return text
    if text == secret:
        return MASK
    if len(secret) < SHORTEST:
        return text.replace(f"`{secret}`", f"`{MASK}`").replace(f"'{secret}'", f"'{MASK}'")
    lowered = text.lower()
    for form in (secret, *_escaped_forms(secret)) if len(secret) <= len(text) else ():
        if form.lower() in lowered:
            word = re.escape(form)
            if form.isalpha():  # any sentence may have it: masked where it is quoted, or a part of something
                word = rf"(?:(?<=[`'\"/=@:,.\[(-]){word}(?!\w)|(?<!\w){word}(?=[`'\"/@\])-]))"
            text = re.sub(word, MASK, text, flags=re.IGNORECASE)
    quoted = "(?s)`(.+)`" if "`" in secret else "`([^`]+)`"
    return re.sub(quoted, lambda match: f"`{_without_parts(match[1], secret)}`", text)


@lru_cache(maxsize=1024)
def _escaped_forms(secret: str) -> tuple[str, ...]:
    """Its escaped forms in Python, URLs, shells and JSON, where they differ."""
    if secret.isascii() and secret.isalnum():
        return ()
    from urllib.parse import quote  # noqa: PLC0415  # only where there are secrets

    forms = (
        repr(secret)[1:-1],
        secret.encode("unicode_escape").decode("ascii"),
        quote(secret, safe="", errors="replace"),
        quote(secret, errors="replace"),
        secret.replace("'", "'\\''"),
        secret.replace("\\", "\\\\").replace('"', '\\"'),
    )
    return tuple(form for form in dict.fromkeys(forms) if form != secret)


def _without_parts(content: str, secret: str) -> str:
    """A quotation of a message without runs that are a part of the secret; a long one may be cut."""
    content = _replaced(content, secret)
    hidden, runs = _runs(secret)
    quoted = content.lower()
    marked = [False] * len(content)
    for start in range(len(content) - _RUN + 1):
        if quoted[start : start + _RUN] in runs:
            marked[start : start + _RUN] = [True] * _RUN
    if quoted.endswith("..."):
        body = quoted[:-3]
        tail = next((size for size in range(_RUN - 1, 0, -1) if hidden.startswith(body[-size:])), 0)
        marked[len(body) - tail : len(body)] = [True] * tail
    if not any(marked):
        return content
    shown = "".join("\0" if hide else char for char, hide in zip(content, marked, strict=True))
    return re.sub("\0+", MASK, shown)


@lru_cache(maxsize=64)
def _runs(secret: str) -> tuple[str, frozenset[str]]:
    """The secret in the form in which it is searched in quotations, and all runs of characters in it."""
    hidden = re.sub(r"^[a-z][a-z0-9+.-]*://", "", secret.lower())
    return hidden, frozenset(hidden[start : start + _RUN] for start in range(len(hidden) - _RUN + 1))
