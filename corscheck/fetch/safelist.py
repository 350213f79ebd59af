"""What a page may send and read without asking (Fetch: CORS-safelisted method, request-, response-header).

A request header is safelisted by its value, never by its name alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corscheck.fetch.headers import WHITESPACE, is_token, split_value

if TYPE_CHECKING:
    from corscheck.exchange import Headers

SAFELISTED_METHODS = ("GET", "HEAD", "POST")
FORBIDDEN_METHODS = ("CONNECT", "TRACE", "TRACK")
NORMALISED_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT")

SAFELISTED_RESPONSE_HEADERS = frozenset(
    (
        "cache-control",
        "content-language",
        "content-length",
        "content-type",
        "expires",
        "last-modified",
        "pragma",
    )
)
FORBIDDEN_RESPONSE_HEADERS = frozenset(("set-cookie", "set-cookie2"))

SAFELISTED_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")

VALUE_LIMIT = 128
"""Bytes a safelisted value may have."""

TOTAL_LIMIT = 1024
"""Bytes all safelisted values may have together."""

_FORBIDDEN_REQUEST_HEADERS = frozenset(
    (
        "accept-charset",
        "accept-encoding",
        "access-control-request-headers",
        "access-control-request-method",
        "connection",
        "content-length",
        "cookie",
        "cookie2",
        "date",
        "dnt",
        "expect",
        "host",
        "keep-alive",
        "origin",
        "referer",
        "set-cookie",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "via",
    )
)
_METHOD_OVERRIDES = ("x-http-method", "x-http-method-override", "x-method-override")
_UNSAFE_BYTES = re.compile(
    r"[\x00-\x08\x0a-\x1f\"():<>?@\[\\\]{}\x7f]"
)  # Fetch: CORS-unsafe request-header byte
_LANGUAGE = re.compile(r"[0-9A-Za-z *,.;=-]*")
_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)")


def normalise_method(method: str) -> str:
    """Upper case for six methods; every other stays as it was typed (Fetch: normalize a method)."""
    upper = method.upper()
    return upper if upper in NORMALISED_METHODS and method.isascii() else method


def is_forbidden_method(method: str) -> bool:
    """Whether no page may use it, in any letter case (Fetch: forbidden method)."""
    return method.upper() in FORBIDDEN_METHODS


def is_forbidden_header(name: str, value: str) -> bool:
    """Whether script cannot set it and browsers drop it silently (Fetch: forbidden request-header)."""
    name = name.lower()
    if name in _FORBIDDEN_REQUEST_HEADERS or name.startswith(("proxy-", "sec-")):
        return True
    return name in _METHOD_OVERRIDES and any(map(is_forbidden_method, split_value(value)))


def mime_essence(value: str) -> str | None:
    """The `type/subtype` of a Content-Type in lower case; None if it does not parse (MIME Sniffing)."""
    kind, _, rest = value.strip(WHITESPACE).partition("/")
    subtype = rest.partition(";")[0].rstrip(WHITESPACE)
    if not is_token(kind) or not is_token(subtype):
        return None
    return f"{kind}/{subtype}".lower()


def unsafe_reason(name: str, value: str) -> str | None:
    """Why a header is not a CORS-safelisted request-header, as a clause; None if it is one."""
    check = _CHECKS.get(name.lower())
    if check is None:
        return "only Accept, Accept-Language, Content-Language, Content-Type and Range can go unasked"
    if len(value) > VALUE_LIMIT:
        return f"its value has {len(value)} bytes, more than {VALUE_LIMIT}"
    return check(value)


def unsafe_request_headers(headers: Headers) -> dict[str, str]:
    """Lower-case name to reason, sorted by name (Fetch: CORS-unsafe request-header names)."""
    unsafe: dict[str, str] = {}
    safelisted: list[str] = []
    size = 0
    for name, value in headers:
        reason = unsafe_reason(name, value)
        if reason is not None:
            unsafe.setdefault(name.lower(), reason)
        else:
            safelisted.append(name.lower())
            size += len(value)
    if size > TOTAL_LIMIT:
        for name in safelisted:
            unsafe.setdefault(
                name, f"the safelisted values have {size} bytes together, more than {TOTAL_LIMIT}"
            )
    return dict(sorted(unsafe.items()))


def _accept(value: str) -> str | None:
    unsafe = _UNSAFE_BYTES.search(value)
    return f"its value has the byte 0x{ord(unsafe[0]):02x}" if unsafe else None


def _language(value: str) -> str | None:
    if _LANGUAGE.fullmatch(value):
        return None
    return "its value has other bytes than letters, digits, blanks and `*,-.;=`"


def _content_type(value: str) -> str | None:
    reason = _accept(value)
    if reason is not None:
        return reason
    essence = mime_essence(value)
    if essence is None:
        return "its value is not a MIME type"
    return None if essence in SAFELISTED_TYPES else f"`{essence}` is not a type that an HTML form can send"


def _range(value: str) -> str | None:
    match = _RANGE.fullmatch(value)
    if match is None:
        return "only a single range `bytes=first-` or `bytes=first-last` can go unasked"
    first, last = match.groups()
    return "the range ends before it starts" if last and _number(first) > _number(last) else None


def _number(digits: str) -> tuple[int, str]:
    """Digits as a key that sorts like their number, however many there are."""
    digits = digits.lstrip("0")
    return len(digits), digits


_CHECKS = {
    "accept": _accept,
    "accept-language": _language,
    "content-language": _language,
    "content-type": _content_type,
    "range": _range,
}
