"""`fetch(...)` calls that "Copy as fetch" copies; their arguments are JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from corscheck.fetch.request import CREDENTIALS
from corscheck.paste.captured import Captured, NotCaptured, page_origin

if TYPE_CHECKING:
    from corscheck.fetch.request import Credentials

_CALL = re.compile(r"\s*(?:await\s+)?(?:window\.)?fetch\s*\(\s*")
_NOT_THE_MODE = (
    'Browsers copy `"credentials": "include"` wherever there is an Authorization header: it is not the mode.'
)
_COMMA = re.compile(r"\s*,\s*")


def is_fetch(text: str) -> bool:
    """Whether the text is a call of `fetch()`."""
    return _CALL.match(text) is not None


_NO_CORS = (
    'The call has `mode: "no-cors"`: the page can then never read the answer, and browsers drop headers as'
    " `Content-Type: application/json`. Take it out; it is judged without it here."
)


def parse_fetch(text: str) -> Captured:
    """The request that the call would make. Raises `NotCaptured` with what is wrong with it."""
    call = _CALL.match(text)
    if call is None:
        raise NotCaptured("it is not a call of fetch()")
    url, end = _value(text, call.end(), "URL")
    comma = _COMMA.match(text, end)
    options = _value(text, comma.end(), "options")[0] if comma else {}
    if not isinstance(url, str) or not isinstance(options, dict):
        raise NotCaptured("fetch() is not called with a string and an object")
    headers = options.get("headers") or {}
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise NotCaptured("the headers of the fetch() call are not an object of strings")
    credentials: Credentials | None = next((c for c in CREDENTIALS if c == options.get("credentials")), None)
    notes: tuple[str, ...] = ()
    if credentials == "include" and "mode" in options and "authorization" in map(str.lower, headers):
        credentials, notes = None, (_NOT_THE_MODE,)
    if options.get("mode") == "no-cors":
        notes += (_NO_CORS,)
    referrer = options.get("referrer")
    return Captured(
        url=url,
        method=str(options.get("method") or "GET"),
        headers=tuple(headers.items()),
        body=None if options.get("body") is None else "text",
        credentials=credentials,
        notes=notes,
        origin=page_origin(referrer) if isinstance(referrer, str) else None,
    )


def _value(text: str, start: int, what: str) -> tuple[Any, int]:
    try:
        return json.JSONDecoder().raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        raise NotCaptured(
            f"the {what} of the fetch() call cannot be read: paste it as the browser copies it"
        ) from error
