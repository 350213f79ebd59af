"""Text from outside, made fit to stand in a sentence: invisible characters become visible."""

from __future__ import annotations

LIMIT = 200
"""How many characters of a value a sentence shows at most."""

LISTED = 20
"""How many names a sentence lists at most."""

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}


def visible(text: str, limit: int = LIMIT) -> str:
    r"""The text with control characters and all that is not ASCII as escapes (`\t`, `\xa0`, `\u200b`).

    A header's text is bytes as latin-1, so `\xe9` is the byte that came. Longer text is cut.
    """
    if len(text) <= limit and text.isascii() and text.isprintable():
        return text
    shown = "".join(_escape(char) for char in text[:limit])
    return shown if len(text) <= limit else f"{shown}... ({len(text)} characters)"


def quoted(text: str) -> str:
    """The text in backquotes as a message shows a value, so that blanks and emptiness can be seen."""
    return f"`{visible(text)}`" if text else "an empty value"


def _escape(char: str) -> str:
    if " " <= char <= "~":
        return char
    code = ord(char)
    if char in _NAMED:
        return _NAMED[char]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Names as a sentence lists them, each in backquotes; of very many only the first."""
    shown = ", ".join(f"`{visible(name)}`" for name in names[:LISTED])
    return shown if len(names) <= LISTED else f"{shown} and {len(names) - LISTED} more"
