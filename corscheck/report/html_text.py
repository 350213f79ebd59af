"""Elements and text of the page: the only place where text from outside is escaped."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NewType

from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

Html = NewType("Html", str)
"""Markup: elements, and text that is escaped."""

VOID = ("input", "meta")
"""Elements of the page that have no content and no end tag."""

_TICKS = re.compile("`(.*?)`")


def text(value: str) -> Html:
    """A value as text of the page; parts in backticks become code."""
    return Html(_TICKS.sub(r"<code>\1</code>", escape(visible(value))))


def plain(value: str) -> Html:
    """A value as text of the page, unchanged but for what is not printable."""
    return Html(escape(visible(value)))


def element(name: str, /, *content: Html, **attributes: str | bool | None) -> Html:
    """An element; attributes are `class_` for `class`, `data_x` for `data-x`; True: without a value."""
    parts = [f"<{name}"]
    for key, value in attributes.items():
        if value is not None and value is not False:
            shown = "" if value is True else f'="{escape(visible(value))}"'
            parts.append(f" {key.rstrip('_').replace('_', '-')}{shown}")
    if name in VOID:
        return Html("".join([*parts, ">"]))
    return Html("".join([*parts, ">", *content, f"</{name}>"]))


def joined(parts: Iterable[Html], between: str = "") -> Html:
    """Several pieces of markup as one."""
    return Html(between.join(parts))


def listing(lines: Iterable[str], **attributes: str | None) -> Html:
    """Lines of visible text, unchanged, as a block that wraps."""
    return element("pre", Html("\n".join(map(escape, lines))), **attributes)


def pairs(rows: Iterable[tuple[str, Html]]) -> Html:
    """Names with their values, each pair in a group of its own."""
    groups = [
        element("div", element("dt", plain(name)), element("dd", value), Html("\n")) for name, value in rows
    ]
    return element("dl", *groups)


def badge(kind: str, words: str) -> Html:
    """A word in the colour of its kind: a severity, or an outcome."""
    return element("span", plain(words), class_=f"badge {kind}")
