"""Requests from HAR exports and from pasted command lines and `fetch()` calls."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from corscheck.contract.advice import in_asab_terms
from corscheck.errors import UsageProblem
from corscheck.live.batch import opened
from corscheck.live.why import WhyRequest
from corscheck.paste.captured import NotCaptured, as_request, notes
from corscheck.paste.curl import is_curl, parse_curl
from corscheck.paste.har import recorded
from corscheck.paste.script import parse_fetch
from corscheck.text import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.fetch.request import Credentials, FetchRequest
    from corscheck.fetch.verdict import Verdict
    from corscheck.paste.har import Recorded

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


class Archive(NamedTuple):
    """What a HAR export holds: verdicts on its recorded answers, and what is to be known besides."""

    verdicts: tuple[Verdict, ...]
    requests: tuple[WhyRequest, ...]  # the same, to be sent again
    notes: tuple[str, ...]
    complete: bool  # whether all of its failed requests could be judged


def archived(path: str, origin: str | None, credentials: Credentials | None = None) -> Archive:
    """The failing cross-origin requests of a HAR export; where none failed, those that passed.

    `origin` is the page's where the export does not name it, and that of all requests that are sent again;
    `credentials` is the mode of all requests. Raises `UsageProblem`.
    """
    try:
        found = recorded(json.loads(_read(path, MAX_HAR)), origin, credentials)
    except (ValueError, RecursionError) as error:  # NotCaptured, UnicodeDecodeError and JSONDecodeError, too
        reason = "it is not JSON: " if isinstance(error, json.JSONDecodeError) else ""
        raise UsageProblem(f"{_name(path)}: {reason}{error}") from error
    asked = {one.number: one.request for one in reversed(found.judged)}
    requests = [request._replace(origin=origin or request.origin) for request in asked.values()][::-1]
    return Archive(
        tuple(in_asab_terms(one.verdict) for one in found.judged),
        tuple(_request(request, credentials) for request in requests),
        tuple(_about(found)),
        found.without_page == 0,
    )


def _about(found: Recorded) -> Iterator[str]:
    """What a reader of the verdicts has to know."""
    if not found.judged:
        yield "there is no cross-origin request in this HAR export"
    elif all(one.passed for one in found.judged):
        yield "no cross-origin request in this HAR export failed; these passed"
    if found.without_page:
        yield (
            f"failed, and without Origin or Referer: {plural(found.without_page, 'request')};"
            " say with --origin which page sent them"
        )
    if found.not_cors:
        ended = "ended by the page, the user or an extension"
        yield f"left out, because {ended}: {plural(found.not_cors, 'request')}"
    if found.only_with_credentials:
        yield (
            "would fail if they include credentials, which is not recorded (see --credentials):"
            f" {plural(found.only_with_credentials, 'request')}"
        )


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
