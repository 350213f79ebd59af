"""Requests from HAR exports, from pasted commands and `fetch()` calls, and from what consoles print."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING

from corscheck.causes.diagnose import diagnosed
from corscheck.contract.advice import in_asab_terms
from corscheck.errors import UsageProblem
from corscheck.live.batch import opened
from corscheck.live.why import WhyRequest
from corscheck.paste.afterwards import compared, with_include
from corscheck.paste.captured import NotCaptured, as_request, notes
from corscheck.paste.console import Given, reports, request_of
from corscheck.paste.curl import is_curl, parse_curl
from corscheck.paste.decoding import decoded
from corscheck.paste.har import recorded
from corscheck.paste.powershell import is_powershell, parse_powershell
from corscheck.paste.script import is_fetch, parse_fetch
from corscheck.records import NamedTuple
from corscheck.text import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from corscheck.fetch.request import Credentials, FetchRequest
    from corscheck.fetch.verdict import Verdict
    from corscheck.paste.har import Recorded

MAX_PASTED = 1024 * 1024
MAX_HAR = 512 * 1024 * 1024
"""Bytes after which a file is refused."""


_GUESSED = (
    "The copy does not say whether credentials are included; there is no cookie in it, so `{mode}` is assumed"
    " (see --credentials)."
)


class PastedRequest(NamedTuple):
    """A request from a pasted text, and the function that completes its verdict."""

    request: WhyRequest
    finish: Callable[[Verdict], Verdict]


def pasted(path: str, given: Given = Given()) -> list[PastedRequest]:  # noqa: B008 - immutable
    """The request that was copied as cURL, as fetch or as PowerShell; else those that a console reported.

    `given` overrides what was found, and completes what a console does not print. Raises `UsageProblem`.
    """
    text = decoded(_read(path, MAX_PASTED))
    try:
        parse = parse_curl if is_curl(text) else parse_powershell if is_powershell(text) else parse_fetch
        if parse is parse_fetch and not is_fetch(text):
            return _reported(text, given)
        captured = parse(text)
        request = as_request(captured._replace(origin=given.origin or captured.origin))
    except NotCaptured as error:
        raise UsageProblem(f"{_name(path)}: {error}") from error
    asked = _request(request, given.credentials)
    finish = (
        _unchanged
        if given.credentials or request.credentials == "include"
        else partial(with_include, request)
    )
    return [PastedRequest(asked._replace(notes=(*notes(captured), *asked.notes)), finish)]


def reported(path: str, given: Given = Given()) -> list[PastedRequest]:  # noqa: B008 - immutable
    """The requests that a browser's console reported as blocked. Raises `UsageProblem`."""
    try:
        return _reported(decoded(_read(path, MAX_PASTED)), given)
    except NotCaptured as error:
        raise UsageProblem(f"{_name(path)}: {error}") from error


def _reported(text: str, given: Given) -> list[PastedRequest]:
    found = reports(text)
    return [PastedRequest(WhyRequest(request_of(one, given)), partial(compared, one)) for one in found]


def _unchanged(verdict: Verdict) -> Verdict:
    return verdict


class Archive(NamedTuple):
    """The content of a HAR export: verdicts on its recorded answers, and notes."""

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
    except RecursionError as error:
        raise UsageProblem(f"{_name(path)}: it is nested too deeply") from error
    except ValueError as error:  # NotCaptured, UnicodeDecodeError and JSONDecodeError, too
        reason = "it is not JSON: " if isinstance(error, json.JSONDecodeError) else ""
        raise UsageProblem(f"{_name(path)}: {reason}{error}") from error
    requests = [one.request._replace(origin=origin or one.request.origin) for one in found.judged]
    return Archive(
        tuple(in_asab_terms(diagnosed(one.verdict, one.prepared, cache=one.cache)) for one in found.judged),
        tuple(_request(request, credentials) for request in requests),
        tuple(_about(found, _name(path))),
        found.without_page == 0,
    )


def _about(found: Recorded, name: str) -> Iterator[str]:
    """Notes for the reader of the verdicts."""
    if found.without_page:
        yield (
            f"error: {name}: failed, and without Origin or Referer: {plural(found.without_page, 'request')};"
            " name the page that sent them with --origin"
        )
    if not found.judged:
        yield "there is no cross-origin request in this HAR export"
    elif all(one.passed for one in found.judged):
        yield "no cross-origin request in this HAR export failed; these passed"
    if found.not_cors:
        ended = "ended by the page, the user or an extension"
        yield f"left out, because {ended}: {plural(found.not_cors, 'request')}"
    if found.undecided:
        yield (
            "pass, but would fail if they include credentials, which is not recorded (see --credentials):"
            f" {plural(found.undecided, 'request')}"
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
