"""Forms of values that are not secret: an origin, a path, a port, a word."""

from __future__ import annotations

import re
from typing import Literal

Shape = Literal["origin", "path", "address", "number", "word", "method", "header"]

_HOST = r"(?:\*\.)?(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,24}"
_ADDRESS = r"\d{1,3}(?:\.\d{1,3}){3}|\[?[0-9a-f]{0,4}(?::[0-9a-f.]{0,15}){2,7}\]?|\[::\]|localhost|\*"

_LABEL = r"[\w*-]{1,63}"

_PATTERNS: dict[Shape, str] = {
    "origin": (
        rf"\*|null|(?:[a-zA-Z][a-zA-Z0-9+.-]{{1,20}}://(?:{_LABEL}(?:\.{_LABEL}){{0,6}}|{_ADDRESS})"
        rf"|{_HOST}|{_ADDRESS})(?::\d{{1,5}})?/?"
    ),
    "path": (
        r"(?:~|\.{1,2})?/[\w./*?{}:@+~%-]*"
        r"|[\w.*-]+(?:/[\w.*-]+)*\.(?:conf|ini|cfg|d|json|ya?ml|pem|crt|cer|key)"
    ),
    "address": (
        rf"(?:(?:{_ADDRESS}|{_HOST})[: ])?\d{{1,5}}(?: +ssl(?::[\w-]+)?)?|{_ADDRESS}|{_HOST}|ssl(?::[\w-]+)?"
    ),
    "number": r"[+-]?\d{1,10}(?:\.\d{1,6})?(?:[smhdwykKMG]|ms|[kKMG]i?B)?",
    "word": (
        r"(?i:yes|no|true|false|on|off|y|n|t|f|none|null|auto|full|prod|enabled?|disabled?|default|optional"
        r"|required|cert_none|cert_optional|cert_required|debug|info|notice|warning|error|\*|)"
    ),
    "method": r"(?i:get|head|post|put|patch|delete|options|connect|trace|propfind|report|query|\*)",
    "header": (
        r"(?i:\*|accept(?:-[a-z]+)?|authorization|cache-control|content-[a-z-]{2,20}|cookie|dnt|etag"
        r"|if-[a-z-]{5,20}|last-event-id|last-modified|link|location|origin|pragma|range|referer|retry-after"
        r"|user-agent|traceparent|tracestate|baggage|x-[a-z]{2,16}(?:-[a-z]{2,16}){0,3})"
    ),
}


def has_shape(text: str, *shapes: Shape) -> bool:
    """Whether each item of the text, which commas or blanks separate, has one of the shapes."""
    if len(text) > 8192:
        return False
    return ("address" in shapes and _is(text.strip(), "address")) or all(
        any(_is(item, shape) for shape in shapes) for item in re.split(r"[\s,;]+", text.strip())
    )


def _is(item: str, shape: Shape) -> bool:
    return re.fullmatch(_PATTERNS[shape], item) is not None
