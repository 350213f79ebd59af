"""Questions to live servers: would a browser allow this cross-origin request, and if not, why?"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from corscheck.fetch.request import FetchRequest, Prepared
from corscheck.fetch.verdict import Fetch, Verdict
from corscheck.live.conversation import is_preflight
from corscheck.wire.send import Wire
from corscheck.wire.transport import Connection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corscheck.exchange import Answer, Headers, Request
    from corscheck.fetch.request import Body, Credentials
    from corscheck.wire.transport import Transport

_CERTIFIED = (
    "The preflight was sent with the certificate of --cert. Browsers send theirs without one (it is among the"
    " credentials), so that a server that insists on it refuses them."
)


class Question(NamedTuple):
    """One request to ask about; `notes` is what the reader of the input has to say about it."""

    request: FetchRequest
    notes: tuple[str, ...] = ()


class Unreadable(NamedTuple):
    """A question that could not be understood: where it stands (from 1), what is wrong, the asker's id."""

    line: int
    message: str
    id: object = None


class Limits(NamedTuple):
    """How far every question may go; see `FetchRequest`."""

    preflight_only: bool = False
    send_unsafe: bool = False


def why(  # noqa: PLR0913 - the public function has what `fetch()` has
    url: str,
    *,
    origin: str,
    method: str = "GET",
    headers: Headers = (),
    credentials: Credentials = "same-origin",
    body: Body | None = None,
    preflight_only: bool = False,
    send_unsafe: bool = False,
    connection: Connection = Connection(),  # noqa: B008 - immutable
) -> Verdict:
    """Ask the server, as a browser would for a page of `origin` that calls `fetch(url, ...)`, and judge.

    A request that may change something is sent with `send_unsafe` only. Raises `UsageProblem` where
    the connection's options cannot be used; everything else, unreachable servers too, is a verdict.
    """
    request = FetchRequest(url, origin, method, tuple(headers), credentials, body)
    limits = Limits(preflight_only, send_unsafe)
    (verdict,) = ask_all([Question(request)], connection._replace(jobs=1), limits)
    if not isinstance(verdict, Verdict):
        raise TypeError("a question has a verdict")
    return verdict


def ask_all(
    questions: Iterable[Question | Unreadable],
    connection: Connection,
    limits: Limits = Limits(),  # noqa: B008 - immutable
    open_transport: Callable[[], Transport] | None = None,
) -> Iterator[Verdict | Unreadable]:
    """The verdicts, each as soon as it and all before it are known; `connection.jobs` are asked at once.

    What is unreadable comes back in its place. Raises `UsageProblem` for options of no use.
    """
    tasks = (
        Conversation(question, connection, limits) if isinstance(question, Question) else _Settled(question)
        for question in questions
    )
    with Wire(connection, open_transport) as wire:
        for task in wire.drive(tasks):
            yield task.outcome


class Conversation:
    """A `Fetch` whose real requests carry the connection's own headers, to their first origin only."""

    __slots__ = ("_certified", "_fetch", "_headers", "_notes", "_prefix")

    def __init__(self, question: Question, connection: Connection, limits: Limits) -> None:
        preflight_only, send_unsafe = limits
        request = question.request._replace(preflight_only=preflight_only, send_unsafe=send_unsafe)
        self._fetch = Fetch(request)
        self._headers = connection.headers
        self._certified = connection.cert is not None
        self._notes = question.notes
        prepared = self._fetch.prepared
        self._prefix = f"{prepared.url.origin}/" if isinstance(prepared, Prepared) else ""

    def next(self) -> Request | None:
        """The next request to send; None: there is an outcome."""
        request = self._fetch.next()
        if request and self._headers and not is_preflight(request) and request.url.startswith(self._prefix):
            return request._replace(headers=request.headers + self._headers)
        return request

    def feed(self, answer: Answer) -> None:
        """Take the answer."""
        self._fetch.feed(answer)

    @property
    def outcome(self) -> Verdict:
        """What a browser makes of it; ValueError before the last answer."""
        verdict = self._fetch.verdict()
        preflight = verdict.preflight if self._certified else None
        certified = (_CERTIFIED,) if preflight and preflight.request.url.startswith("https:") else ()
        return verdict._replace(notes=verdict.notes + certified + self._notes)


class _Settled:
    """What is unreadable, as `Wire.drive` wants it: a conversation that is over."""

    __slots__ = ("outcome",)

    def __init__(self, outcome: Unreadable) -> None:
        self.outcome = outcome

    def next(self) -> None:
        """Nothing is sent."""

    def feed(self, answer: Answer) -> None:
        """Nothing is answered."""
