"""Which cross-origin requests of an HTTP Archive failed and why, judged from the recorded answers alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from corscheck.fetch.request import BODIES
from corscheck.paste.captured import Captured, NotCaptured, as_request, is_cross_origin
from corscheck.paste.har_entries import entries_of
from corscheck.paste.har_matching import Answers
from corscheck.paste.recorded import Judged, judge_both, judge_preflight_alone
from corscheck.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.exchange import Headers
    from corscheck.fetch.request import Body, Credentials, FetchRequest
    from corscheck.fetch.verdict import Verdict
    from corscheck.paste.har_entries import Entry

_BODIES: tuple[Body, ...] = ("text", "form", "multipart", "json")


class Recorded(NamedTuple):
    """The requests of an archive to report, and how many could not be judged."""

    judged: tuple[Judged, ...]  # the failing ones; where nothing failed, those that passed
    without_page: int = 0  # failed, and what page asked for them is not recorded
    not_cors: int = 0  # failed, but the page, the user or an extension ended them
    undecided: int = 0  # pass, but would fail if they include credentials, which is not recorded


def recorded(document: Any, origin: str | None = None, credentials: Credentials | None = None) -> Recorded:
    """The failing cross-origin requests of a decoded HAR document, each once, in their order.

    Every request is judged from its recorded answers: its preflight, wherever that is, every redirect
    and the last answer. Where none failed, all that passed are given. What is not requested with CORS
    (images, pages) is left out. A preflight stands for its request where the export has no other trace of it;
    what a preflight announced belongs to its request, also where the export is sanitized.

    Args:
        document: as `json.loads` returns it.
        origin: the page's, for entries that do not name it.
        credentials: the credentials mode of all requests; None: judge each in the modes that are possible.

    Raises:
        NotCaptured: The document is not a HAR export.
    """
    entries = entries_of(document)
    answers = Answers(entries)
    found: list[Judged] = []
    without_page = 0
    for entry in entries:
        if entry.number in answers.used or not entry.is_cors or entry.wanted or _is_not_cors(entry):
            continue
        request = _request(entry, origin, credentials, answers)
        if request is None:
            without_page += not entry.succeeded and (entry.failure is not None)
        elif is_cross_origin(request) or answers.redirects(entry):
            found.append(judge_both(request, entry, answers, known=credentials is not None))
    found += _alone(entries, answers, origin, credentials)
    found = [one for one in _once(found) if one.verdict.result != "not_cross_origin"]
    found.sort(key=lambda one: one.number)
    failed = [one for one in found if not one.passed]
    ended, undecided = sum(map(_is_not_cors, entries)), sum(one.undecided for one in found)
    return Recorded(tuple(failed or found), without_page, ended, undecided)


def _is_not_cors(entry: Entry) -> bool:
    return entry.is_cors and entry.failure is not None and entry.failure.meaning == "not-cors"


def _request(
    entry: Entry, origin: str | None, credentials: Credentials | None, answers: Answers
) -> FetchRequest | None:
    """What the page's script asked for; None where no page is known, by which alone it is cross-origin."""
    try:
        request = as_request(_located(entry.captured, origin), f"log.entries[{entry.number}]", whole=True)
    except NotCaptured:
        return None
    if entry.is_beacon:
        body = _beacons_body(entry)
        return request._replace(beacon=True, headers=(), body=body, credentials="include", send_unsafe=True)
    request = _completed(request, answers.announced_for(entry))._replace(send_unsafe=True)
    return request._replace(credentials=credentials) if credentials else request


def _beacons_body(entry: Entry) -> Body | None:
    """The kind of body with the Content-Type that the beacon was sent with; only that type matters."""
    kind = entry.header("content-type")
    if kind is None:
        return "bytes" if entry.captured.body else None
    essence = kind.partition(";")[0].strip().lower()
    return next((body for body in _BODIES if (BODIES[body][1] or " ").startswith(essence)), "json")


def _located(captured: Captured, origin: str | None) -> Captured:
    """The request with the page that it came from, where the export does not name one."""
    headers = {name.lower(): value for name, value in captured.headers}
    known = captured.origin or headers.get("origin") or headers.get("referer")
    return captured if known or not origin else captured._replace(origin=origin)


def _completed(request: FetchRequest, names: Headers) -> FetchRequest:
    """The request with what its preflight asked for: Chromium's sanitized exports lack Authorization."""
    given = {name.lower() for name, _ in request.headers}
    return request._replace(
        headers=(*request.headers, *(line for line in names if line[0].lower() not in given))
    )


def _alone(
    entries: list[Entry], answers: Answers, origin: str | None, credentials: Credentials | None
) -> Iterator[Judged]:
    """The preflights whose requests the export does not have."""
    for entry in entries:
        if not entry.wanted or not entry.wanted[0] or answers.has_request(entry):
            continue
        try:
            request = as_request(_located(entry.captured, origin), f"log.entries[{entry.number}]", whole=True)
        except NotCaptured:
            continue
        request = request._replace(credentials=credentials or request.credentials)
        if is_cross_origin(request):
            yield judge_preflight_alone(request, entry)


def _once(found: list[Judged]) -> list[Judged]:
    """Each request once for each outcome: pages poll."""

    def key(one: Judged) -> tuple[object, ...]:
        verdict: Verdict = one.verdict
        return (
            verdict.method,
            verdict.url,
            verdict.origin,
            verdict.credentials,
            verdict.result,
            verdict.step,
        )

    first: dict[object, Judged] = {}
    for one in found:
        first.setdefault(key(one), one)
    return list(first.values())
