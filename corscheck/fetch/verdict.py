"""The steps of a cross-origin request in their order, and what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from corscheck.exchange import Answer, Request
    from corscheck.fetch.request import Credentials, FetchRequest, Prepared, Reason

Result = Literal[
    "allowed",
    "preflight_passed",
    "preflight_blocked",
    "response_blocked",
    "request_rejected",
    "not_cross_origin",
    "unreachable",
]


class Problem(NamedTuple):
    """One check that an answer fails: the step's name, expected and received in a sentence, what to change."""

    step: str
    message: str
    help: str | None = None


class Browsers(NamedTuple):
    """What each browser prints for it; None where it prints nothing or what it prints is not known."""

    chrome: str | None = None
    firefox: str | None = None
    safari: str | None = None
    firefox_also: tuple[str, ...] = ()  # the generic messages Firefox adds after the first


class Layer(NamedTuple):
    """Who probably answered, and what speaks for it."""

    kind: Literal["service", "proxy", "authentication", "cdn", "unknown"]
    name: str
    evidence: tuple[str, ...]


class Sent(NamedTuple):
    """A request that was sent and what came back; `hop` counts redirects followed before it."""

    phase: Literal["preflight", "response"]
    request: Request
    answer: Answer
    hop: int


class Verdict(NamedTuple):
    """What a browser makes of one request; `document` is its JSON form."""

    id: object
    url: str
    origin: str
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
    also_wrong: tuple[Problem, ...]
    notes: tuple[str, ...]
    exposed_headers: tuple[str, ...]  # names of the answer's headers that script can read
    browsers: Browsers
    exchanges: tuple[Sent, ...]  # in order, redirects too
    layer: Layer | None  # of the answer that decided
    curl: str | None
    snippet: str | None  # `fetch()` for the browser console

    @property
    def preflight(self) -> Sent | None:
        """The last preflight that was sent."""
        raise NotImplementedError

    @property
    def response(self) -> Sent | None:
        """The request itself and its last answer."""
        raise NotImplementedError

    def document(self) -> dict[str, Any]:
        """The object of `corscheck why --output-format json` (without `version`): only JSON types."""
        raise NotImplementedError


class Fetch:
    """One request through all its steps; the caller sends, this judges. No I/O, no waiting."""

    def __init__(self, request: FetchRequest) -> None:
        raise NotImplementedError

    def next(self) -> Request | None:
        """The next request to send, the same one until `feed` is called; None: the verdict is ready."""
        raise NotImplementedError

    def feed(self, answer: Answer) -> None:
        """Hand in what came back for `next()`; ValueError when nothing was to be sent."""
        raise NotImplementedError

    def verdict(self) -> Verdict:
        """The verdict; ValueError as long as `next()` has something to send."""
        raise NotImplementedError


def preflight_request(prepared: Prepared) -> Request:
    """The preflight as a browser sends it, header for header."""
    raise NotImplementedError


def judge_preflight(prepared: Prepared, answer: Answer) -> tuple[Problem, ...]:
    """Every check a preflight's answer fails, in the order of the standard; empty: it passes."""
    raise NotImplementedError


def why(request: FetchRequest, send: Any) -> Verdict:
    """Drive a `Fetch` with a synchronous `send(Request) -> Answer`."""
    raise NotImplementedError
