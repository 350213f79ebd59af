"""Requests from HAR exports and from pasted command lines and `fetch()` calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from corscheck.errors import UsageProblem
from corscheck.live.batch import opened
from corscheck.live.why import WhyRequest
from corscheck.paste.captured import NotCaptured, as_request, notes
from corscheck.paste.curl import is_curl, parse_curl
from corscheck.paste.har import failing_requests
from corscheck.paste.script import parse_fetch

if TYPE_CHECKING:
    from corscheck.fetch.request import Credentials, FetchRequest

MAX_PASTED = 1024 * 1024
MAX_HAR = 512 * 1024 * 1024
"""Bytes after which a file is refused."""


_GUESSED = (
    "Browsers do not record whether credentials are included; no cookie was sent, so `{mode}` is assumed"
    " (see --credentials)."
)


def pasted(path: str, origin: str | None, credentials: Credentials | None = None) -> WhyRequest:
    """The request of a "Copy as cURL" or "Copy as fetch" line.

    `origin` and `credentials` override what was found in it.
    """
    text = _read(path, MAX_PASTED).decode("utf-8", "replace")
    try:
        captured = parse_curl(text) if is_curl(text) else parse_fetch(text)
        request = _request(as_request(captured._replace(origin=origin or captured.origin)), credentials)
    except NotCaptured as error:
        raise UsageProblem(f"{_name(path)}: {error}") from error
    return request._replace(notes=(*notes(captured), *request.notes))


def archived(path: str, origin: str | None, credentials: Credentials | None = None) -> list[WhyRequest]:
    """The failing cross-origin requests of a HAR export; overridden as in `pasted`."""
    try:
        found = failing_requests(json.loads(_read(path, MAX_HAR)))
    except (ValueError, RecursionError) as error:  # NotCaptured, UnicodeDecodeError and JSONDecodeError, too
        reason = "it is not JSON: " if isinstance(error, json.JSONDecodeError) else ""
        raise UsageProblem(f"{_name(path)}: {reason}{error}") from error
    return [_request(request._replace(origin=origin or request.origin), credentials) for request in found]


def _request(request: FetchRequest, credentials: Credentials | None) -> WhyRequest:
    """The request with its credentials mode, which browsers do not record: only whether cookies were sent."""
    if credentials:
        return WhyRequest(request._replace(credentials=credentials))
    guessed = request.credentials != "include"
    return WhyRequest(request, (_GUESSED.format(mode=request.credentials),) if guessed else ())


def _read(path: str, limit: int) -> bytes:
    with opened(path) as file:
        try:
            content = file.read(limit + 1)
        except OSError as error:
            raise UsageProblem(f"{path}: {error.strerror}") from error
    if len(content) > limit:
        raise UsageProblem(f"{_name(path)}: larger than {limit // 1024**2} MiB")
    return content


def _name(path: str) -> str:
    return "standard input" if path == "-" else path
