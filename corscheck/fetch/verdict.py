"""The verdict on one request, and how it is built from what was sent and answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from corscheck.exchange import Failure, Response
from corscheck.fetch.browser_errors import Browsers, name_failure, name_mixed_content, name_success
from corscheck.fetch.cors import exposed_headers
from corscheck.fetch.notes import deviation_notes, preflight_notes, request_notes, response_notes
from corscheck.fetch.outgoing import actual_request
from corscheck.fetch.reproduce import curl, snippet
from corscheck.fetch.request import Prepared
from corscheck.fetch.responder import Layer, who_answered
from corscheck.records import NamedTuple
from corscheck.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corscheck.fetch.checks import Sent
    from corscheck.fetch.cors import Phase, Problem
    from corscheck.fetch.observed import Observed
    from corscheck.fetch.request import Credentials, FetchRequest, Reason, Rejected

Result = Literal[
    "allowed",
    "preflight_passed",
    "preflight_blocked",
    "response_blocked",
    "request_rejected",
    "not_cross_origin",
    "not_tested",
    "unreachable",
]

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
"""Methods that are sent without `--send-unsafe`, because they change nothing."""

_NEVER_SENT = ("dns", "refused", "tls", "not-recorded")


class Configuration(NamedTuple):
    """Lines for the software that answered, and its name."""

    layer: str
    text: str


class Verdict(NamedTuple):
    """Whether a browser allows a request, and why not; `corscheck.report.why_json` is its JSON form."""

    id: object
    url: str
    origin: str  # as a browser sends it
    method: str
    credentials: Credentials
    result: Result
    preflight_needed: bool
    preflight_reasons: tuple[Reason, ...]
    preflight_sent: bool
    request_sent: bool
    step: str | None
    message: str | None
    help: str | None
    problems: tuple[Problem, ...]  # all that is wrong with the answer that decided; the first is the failure
    notes: tuple[str, ...]
    exposed_headers: tuple[str, ...]  # names of the answer's headers that script can read
    browsers: Browsers
    exchanges: tuple[Sent, ...]  # in order, redirects too
    layer: Layer | None  # of the answer that decided
    curl: str | None
    snippet: str | None  # `fetch()` for the browser's console
    upload_listener: bool = False  # whether the page makes it with an XMLHttpRequest
    source: Literal["sent", "recorded"] = "sent"  # where the answers come from
    unsafe_headers: tuple[str, ...] = ()  # lower-case names that need a preflight, as script set them
    cause: str | None = None  # by its name in `corscheck.causes.catalogue`
    evidence: tuple[str, ...] = ()  # for the cause: clauses without full stop
    configuration: Configuration | None = None  # configuration for the software that answered
    browser: Observed | None = None  # the result in a real browser

    @property
    def also_wrong(self) -> tuple[Problem, ...]:
        """The other problems, which would be reported once the first is fixed."""
        return self.problems[1:]

    @property
    def preflight(self) -> Sent | None:
        """The last preflight that was sent."""
        return _last(self.exchanges, "preflight")

    @property
    def response(self) -> Sent | None:
        """The request itself, on its last hop, and its answer."""
        return _last(self.exchanges, "response")


def _last(exchanges: tuple[Sent, ...] | list[Sent], phase: Phase) -> Sent | None:
    for sent in reversed(exchanges):
        if sent.phase == phase:
            return sent
    return None


def _answer(sent: Sent | None) -> Response | None:
    return sent.answer if sent is not None and isinstance(sent.answer, Response) else None


def conclude(
    request: FetchRequest,
    first: Prepared | Rejected,
    last: Prepared | None,
    result: Result,
    problems: tuple[Problem, ...],
    sent: list[Sent],
) -> Verdict:
    """The verdict on a request.

    Args:
        request: as it was given.
        first: the same, normalised.
        last: the request after the last redirect; None where it was rejected.
        result: of the request.
        problems: what is wrong with the answer that decided, or with the request.
        sent: what was sent and answered, in order.
    """
    problem = problems[0] if problems else None
    deciding = sent[-1] if sent else None
    response = _answer(deciding)
    prepared = first if isinstance(first, Prepared) else None
    reasons = next((hop.reasons for hop in (prepared, last) if hop and hop.reasons), ())
    message, help_ = _untested(request, prepared) if result == "not_tested" and prepared else (None, None)
    return Verdict(
        id=request.id,
        url=prepared.url.href if prepared else request.url,
        origin=prepared.origin.serialised if prepared else request.origin,
        method=prepared.method if prepared else request.method,
        credentials=prepared.credentials if prepared else request.credentials,
        result=result,
        preflight_needed=bool(reasons),
        preflight_reasons=reasons,
        preflight_sent=_was_sent(sent, "preflight"),
        request_sent=_was_sent(sent, "response"),
        step=problem.step if problem else None,
        message=problem.message if problem else message,
        help=problem.help if problem else help_,
        problems=problems,
        notes=tuple(dict.fromkeys(_notes(prepared, last, result, sent))),
        exposed_headers=_readable(request, last, result, response),
        browsers=_browsers(last, problems, sent),
        exchanges=tuple(sent),
        layer=who_answered(response) if response else None,
        curl=_curl(prepared, deciding),
        snippet=snippet(request) if prepared else None,
        upload_listener=request.upload_listener,
        unsafe_headers=_unsafe_headers(last or prepared),
    )


def _unsafe_headers(prepared: Prepared | None) -> tuple[str, ...]:
    if prepared is None or len(prepared.unsafe_names) < 2:
        return prepared.unsafe_names if prepared else ()
    given = dict.fromkeys(name.lower() for name, _ in prepared.headers)
    return tuple(name for name in given if name in prepared.unsafe_names)


def _readable(
    request: FetchRequest, last: Prepared | None, result: Result, response: Response | None
) -> tuple[str, ...]:
    """The names that script can read; of a beacon's answer nothing."""
    if result != "allowed" or request.beacon or last is None or response is None:
        return ()
    return exposed_headers(last, response)


def _was_sent(sent: list[Sent], phase: Phase) -> bool:
    for one in sent:
        if one.phase == phase and not (isinstance(one.answer, Failure) and one.answer.kind in _NEVER_SENT):
            return True
    return False


def _browsers(last: Prepared | None, problems: tuple[Problem, ...], sent: list[Sent]) -> Browsers:
    if last is None:
        return Browsers()
    if problems and problems[0].step == "mixed-content":
        return name_mixed_content(last)
    if problems:
        return name_failure(last, sent[-1].answer, problems)
    return name_success(last, _answer(_last(sent, "preflight")))


def _curl(prepared: Prepared | None, deciding: Sent | None) -> str | None:
    if deciding is not None:
        return curl(deciding.request)
    if prepared is None:
        return None
    return curl(actual_request(prepared))  # where a preflight is needed, it was sent


def _notes(
    prepared: Prepared | None, last: Prepared | None, result: Result, sent: list[Sent]
) -> Iterator[str]:
    if prepared is None or last is None:
        return
    preflight, response = _answer(_last(sent, "preflight")), _answer(_last(sent, "response"))
    yield from request_notes(last)
    yield from deviation_notes(last, preflight, response)
    if preflight is not None:
        yield from preflight_notes(prepared, preflight)
    if last.mode == "no-cors":
        yield "A beacon with such a body goes without a preflight, and no CORS check follows."
    elif result == "not_cross_origin":
        yield "The page and the target have the same origin, and so has every redirect: no CORS check."
    elif response is not None:
        yield from response_notes(last, response, blocked=result == "response_blocked")
    if response is not None:
        yield from map(visible, response.oddities)
    if result == "preflight_passed":
        yield f"The preflight passes. {_not_sent(prepared)}"


def _not_sent(prepared: Prepared) -> str:
    if prepared.is_preflight:
        return "It alone was given: the answer to the request itself has to pass as well."
    if prepared.method in SAFE_METHODS:
        return "The request itself was not sent (--preflight-only)."
    return f"The request itself was not sent: {prepared.method} may change something (see --send-unsafe)."


def _untested(request: FetchRequest, prepared: Prepared) -> tuple[str, str]:
    """Why nothing is known about a request without a preflight that was not sent, and what to do."""
    if request.any_method and prepared.reasons:
        what = f"The preflight passes for {prepared.method}, but which method it was for is not known"
        return f"{what}: another one may be refused.", "Add `Access-Control-Request-Method`."
    if prepared.mode == "no-cors":
        why = "A beacon with such a body is sent without a preflight and without any CORS check"
    elif prepared.cross_origin:
        why = "This request needs no preflight, so that only its own answer decides"
    else:
        why = "The page and the target have the same origin, so that CORS matters only after a redirect"
    what = "Leave out --preflight-only." if prepared.method in SAFE_METHODS else "Send it with --send-unsafe."
    return f"{why}. {_not_sent(prepared)}", what
