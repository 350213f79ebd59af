"""Names that say that a value is secret, and headers whose values can be shown."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from corscheck.secrets.shapes import has_shape

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corscheck.exchange import Headers

_WORDS = frozenset(
    (
        *("password", "passwords", "passwd", "passphrase", "passcode", "pwd", "jwt"),
        *("secret", "secrets", "token", "tokens", "apikey", "apitoken", "privatekey", "accesskey"),
        *("secretkey", "authkey", "credential", "credentials", "authorization"),
    )
)
_PAIRS = frozenset(
    (
        *("api key", "private key", "access key", "secret key", "auth key", "encryption key", "signing key"),
        *("master key", "session key", "session id", "pass phrase", "pass word"),
    )
)
_ENDS = ("password", "passwd", "passphrase", "secret", "token", "apikey")
_ABOUT = frozenset(
    (
        *("url", "uri", "endpoint", "file", "path", "dir", "directory", "name", "header", "length", "ttl"),
        *("timeout", "expiration", "expires", "age", "type", "algorithm"),
    )
)
"""Last words of names of which the value is something about a secret, such as `token_url`."""

_COOKIES = frozenset({"cookie", "cookie2", "set-cookie", "set-cookie2"})

_OF_BROWSERS = frozenset(
    (
        *("access-control-request-headers", "access-control-request-method", "connection", "host", "origin"),
        *("content-length", "referer", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "sec-purpose"),
    )
)
"""Headers of requests that browsers write, and that contain nothing from the user."""

_LANGUAGE = r"(?:\*|[A-Za-z]{1,3}(?:-[A-Za-z]{2,4})?)(?:;q=[\d.]{1,5})?"
_TYPE = r"[\w.+*-]{1,60}/[\w.+*-]{1,60}(?:; ?(?:q|charset|boundary)=\"?[\w.-]{1,20}\"?)?"
_FORMS = {
    "accept": rf"{_TYPE}(?:, ?{_TYPE})*",
    "accept-language": rf"{_LANGUAGE}(?:, ?{_LANGUAGE})*",
    "content-language": rf"{_LANGUAGE}(?:, ?{_LANGUAGE})*",
    "content-type": _TYPE,
    "range": r"bytes=\d*-\d*",
    "x-requested-with": "XMLHttpRequest",
}
"""Headers of requests by which browsers decide, and the forms of values that hold nothing else."""


_PART = 8
"""Characters of the shortest part of a header's value that is a secret of its own."""


@lru_cache(maxsize=1024)  # the same names are in every answer
def is_secret_name(name: str) -> bool:
    """Whether the name of an option, a parameter, a header or a variable says that its value is secret."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", name)]
    if not words or words[-1] in _ABOUT or "allow" in words:  # `cors_allow_credentials`
        return False
    pairs = (f"{one} {two}" for one, two in pairwise(words))
    return any(word in _WORDS or word.endswith(_ENDS) for word in words) or not _PAIRS.isdisjoint(pairs)


def is_secret_header(name: str) -> bool:
    """Whether a header's value is secret, in requests and answers."""
    return name.lower() in _COOKIES or is_secret_name(name)


def shows_request_header(name: str, value: str) -> bool:
    """Whether a header of a request can be shown; all others were given by the user for the server only."""
    name = name.lower()
    form = _FORMS.get(name)
    return name in _OF_BROWSERS or (form is not None and re.fullmatch(form, value) is not None)


def header_secrets(headers: Headers) -> tuple[str, ...]:
    """The values of headers that were given for a server only; they are masked wherever they occur.

    So is the token of `Bearer <token>`, and the value of each cookie, which a server may repeat alone.
    """
    secrets = []
    for name, value in headers:
        if shows_request_header(name, value):
            continue
        secrets.append(value)
        if name.lower() in _COOKIES:
            parts = [pair.partition("=")[2].strip() for pair in value.split(";")]
        else:
            parts = [value.partition(" ")[2].strip()] if re.match(r"[A-Za-z][\w-]* +\S+$", value) else []
        secrets += [part for part in parts if len(part) >= _PART]
    return tuple(secrets)


def variable_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The values of environment variables with secret names."""
    return tuple(
        value
        for name, value in environ.items()
        if name != "PWD" and is_secret_name(name) and not has_shape(value, "path")
    )
