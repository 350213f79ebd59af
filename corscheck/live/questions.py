"""Where questions come from besides the command line: HAR exports, pasted command lines."""

from __future__ import annotations

import json

from corscheck.errors import UsageProblem
from corscheck.live.batch import opened
from corscheck.live.why import Question
from corscheck.paste.captured import NotCaptured, as_request
from corscheck.paste.curl import is_curl, parse_curl
from corscheck.paste.har import failing_requests
from corscheck.paste.script import parse_fetch

MAX_PASTED = 1024 * 1024
MAX_HAR = 512 * 1024 * 1024
"""Bytes after which a file is refused."""


def pasted(path: str, origin: str | None) -> Question:
    """The request of a "Copy as cURL" or "Copy as fetch" line; `origin` overrides the one found in it."""
    text = _read(path, MAX_PASTED).decode("utf-8", "replace")
    try:
        captured = parse_curl(text) if is_curl(text) else parse_fetch(text)
        return Question(as_request(captured._replace(origin=origin or captured.origin)))
    except NotCaptured as error:
        raise UsageProblem(f"{_name(path)}: {error}") from error


def archived(path: str, origin: str | None) -> list[Question]:
    """The failing cross-origin requests of a HAR export; `origin` overrides the one found for each."""
    try:
        found = failing_requests(json.loads(_read(path, MAX_HAR)))
    except (ValueError, RecursionError) as error:  # NotCaptured, UnicodeDecodeError and JSONDecodeError, too
        raise UsageProblem(f"{_name(path)}: {error}") from error
    return [Question(request._replace(origin=origin or request.origin)) for request in found]


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
